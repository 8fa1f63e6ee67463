"""How long a feed asked to be left alone, also while it does not change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "digests_0009"
down_revision = "digests_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("ttl_minutes", sa.Integer))
