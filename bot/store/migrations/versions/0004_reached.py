"""Stories that reached so many outlets, and one open delivery a subscription at most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bot_0004"
down_revision = "bot_0003"
branch_labels = None
depends_on = None

OPEN = "state IN ('pending', 'claimed', 'sending')"


def upgrade() -> None:
    op.create_table(
        "reached",
        sa.Column("topic", sa.String(32), primary_key=True),
        sa.Column("outlets", sa.Integer(), primary_key=True),
        sa.Column("story", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("reached_at", "reached", ["topic", "outlets", "at"])
    op.create_index(
        "deliveries_unfinished",
        "deliveries",
        ["subscription"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
