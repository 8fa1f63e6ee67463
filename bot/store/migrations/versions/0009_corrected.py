"""Which corrections a delivery has is found by an index: it is asked before one is deleted."""

from __future__ import annotations

from alembic import op

revision = "bot_0009"
down_revision = "bot_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("correction_parts_delivery", "correction_parts", ["delivery"])
