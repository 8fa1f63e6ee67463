"""Search among very many articles: the newest that hold all the words, whatever way is taken."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import Connection, insert

from digests import Database
from digests.store import words as store_words
from digests.store.tables import articles, stories
from digests.store.words import index_words, newest_with_all, stretches

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
IDS = range(1, 300_000, 1_250)  # 146 shelves: two halls, two bays and two shelves
OLD = 45_000


def _told(random: Random, number: int) -> set[str]:
    """Common and rare words; "past" is in every old article and in no other."""
    chosen = {"all", *(word for word in ("half", "other") if random.random() < 0.5)}
    if number < OLD:
        chosen.add("past")
    if random.random() < 0.03:
        chosen.add("rare")
    return chosen


def _fill(connection: Connection) -> dict[int, set[str]]:
    random = Random(3)
    told = {number: _told(random, number) for number in IDS}
    seen = {"first_seen": NOW, "last_seen": NOW, "last_published": NOW}
    connection.execute(insert(stories).values(id=1, title="", version=1, **seen))
    common = {"title": "", "text": "", "outlet": "", "language": "", "text_from": "page"}
    moments = {"published": NOW, "first_seen": NOW, "changed": NOW}
    connection.execute(
        insert(articles),
        [{"id": number, "story": 1, "corrected": False, **common, **moments} for number in IDS],
    )
    index_words(connection, told)
    return told


@pytest.mark.parametrize("few", [0, 3_000])
async def test_the_newest_with_all_words_are_found_on_whatever_shelf(
    any_database: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(store_words, "FEW", few)
    told = await any_database.write_in_thread(_fill)
    for wanted in (["all"], ["rare"], ["past"], ["half", "other"], ["past", "rare"], ["none"]):
        for limit in (3, 80, 500):
            right = [number for number in reversed(IDS) if told[number] >= set(wanted)][:limit]
            forms = [[word, f"{word}s"] for word in wanted]
            found = await any_database.read_in_thread(
                lambda it, forms=forms, limit=limit: newest_with_all(it, forms, limit)  # type: ignore[misc]
            )
            assert found == right, (wanted, limit)


async def test_a_search_in_an_empty_store_finds_nothing(any_database: Database) -> None:
    assert not await any_database.read_in_thread(lambda it: newest_with_all(it, [["all"]], 5))
    assert not await any_database.read_in_thread(lambda it: newest_with_all(it, [], 5))


async def test_a_common_word_does_not_fetch_all_articles_on_a_server(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any_database.is_sqlite:
        pytest.skip("FTS5 walks its lists from the newest article on")
    await any_database.write_in_thread(_fill)
    asked: list[str] = []
    matching = store_words._matching

    def heard(connection: Connection, formula: str, limit: int) -> list[int]:
        asked.append(formula)
        return matching(connection, formula, limit)

    monkeypatch.setattr(store_words, "_matching", heard)
    await any_database.read_in_thread(lambda it: newest_with_all(it, [["all"]], 3))
    assert asked == ["(('all')) & ('#a145' | '#a144')"]


@pytest.mark.parametrize("top", [0, 1, 7, 8, 63, 64, 146, 488])
@pytest.mark.parametrize("number", [1, 2, 3, 8, 24, 40, 100, 400, 500])
def test_a_window_has_few_names_and_no_gap(top: int, number: int) -> None:
    names = stretches(top, number)
    sizes = {"a": 1, "b": 8, "c": 64}
    shelves = [
        shelf
        for size, at in ((sizes[name[0]], int(name[1:])) for name in names)
        for shelf in reversed(range(at * size, (at + 1) * size))
    ]
    assert shelves == list(range(top, top - len(shelves), -1))
    assert min(number, top + 1) <= len(shelves) <= min(1.8 * number, top + 1)
    assert len(names) <= 16 + number // 64
