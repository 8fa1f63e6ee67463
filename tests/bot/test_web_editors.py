"""A topic with editors: strangers read what was approved, as it was approved, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.drafts import Changes, DraftState, key_of
from bot.model import Address
from digests import DigestQuery, KeyPoint, Period
from tests.bot.newsdesk import HOUR, NOW
from tests.bot.website import Site, open_site

PATHS = ("/", "/topics/bridge", "/digests/bridge/2026-03-02", "/topics/bridge/atom.xml")
STORY = "Port Ellery presents a swing bridge"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        opened.editors = ["bridge"]
        yield opened


async def draft(site: Site, until: datetime, changes: Changes | None = None) -> int:
    return await site.store.new_draft(
        "bridge",
        (NOW - 24 * HOUR, until),
        changes or Changes(),
        Address("telegram", "7"),
        (NOW, NOW + HOUR),
    )


async def approve(site: Site, number: int) -> None:
    assert await site.store.decide(number, DraftState.APPROVED, "Ann", NOW)


async def points(site: Site) -> list[KeyPoint]:
    period = Period(start=NOW - 24 * HOUR, end=NOW + HOUR)
    digest = await site.newsroom.digest(DigestQuery(topic="bridge", period=period), NOW)
    return list(digest.stories[0].points)


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_told_before_its_editors_approve(site: Site, path: str) -> None:
    assert STORY not in (await site.get(path)).text
    number = await draft(site, NOW)
    assert STORY not in (await site.get(path)).text
    await approve(site, number)
    assert STORY in (await site.get(path)).text


async def test_what_came_after_the_draft_waits_for_the_next(site: Site) -> None:
    await approve(site, await draft(site, NOW - 3 * HOUR))
    for path in PATHS:
        assert STORY not in (await site.get(path)).text


async def test_dropped_points_are_gone_and_edited_ones_are_in_other_words(site: Site) -> None:
    dropped, edited = (await points(site))[:2]
    words = "The bridge is dear."
    changes = Changes(frozenset({key_of(dropped)}), {key_of(edited): words})
    await approve(site, await draft(site, NOW, changes))
    for path in (*PATHS[1:], "/stories/1"):
        text = (await site.get(path)).text
        assert words in text
        assert dropped.text not in text


async def test_other_topics_are_told_as_ever(site: Site) -> None:
    assert "Rain comes into the library" in (await site.get("/topics/library")).text


async def test_a_correction_stands_on_the_pages_of_its_story(site: Site) -> None:
    from sqlalchemy import insert

    from bot.store.tables import corrections

    site.editors = []
    before = {path: (await site.get(path)).headers["etag"] for path in ("/stories/1", PATHS[2])}
    row = {"story": 1, "title": STORY, "text": "It costs 24 million.", "author": "Ann"}
    async with site.store.database.write() as connection:
        await connection.execute(insert(corrections).values(**row, created=NOW))
    for path, etag in before.items():
        answer = await site.get(path, **{"if-none-match": etag})
        assert answer.status_code == 200
        assert "It costs 24 million." in answer.text
    assert "It costs" not in (await site.get("/topics/library")).text
