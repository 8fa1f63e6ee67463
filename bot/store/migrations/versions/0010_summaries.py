"""What a language model is to write stands in a table, and its jobs are put there with the rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests import UtcDateTime

revision = "bot_0010"
down_revision = "bot_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("story", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("asked", UtcDateTime, nullable=False),
        sa.Column("given_up", UtcDateTime),
    )
