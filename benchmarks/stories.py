"""Stories and copies by the real intake: `python -m benchmarks.stories DATA.jsonl -o OUT.jsonl`.

DATA holds one article a line, in the order of arrival: `{"id", "title", "text", "published", ...}`
with `source`, `url` and `lang` where they are known. OUT gets `{"id", "story", "duplicate_of",
"thread"}`: `thread` is the first story of a saga. The database is a throw-away file.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from digests import STORE_TREE, ArticleDraft, Database, Newsroom, TakenIn, migrate
from digests.store.tables import articles, stories

AT_ONCE = 500
NOW = datetime(2030, 1, 1, tzinfo=UTC)  # all rows are taken in as an archive that is read today


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def draft_of(row: Mapping[str, Any]) -> ArticleDraft:
    return ArticleDraft(
        title=row.get("title") or "",
        text=row.get("text") or "",
        outlet=row.get("source") or row.get("outlet") or "",
        url=row.get("url"),
        published=moment(row.get("published")),
        language=row.get("lang") or row.get("language") or "en",
    )


def moment(value: str | None) -> datetime | None:
    if not value:
        return None
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def run(data: Path, out: Path) -> float:
    """Take everything in and write what became of it; articles per second."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/stories.db")
        await migrate(database, [STORE_TREE], NOW)
        newsroom = Newsroom(database, [])
        taken: dict[str, TakenIn] = {}
        rows, began = rows_of(data), time.perf_counter()
        while part := list(islice(rows, AT_ONCE)):
            results = await newsroom.take_in((draft_of(row) for row in part), NOW)
            taken |= {row["id"]: result for row, result in zip(part, results, strict=True)}
        rate = len(taken) / (time.perf_counter() - began)
        await write(database, taken, out)
        await database.close()
    return rate


async def write(database: Database, taken: Mapping[str, TakenIn], out: Path) -> None:
    """The stories as they stand at the end: merged ones are one."""
    async with database.read() as connection:
        columns = (articles.c.id, articles.c.story, articles.c.original)
        stored = {row.id: row for row in await connection.execute(select(*columns))}
        columns_of_stories = (stories.c.id, stories.c.thread, stories.c.merged_into)
        found = {row.id: row for row in await connection.execute(select(*columns_of_stories))}
    first: dict[int, str] = {}
    with out.open("w", encoding="utf-8") as lines:
        for name, result in taken.items():
            row = stored[result.article.id]
            same = first.setdefault(row.id, name)
            original = first.get(row.original) if row.original else None
            copy = original or (same if same != name else None)
            thread = root(row.story, found)
            line = {"id": name, "story": row.story, "duplicate_of": copy, "thread": thread}
            lines.write(json.dumps(line) + "\n")


def root(story: int, found: Mapping[int, Any]) -> int:
    seen: set[int] = set()
    while story not in seen:
        seen.add(story)
        story = found[story].merged_into or found[story].thread or story
    return story


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("-o", "--out", type=Path, required=True)
    given = arguments.parse_args()
    rate = asyncio.run(run(given.data, given.out))
    print(f"{rate:,.0f} articles a second", file=sys.stderr)


if __name__ == "__main__":
    main()
