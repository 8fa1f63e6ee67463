"""Drafts that editors decide on, and corrections of what was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests import UtcDateTime

revision = "bot_0005"
down_revision = "bot_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("native_id", sa.String(80), nullable=False),
        sa.Column("message_id", sa.String(80)),
        sa.Column("created", UtcDateTime, nullable=False),
        sa.Column("decide_by", UtcDateTime, nullable=False),
        sa.Column("decided", UtcDateTime),
        sa.Column("decided_by", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("drafts_topic", "drafts", ["topic", "id"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("story", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created", UtcDateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("corrections_story", "corrections", ["story"])
    op.create_table(
        "correction_parts",
        sa.Column("correction", sa.Integer, sa.ForeignKey("corrections.id"), primary_key=True),
        sa.Column("delivery", sa.Integer, sa.ForeignKey("deliveries.id"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", UtcDateTime),
        sa.Column("error", sa.Text),
    )
    op.create_index("correction_parts_state", "correction_parts", ["state"])
