"""Seats: what one process of several does alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests import UtcDateTime

revision = "bot_0006"
down_revision = "bot_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seats",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
    )
