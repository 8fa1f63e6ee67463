"""The two indexes of words: all articles for search, and titles with openings for assigning.

Words come here as stems, so both engines only look them up: FTS5 on SQLite, tsvector on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

IndexName = Literal["article_words", "story_words"]


def index_words(
    connection: Connection, index: IndexName, words: Mapping[int, Iterable[str]]
) -> None:
    """Make articles findable under words."""
    if not words:
        return
    if connection.dialect.name == "sqlite":
        statement = f"INSERT INTO {index} (rowid, words) VALUES (:article, :words)"  # noqa: S608
        rows = [{"article": key, "words": " ".join(found)} for key, found in words.items()]
    else:
        statement = (
            f"INSERT INTO {index} (rowid, words) "  # noqa: S608
            "VALUES (:article, array_to_tsvector(CAST(:words AS text[])))"
        )
        rows = [{"article": key, "words": sorted(set(found))} for key, found in words.items()]
    connection.execute(text(statement), rows)


def forget_words(
    connection: Connection, index: IndexName, article: int, words: Iterable[str]
) -> None:
    """Take an article out of an index. `words` are those it was indexed with."""
    if connection.dialect.name == "sqlite":
        statement = (
            f"INSERT INTO {index} ({index}, rowid, words) "  # noqa: S608
            "VALUES ('delete', :article, :words)"
        )
        connection.execute(text(statement), {"article": article, "words": " ".join(words)})
        return
    connection.execute(
        text(f"DELETE FROM {index} WHERE rowid = :article"),  # noqa: S608
        {"article": article},
    )


async def newest_with_all(
    connection: AsyncConnection, words: Sequence[Sequence[str]], limit: int
) -> list[int]:
    """Articles that hold, for each word, one of its forms; newest first."""
    return await _newest(connection, "article_words", words, limit)


def likest(connection: Connection, words: Sequence[str], limit: int) -> list[int]:
    """Articles whose title or opening holds any of the words, the best matches first."""
    if not words:
        return []
    if connection.dialect.name == "sqlite":
        statement = (
            "SELECT rowid FROM story_words WHERE story_words MATCH :words "
            "ORDER BY rank, rowid DESC LIMIT :limit"
        )
        asked = _formula([words], '"', " OR ", "")
    else:
        statement = (
            "SELECT rowid FROM story_words, CAST(:words AS tsquery) AS asked "
            "WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC, rowid DESC LIMIT :limit"
        )
        asked = _formula([words], "'", " | ", "")
    rows = connection.execute(text(statement), {"words": asked, "limit": limit})
    return [int(row[0]) for row in rows]


async def _newest(
    connection: AsyncConnection, index: IndexName, words: Sequence[Sequence[str]], limit: int
) -> list[int]:
    if not words:
        return []
    if connection.dialect.name == "sqlite":
        condition, asked = f"{index} MATCH :words", _formula(words, '"', " OR ", " AND ")
    else:
        condition, asked = "words @@ CAST(:words AS tsquery)", _formula(words, "'", " | ", " & ")
    statement = (
        f"SELECT rowid FROM {index} WHERE {condition} "  # noqa: S608
        "ORDER BY rowid DESC LIMIT :limit"
    )
    rows = await connection.execute(text(statement), {"words": asked, "limit": limit})
    return [int(row[0]) for row in rows]


def _formula(words: Sequence[Sequence[str]], quote: str, one_of: str, each: str) -> str:
    """Terms are letters and digits, so quoting them is enough."""
    groups = [one_of.join(f"{quote}{form}{quote}" for form in forms) for forms in words]
    return each.join(f"({group})" for group in groups)
