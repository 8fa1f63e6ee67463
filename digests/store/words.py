"""The index of words for search.

Words come here as stems, so both engines only look them up: FTS5 on SQLite, tsvector on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, text


def index_words(connection: Connection, words: Mapping[int, Iterable[str]]) -> None:
    """Make articles findable under words."""
    if not words:
        return
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO article_words (rowid, words) VALUES (:article, :words)"
        rows = [{"article": key, "words": " ".join(found)} for key, found in words.items()]
    else:
        statement = (
            "INSERT INTO article_words (rowid, words) "
            "VALUES (:article, array_to_tsvector(CAST(:words AS text[])))"
        )
        rows = [{"article": key, "words": sorted(set(found))} for key, found in words.items()]
    connection.execute(text(statement), rows)


def forget_words(connection: Connection, article: int, words: Iterable[str]) -> None:
    """Take an article out of an index. `words` are those it was indexed with."""
    if connection.dialect.name == "sqlite":
        statement = (
            "INSERT INTO article_words (article_words, rowid, words) "
            "VALUES ('delete', :article, :words)"
        )
        connection.execute(text(statement), {"article": article, "words": " ".join(words)})
        return
    connection.execute(
        text("DELETE FROM article_words WHERE rowid = :article"),
        {"article": article},
    )


def newest_with_all(
    connection: Connection, words: Sequence[Sequence[str]], limit: int
) -> list[int]:
    """Articles that hold, for each word, one of its forms; newest first."""
    if not words:
        return []
    if connection.dialect.name == "sqlite":
        condition, asked = "article_words MATCH :words", _formula(words, '"', " OR ", " AND ")
    else:
        condition, asked = "words @@ CAST(:words AS tsquery)", _formula(words, "'", " | ", " & ")
    statement = (
        f"SELECT rowid FROM article_words WHERE {condition} "  # noqa: S608
        "ORDER BY rowid DESC LIMIT :limit"
    )
    rows = connection.execute(text(statement), {"words": asked, "limit": limit})
    return [int(row[0]) for row in rows]


def _formula(words: Sequence[Sequence[str]], quote: str, one_of: str, each: str) -> str:
    """Terms are letters and digits, so quoting them is enough."""
    groups = [one_of.join(f"{quote}{form}{quote}" for form in forms) for forms in words]
    return each.join(f"({group})" for group in groups)
