"""Links and sessions of the web page, and the key that signs its cookies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bot_0002"
down_revision = "bot_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_passes",
        sa.Column("hash", sa.String(length=64), primary_key=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "web_keys",
        sa.Column("name", sa.String(length=20), primary_key=True),
        sa.Column("value", sa.String(length=80), nullable=False),
    )
