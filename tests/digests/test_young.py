"""What assigning remembers and looks up saves reading, and changes no decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from digests import STORE_TREE, ArticleDraft, Database, Newsroom, TakenIn, TakenInAs, Topic, migrate
from digests import young as bounds
from digests.preparing import prepare, to_article
from digests.store.assigning import candidates_by_id, stored_centres
from digests.stories import terms
from digests.stories.assign import Candidate, Centre
from digests.stories.terms import Forms, article_terms, search_terms, split, words_of
from digests.young import YoungStories
from tests.digests.newsdesk import BRIDGE, BRIDGE_AGAIN, BUDGET, DAY, HOUR, NOW, draft

ALL = Topic(name="all", title="All")
TODAY = NOW.timestamp() / 86_400
LATER = NOW + 4 * DAY  # in a later stretch of days, in the window of an article of today


async def take_in_apart(folder: Path, batches: Sequence[Sequence[ArticleDraft]]) -> list[TakenIn]:
    """Each batch by a newsroom that remembers nothing."""
    taken: list[TakenIn] = []
    for batch in batches:
        database = Database.open(f"sqlite:///{folder}/news.db")
        await migrate(database, [STORE_TREE], NOW)
        taken += await Newsroom(database, [ALL]).take_in(batch, NOW)
        await database.close()
    return taken


async def test_a_story_of_later_days_is_found_by_an_article_that_comes_late(tmp_path: Path) -> None:
    ahead = draft("Harbour bridge closes", BRIDGE, published=LATER)
    other = draft("Lindale passes its budget", BUDGET, published=NOW)
    late = draft("Ferries replace the harbour bridge", BRIDGE_AGAIN, "City Wire", published=NOW)
    first, _, second = await take_in_apart(tmp_path, [[ahead], [other], [late]])
    assert first.story == second.story


async def test_a_story_that_begins_in_a_new_stretch_is_found_in_the_next_batch(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [ALL])
    await newsroom.take_in([draft("Lindale passes its budget", BUDGET, published=NOW)], NOW)
    ahead = draft("Harbour bridge closes", BRIDGE, published=LATER)
    (first,) = await newsroom.take_in([ahead], NOW)
    late = draft("Ferries replace the harbour bridge", BRIDGE_AGAIN, "City Wire", published=LATER)
    (second,) = await newsroom.take_in([late], NOW)
    assert first.story == second.story


async def test_a_copy_of_later_days_is_found(tmp_path: Path) -> None:
    text = f"{BRIDGE} {BUDGET} {BRIDGE_AGAIN}"
    ahead = draft("Harbour bridge closes", text, published=NOW + 15 * DAY)
    late = draft("A bridge closes", text[:-20], "City Wire", published=NOW)
    other = draft("Otters", "Three otters were counted in the upper valley.", published=NOW)
    _, _, copy = await take_in_apart(tmp_path, [[other], [ahead], [late]])
    assert copy.outcome is TakenInAs.COPY


async def test_profiles_and_middles_are_written_as_they_are_remembered(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [ALL])
    (alone,) = await newsroom.take_in([draft("Lindale budget", BUDGET, published=NOW)], NOW)
    (first,) = await newsroom.take_in([draft("Bridge closes", BRIDGE, published=NOW)], NOW)
    again = draft("Ferries replace the bridge", BRIDGE_AGAIN, "City Wire", published=NOW + HOUR)
    (second,) = await newsroom.take_in([again], NOW)
    assert first.story == second.story
    articles, stories = [one.article.id for one in (alone, first, second)], {first.story}

    def read(connection: Connection) -> tuple[dict[int, Candidate], dict[int, Centre]]:
        near = candidates_by_id(connection, articles, TODAY - 1, TODAY + 1)
        return near, stored_centres(connection, stories | {alone.story})

    known, middles = await any_database.write_in_thread(read)
    assert middles[alone.story].words == known[alone.article.id].profile
    both = [known[one.article.id].profile for one in (first, second)]
    sums = {word: sum(one.get(word, 0.0) for one in both) for one in both for word in one}
    assert middles[first.story].words == pytest.approx(sums)


async def test_no_profile_outside_of_the_window_is_read(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL])
    taken = await newsroom.take_in(
        [
            draft("Bridge closes", BRIDGE, published=NOW),
            draft("Budget passes", BUDGET, published=LATER),
        ],
        NOW,
    )
    ids = [one.article.id for one in taken]
    remembered = YoungStories()
    found = await any_database.write_in_thread(
        lambda it: remembered.recall(it, ids, TODAY - 1, TODAY + 1)
    )
    assert [one.day for one in found] == [pytest.approx(TODAY)]
    assert list(remembered.profiles) == ids[:1]


async def test_what_was_compared_last_is_remembered_longest(any_database: Database) -> None:
    remembered = YoungStories()
    for number in range(1, bounds.PROFILES + 2):
        remembered.profiles[number] = Candidate(1, TODAY, {})
    remembered.centres[1] = Centre()
    await any_database.write_in_thread(lambda it: remembered.recall(it, [1], TODAY, TODAY))
    remembered.trim()
    assert len(remembered.profiles) == bounds.KEPT
    assert 1 in remembered.profiles
    assert 2 not in remembered.profiles


def test_forms_of_words_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "REMEMBERED", 3)
    forms = Forms(str.upper)
    assert [forms[word] for word in "abcdabcd"] == list("ABCDABCD")
    assert len(forms) <= 3


@pytest.mark.parametrize(
    "text", ["Plain words, one by one. " * 40, "Größe “zählt” – दिल्ली में 東京都 " * 40]
)
def test_words_of_an_article_are_those_of_its_parts(text: str) -> None:
    found = words_of("The bridge", text, "Harbour Post")
    assert found.opening == split(text[: terms.OPENING])
    assert found.whole == split(f"The bridge\n{text}\nHarbour Post")


def test_an_article_is_indexed_alike_whoever_split_its_words() -> None:
    given = draft("The Bridge’s repairs", BRIDGE)
    one = prepare(given)
    article = to_article(one.draft, 1, NOW)
    assert search_terms(one.words.whole, article.language) == article_terms(article)
