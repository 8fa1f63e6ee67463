"""Entries of feeds that were read, and wait to be taken in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0010"
down_revision = "digests_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("arrived", UtcDateTime, nullable=False),
        sa.Column("feed", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("published", UtcDateTime),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text_from", sa.String(12), nullable=False),
        sa.Column("guid", sa.Text),
        sa.Column("own_page", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
