"""The index of words for search.

Words come here as stems, so both engines only look them up: FTS5 on SQLite, tsvector on
PostgreSQL. There the index holds three words more for each article: the stretches of ids that it is
in, a shelf, a bay of eight shelves and a hall of eight bays, so that the newest of very many can be
found without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, text

SHELF = 11  # articles whose ids have these bits alone in difference stand on one shelf
HALL, BAY = 64, 8  # shelves
STRETCHES = ((HALL, "c"), (BAY, "b"), (1, "a"))
FIRST_SHELVES = 2
FEW = 500  # articles that match, which may be looked at at once: each is a page to read


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
    """Articles that hold, for each word, one of its forms; newest first.

    Neither engine looks at all articles with a common word: FTS5 walks its lists from the newest
    article on, and on a server a few shelves of the newest are asked first.
    """
    if not words:
        return []
    if connection.dialect.name == "postgresql":
        return _from_shelves(connection, _formula(words, "'", " | ", " & "), limit)
    statement = (
        "SELECT rowid FROM article_words WHERE article_words MATCH :words "
        "ORDER BY rowid DESC LIMIT :limit"
    )
    asked = {"words": _formula(words, '"', " OR ", " AND "), "limit": limit}
    return [int(number) for number in connection.execute(text(statement), asked).scalars()]


def _from_shelves(connection: Connection, words: str, limit: int) -> list[int]:
    """The newest of all that match: of as many shelves, from the newest on, as seem to suffice."""
    newest = connection.scalar(text("SELECT max(rowid) FROM article_words"))
    if newest is None:
        return []
    top = newest >> SHELF
    connection.execute(text("SET LOCAL enable_seqscan = off"))  # whatever it takes for common
    shelves = FIRST_SHELVES
    while shelves <= top:
        names = " | ".join(f"'#{name}'" for name in stretches(top, shelves))
        found = _matching(connection, f"({words}) & ({names})", limit)
        if len(found) == limit:
            return found
        everywhere = (len(found) + 1) * (top + 1) // shelves
        if everywhere <= FEW:
            break
        shelves = max(2 * shelves, 2 * shelves * limit // (len(found) + 1))
    return _matching(connection, words, limit)


def stretches(top: int, number: int) -> list[str]:
    """So many shelves or a few more, from the top one downwards, by as few names as do."""
    names = []
    while number > 0 and top >= 0:
        size, letter = next(
            (size, letter)
            for size, letter in STRETCHES
            if (top + 1) % size == 0 and size < 2 * number
        )
        names.append(f"{letter}{top // size}")
        top, number = top - size, number - size
    return names


def _matching(connection: Connection, formula: str, limit: int) -> list[int]:
    """Materialised, for a server that walks the articles from the newest on instead may walk all
    of them for a rare word."""
    statement = (
        "WITH found AS MATERIALIZED (SELECT rowid FROM article_words WHERE "
        "(words || array_to_tsvector(ARRAY['#a' || (rowid >> 11)::text, "
        "'#b' || (rowid >> 14)::text, '#c' || (rowid >> 17)::text])) "
        "@@ CAST(:words AS tsquery)) "
        "SELECT rowid FROM found ORDER BY rowid DESC LIMIT :limit"
    )
    rows = connection.execute(text(statement), {"words": formula, "limit": limit})
    return [int(number) for number in rows.scalars()]


def _formula(words: Sequence[Sequence[str]], quote: str, one_of: str, each: str) -> str:
    """Terms are letters and digits, so quoting them is enough."""
    groups = [one_of.join(f"{quote}{form}{quote}" for form in forms) for forms in words]
    return each.join(f"({group})" for group in groups)
