"""Turns: what several processes send through one token."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bot_0007"
down_revision = "bot_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(80), nullable=False),
        sa.Column("in_group", sa.Boolean, nullable=False),
        sa.Column("reply", sa.Boolean, nullable=False),
        sa.Column("begun", sa.Float, nullable=False),
        sa.Column("ended", sa.Float),
    )
    op.create_index("turns_chat", "turns", ["platform", "chat"])
