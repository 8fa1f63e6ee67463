"""Entries of feeds are forgotten by when they were last seen in a body that was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0005"
down_revision = "digests_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE feed_entries RENAME COLUMN first_seen TO last_seen")
    op.add_column("feeds", sa.Column("last_read", UtcDateTime))
