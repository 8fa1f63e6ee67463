"""An edited article: matching, copies, search and headlines know its new text, not the old one."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from digests import Database, DigestQuery, Newsroom, TakenInAs, Topic
from digests.store.tables import centres, profiles, stories, story_words, text_runs, word_stories
from digests.stories.copies import shape_of
from digests.stories.terms import profile_terms, usual_terms, words_of
from tests.digests.newsdesk import (
    BRIDGE,
    BRIDGE_AGAIN,
    BUDGET,
    DAY,
    HOUR,
    NOW,
    FirstSentences,
    draft,
    query,
)
from tests.digests.test_stories_copies import AGENCY

ALL = Topic(name="all", title="All")
URL = "https://post.example/page"
SOON = "Divers found a sunken tram below the northern pier. More follows soon on this page."


@pytest.fixture
def newsroom(database: Database) -> Newsroom:
    return Newsroom(database, [ALL], summariser=FirstSentences())


async def test_matching_knows_an_edited_article_by_its_new_words(newsroom: Newsroom) -> None:
    (old,) = await newsroom.take_in([draft("Breaking", SOON, url=URL)], NOW - 3 * HOUR)
    await newsroom.take_in([draft("Lindale passes its budget", BUDGET, url=URL)], NOW - 2 * HOUR)
    again = BUDGET.replace("passed", "voted for").replace("lose", "will lose")
    (joined,) = await newsroom.take_in([draft("Lindale's budget", again, "City Wire")], NOW - HOUR)
    tram = draft("Sunken tram below the pier", SOON.replace("found", "saw"), "The Mirror")
    (apart,) = await newsroom.take_in([tram], NOW - HOUR)
    assert joined.story == old.story
    assert apart.story != old.story


async def test_nothing_of_the_old_text_stays_behind(newsroom: Newsroom) -> None:
    """What is known of a page that was edited is what is known of one with only the new text."""
    await newsroom.take_in([draft("Breaking", SOON, url=URL)], NOW - HOUR)
    await newsroom.take_in([draft("Lindale passes its budget", BUDGET, url=URL)], NOW - HOUR)
    async with newsroom._database.read() as connection:
        (profile,) = await connection.execute(select(profiles))
        (centre,) = await connection.execute(select(centres))
        indexed = (await connection.execute(select(story_words.c.word))).scalars().all()
        runs = (await connection.execute(select(text_runs.c.run))).scalars().all()
        counted = select(word_stories.c.word).where(word_stories.c.stories > 0)
        told = (await connection.execute(counted)).scalars().all()
    terms = profile_terms(words_of("Lindale passes its budget", BUDGET), "en").keys()
    assert profile.words == centre.words
    assert (profile.words.keys(), set(told) - usual_terms()) == (terms, terms - usual_terms())
    assert set(indexed) <= terms
    assert set(runs) == set(shape_of("", BUDGET, "", 0.0).sample)


async def test_an_edit_changes_its_share_of_the_middle_of_a_story(newsroom: Newsroom) -> None:
    page = draft("Harbour bridge closes", BRIDGE, url=URL)
    one, two = await newsroom.take_in([page, draft("Bridge", BRIDGE_AGAIN, "B")], NOW - HOUR)
    assert one.story == two.story
    words = f"Zeppelin over town. {BRIDGE.replace('12 million', 'millions of')}"
    await newsroom.take_in([draft("Harbour bridge closes", words, url=URL)], NOW)
    async with newsroom._database.read() as connection:
        (centre,) = await connection.execute(select(centres))
        known = (await connection.execute(select(profiles.c.words))).scalars().all()
    total = sum((Counter(words) for words in known), Counter[str]())
    assert centre.size == 2
    assert centre.words == pytest.approx(dict(total), abs=0.001)
    assert "zeppelin" in centre.words


async def test_a_stub_that_became_agency_copy_is_a_copy_of_what_is_in_its_story(
    newsroom: Newsroom,
) -> None:
    stub = "The harbour bridge of Norhaven will be closed to cars from Monday until June, it says."
    title = "Harbour bridge in Norhaven closed until June"
    (first,) = await newsroom.take_in([draft(title, stub, url=URL)], NOW - 3 * HOUR)
    agency = draft(title, AGENCY, "City Wire", url="https://wire.example/1")
    (second,) = await newsroom.take_in([agency], NOW - 2 * HOUR)
    assert second.story == first.story
    assert second.article.original is None
    await newsroom.take_in([draft(title, AGENCY, url=URL)], NOW - HOUR)
    told = (await newsroom.digest(query(), NOW)).stories[0]
    assert (told.outlets, told.carriers) == (("City Wire",), 1)


async def test_a_copy_that_was_rewritten_counts_as_an_article_of_its_own(
    newsroom: Newsroom,
) -> None:
    title = "Harbour bridge in Norhaven closed until June"
    agency = draft(title, AGENCY, "City Wire", url="https://wire.example/1")
    taken = await newsroom.take_in([agency, draft(title, AGENCY, url=URL)], NOW - 3 * HOUR)
    assert taken[1].outcome is TakenInAs.COPY
    own = "Our reporter walked over the harbour bridge of Norhaven and spoke with its last drivers."
    await newsroom.take_in([draft(title, f"{own} {SOON}", url=URL)], NOW - 2 * HOUR)
    (told,) = (await newsroom.digest(query(max_points=9), NOW)).stories
    assert (told.outlets, told.carriers) == (("City Wire", "The Harbour Post"), 0)
    assert own in [point.text for point in told.points]
    async with newsroom._database.read() as connection:
        assert len((await connection.execute(select(profiles))).all()) == 2


async def test_a_page_that_now_carries_the_text_of_another_story_keeps_its_own(
    newsroom: Newsroom,
) -> None:
    page = draft("Live", BUDGET, url=URL)
    agency = draft("Bridge closed", AGENCY, "City Wire", url="https://wire.example/1")
    first, second = await newsroom.take_in([page, agency], NOW - 3 * HOUR)
    (edited,) = await newsroom.take_in([draft("Live", AGENCY, url=URL)], NOW - HOUR)
    assert edited.story == first.story != second.story
    assert edited.article.original is None


async def test_what_a_stub_told_before_it_became_a_copy_is_not_told_again(
    newsroom: Newsroom,
) -> None:
    title = "Harbour bridge in Norhaven closed until June"
    stub = "The old harbour bridge will be closed to cars from Monday until the end of June."
    await newsroom.take_in([draft(title, stub, url=URL)], NOW - 3 * DAY)
    agency = draft(title, AGENCY, "City Wire", url="https://wire.example/1")
    await newsroom.take_in([agency], NOW - 2 * HOUR)
    await newsroom.take_in([draft(title, AGENCY, url=URL)], NOW - HOUR)
    (told,) = (await newsroom.digest(_news(), NOW)).stories
    assert not any("closed to cars" in point.text for point in told.points)


async def test_a_story_is_called_as_its_edited_lead_is_called_now(newsroom: Newsroom) -> None:
    await newsroom.take_in([draft("Breaking", BRIDGE, url=URL)], NOW - 3 * HOUR)
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE, url=URL)], NOW - HOUR)
    async with newsroom._database.read() as connection:
        titles = (await connection.execute(select(stories.c.title))).scalars().all()
    assert titles == ["Harbour bridge closes"]


def _news() -> DigestQuery:
    return query(told_until=NOW - DAY, only_new=True, max_points=9)
