"""What a chat wants of its digests, whom a person manages, and which digests a chat was shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bot_0003"
down_revision = "bot_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("wishes", sa.Text(), nullable=False, server_default=""))
    op.add_column("chats", sa.Column("managing", sa.Integer(), nullable=True))
    op.add_column("renditions", sa.Column("chat", sa.Integer(), nullable=True))
    op.create_index("renditions_chat", "renditions", ["chat"])
