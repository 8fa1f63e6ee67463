"""Showings: a digest that several chats asked for is kept once, with who was shown it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "bot_0008"
down_revision = "bot_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "showings",
        sa.Column("chat", sa.Integer, sa.ForeignKey("chats.id"), primary_key=True),
        sa.Column("rendition", sa.Integer, sa.ForeignKey("renditions.id"), primary_key=True),
    )
    op.create_index("showings_rendition", "showings", ["rendition"])
    op.execute(
        "INSERT INTO showings (chat, rendition) SELECT r.chat, r.id FROM renditions AS r "
        "JOIN chats AS c ON c.id = r.chat"
    )
    op.drop_index("renditions_chat", "renditions")
    op.drop_column("renditions", "chat")
