"""Articles, stories, key points and the index of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digests.store.tables import UtcDateTime

revision = "digests_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("last_seen", UtcDateTime, nullable=False),
        sa.Column("last_published", UtcDateTime, nullable=False),
        sa.Column("parent", sa.Integer, sa.ForeignKey("stories.id")),
        sa.Column("merged_into", sa.Integer, sa.ForeignKey("stories.id")),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("stories_last_seen", "stories", ["last_seen"])
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("published", UtcDateTime, nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("changed", UtcDateTime, nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("text_from", sa.String(12), nullable=False),
        sa.Column("feed", sa.Integer),
        sa.Column("original", sa.Integer, sa.ForeignKey("articles.id")),
        sa.Column("corrected", sa.Boolean, nullable=False),
        sa.Column("story", sa.Integer, sa.ForeignKey("stories.id"), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("articles_changed", "articles", ["changed"])
    op.create_index("articles_story", "articles", ["story"])
    op.create_table(
        "article_keys",
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), nullable=False),
    )
    op.create_index("article_keys_article", "article_keys", ["article"])
    op.create_table(
        "revisions",
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("until", UtcDateTime, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "key_points",
        sa.Column("story", sa.Integer, sa.ForeignKey("stories.id"), primary_key=True),
        sa.Column("cut", sa.String(80), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("points", sa.JSON, nullable=False),
    )
    create_assigning_tables()
    for statement in INDEXES[op.get_bind().dialect.name]:
        op.execute(statement)


def create_assigning_tables() -> None:
    op.create_table(
        "profiles",
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("story", sa.Integer, sa.ForeignKey("stories.id"), nullable=False),
        sa.Column("day", sa.Float, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
    )
    op.create_index("profiles_story", "profiles", ["story"])
    op.create_table(
        "centres",
        sa.Column("story", sa.Integer, sa.ForeignKey("stories.id"), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("last", sa.Float, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
    )
    op.create_table(
        "word_stories",
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column("stories", sa.Integer, nullable=False),
    )
    op.create_table(
        "story_words",
        sa.Column("stretch", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bridges",
        sa.Column("older", sa.Integer, sa.ForeignKey("stories.id"), primary_key=True),
        sa.Column("newer", sa.Integer, sa.ForeignKey("stories.id"), primary_key=True),
        sa.Column("articles", sa.Integer, nullable=False),
    )
    op.create_table(
        "text_runs",
        sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("batches", sa.Integer, nullable=False),
        sa.Column("stories", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO intake (id, batches, stories) VALUES (1, 0, 0)")


# Words are stemmed before they come here, so both engines only have to look them up.
INDEXES = {
    "sqlite": (
        "CREATE VIRTUAL TABLE article_words USING fts5(words, content='', detail=none, "
        "columnsize=0, tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    ),
    "postgresql": (
        "CREATE TABLE article_words (rowid integer PRIMARY KEY REFERENCES articles(id), "
        "words tsvector NOT NULL)",
        "CREATE INDEX article_words_words ON article_words USING gin (words)",
    ),
}
