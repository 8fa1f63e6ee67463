"""Look up what came on one day, however long ago."""

from __future__ import annotations

from alembic import op

revision = "digests_0006"
down_revision = "digests_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("articles_first_seen", "articles", ["first_seen"])
