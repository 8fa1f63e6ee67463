"""Feeds, and what was seen in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0002"
down_revision = "digests_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("url", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("full_text", sa.String(8), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.String(32)),
        sa.Column("next_due", UtcDateTime),
        sa.Column("last_success", UtcDateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("feeds_due", "feeds", ["state", "next_due"])
    op.create_table(
        "feed_entries",
        sa.Column("feed", sa.Integer, sa.ForeignKey("feeds.id"), primary_key=True),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
    )
