"""What a language model answered, and what it was used for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0007"
down_revision = "digests_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_answers",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("asked", UtcDateTime, nullable=False),
    )
    op.create_index("model_answers_asked", "model_answers", ["asked"])
    op.create_table(
        "model_usage",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("tokens_in", sa.BigInteger, nullable=False),
        sa.Column("tokens_out", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("repaired", sa.Integer, nullable=False),
        sa.Column("replaced", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("capped", sa.String(5)),
    )
