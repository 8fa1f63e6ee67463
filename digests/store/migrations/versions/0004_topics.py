"""Topics that people edited on the web page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0004"
down_revision = "digests_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("name", sa.String(length=32), primary_key=True),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("changed", UtcDateTime(), nullable=False),
    )
