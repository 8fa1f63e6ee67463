"""The first form of the paper round's tables."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "chats",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("native_id", sa.String(length=80), nullable=False),
        sa.Column("thread", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("paused_reason", sa.Text(), nullable=True),
        sa.Column("quiet", sa.String(length=11), nullable=False),
        sa.Column("when_empty", sa.String(length=12), nullable=False),
        sa.Column("stories", sa.JSON(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("platform", "native_id", "thread", name="chats_address"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handled_updates",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("handled_updates_seen", "handled_updates", ["seen"], unique=False)
    op.create_table(
        "renditions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("stories", sa.JSON(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "waits",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform"),
    )
    op.create_table(
        "rendition_parts",
        sa.Column("rendition", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rendition"],
            ["renditions.id"],
        ),
        sa.PrimaryKeyConstraint("rendition", "number"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("chat", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat"],
            ["chats.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chat", "topic", name="subscriptions_order"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "subscriptions_due",
        "subscriptions",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("active AND next_due IS NOT NULL"),
        postgresql_where=sa.text("active AND next_due IS NOT NULL"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subscription", sa.Integer(), nullable=False),
        sa.Column("chat", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rendition", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat"],
            ["chats.id"],
        ),
        sa.ForeignKeyConstraint(
            ["rendition"],
            ["renditions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subscription", "due", name="deliveries_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_chat", "deliveries", ["chat", "state", "id"], unique=False)
    op.create_index(
        "deliveries_open",
        "deliveries",
        ["platform", "state", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'claimed', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'claimed', 'sending')"),
    )
    op.create_index("deliveries_rendition", "deliveries", ["rendition"], unique=False)
    op.create_table(
        "parts",
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("tried", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=80), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["deliveries.id"],
        ),
        sa.PrimaryKeyConstraint("delivery", "number"),
    )
    op.create_index("parts_sent", "parts", ["sent"], unique=False)
