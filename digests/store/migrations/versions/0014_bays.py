"""Search on a server: the index of words knows longer stretches of ids, too.

A window of forty shelves was forty words for each article that came into question; now it is six.
"""

from __future__ import annotations

from alembic import op

revision = "digests_0014"
down_revision = "digests_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX article_words_shelves")
    op.execute(
        "CREATE INDEX article_words_shelves ON article_words USING gin "
        "((words || array_to_tsvector(ARRAY['#a' || (rowid >> 11)::text, "
        "'#b' || (rowid >> 14)::text, '#c' || (rowid >> 17)::text])))"
    )
