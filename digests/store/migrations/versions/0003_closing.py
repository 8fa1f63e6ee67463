"""Up to when digests were told: what is taken in later counts as seen later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0003"
down_revision = "digests_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("moment", UtcDateTime, nullable=False),
    )
