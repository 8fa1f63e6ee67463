"""Search on a server: the index of words knows in which stretch of ids an article is."""

from __future__ import annotations

from alembic import op

revision = "digests_0012"
down_revision = "digests_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX article_words_words")
    op.execute(
        "CREATE INDEX article_words_shelves ON article_words USING gin "
        "((words || array_to_tsvector(ARRAY['#' || (rowid >> 11)::text])))"
    )
