"""What mentions a story or an article is found by an index: it is asked before one is deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "digests_0013"
down_revision = "digests_0012"
branch_labels = None
depends_on = None

MENTIONS = (
    ("stories", "parent"),
    ("stories", "thread"),
    ("stories", "merged_into"),
    ("articles", "original"),
)


def upgrade() -> None:
    for table, column in MENTIONS:
        said = sa.text(f"{column} IS NOT NULL")
        name = f"{table}_{column}"
        op.create_index(name, table, [column], sqlite_where=said, postgresql_where=said)
    op.create_index("bridges_newer", "bridges", ["newer"])
