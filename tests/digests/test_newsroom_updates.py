"""Nothing twice: a digest holds only what was first seen after the chat's mark."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from digests import Database, DigestQuery, Newsroom, Topic
from digests.store.tables import stories
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

ALL = Topic(name="all", title="Everything")
MARK = NOW - DAY


@pytest.fixture
async def newsroom(database: Database) -> Newsroom:
    """The bridge story was told; the mark is a day old."""
    desk = Newsroom(database, [ALL], summariser=FirstSentences())
    await desk.take_in([draft("Harbour bridge closes for repairs", BRIDGE)], MARK - HOUR)
    return desk


def new_points(**more: Any) -> DigestQuery:
    return query(told_until=MARK, only_new=True, **more)


async def test_a_story_without_anything_new_is_silent(newsroom: Newsroom) -> None:
    assert (await newsroom.digest(new_points(), NOW)).stories == ()


async def test_a_story_that_goes_on_tells_only_the_new_and_one_line_of_context(
    newsroom: Newsroom,
) -> None:
    await newsroom.take_in([draft("Ferries at night", BRIDGE_AGAIN, "City Wire")], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert story.update
    assert [point.text for point in story.points] == [
        "Cyclists asked for a longer timetable of the ferries at night."
    ]
    assert story.earlier == (
        "The old harbour bridge will close for repairs on Monday, the port authority said."
    )
    assert story.title == "Ferries at night"


async def test_a_new_story_is_told_whole_and_is_no_update(newsroom: Newsroom) -> None:
    await newsroom.take_in([draft("Lindale passes its budget", BUDGET)], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert (story.title, story.update, story.earlier) == ("Lindale passes its budget", False, None)
    assert len(story.points) == 3


async def test_another_outlet_with_the_same_facts_says_nothing_new(newsroom: Newsroom) -> None:
    same = (
        "The harbour bridge will close for repairs on Monday, the port authority said. "
        "The repair costs 12 million crowns, paid by the city of Norhaven."
    )
    await newsroom.take_in([draft("Bridge shut", same, "City Wire")], NOW - HOUR)
    assert (await newsroom.digest(new_points(), NOW)).stories == ()


async def test_a_number_that_changed_is_news(newsroom: Newsroom) -> None:
    more = BRIDGE.replace("12 million", "19 million").replace("The old harbour", "Harbour")
    await newsroom.take_in([draft("Bridge dearer", more, "City Wire")], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert [point.text for point in story.points] == [
        "The repair costs 19 million crowns and is paid by the city of Norhaven."
    ]


async def test_an_edit_tells_what_it_added_and_nothing_else(database: Database) -> None:
    newsroom = Newsroom(database, [ALL], summariser=FirstSentences())
    url = "https://post.example/bridge"
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE, url=url)], MARK - HOUR)
    added = "Two workers were hurt when a crane fell into the water."
    edited = draft("Harbour bridge closes", f"{BRIDGE} {added}", url=url)
    await newsroom.take_in([edited], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert [point.text.strip() for point in story.points] == [added]


async def test_what_is_left_out_counts_only_what_would_be_told(newsroom: Newsroom) -> None:
    same = "The harbour bridge will close for repairs on Monday, the port authority said."
    await newsroom.take_in(
        [
            draft("Lindale passes its budget", BUDGET),
            draft("Otters return", "Three otters were counted in the upper valley on Sunday."),
            draft("Bridge shut", same, "City Wire"),  # nothing new in it
        ],
        NOW - HOUR,
    )
    first = await newsroom.digest(new_points(max_stories=1), NOW)
    assert (len(first.stories), first.left_out) == (1, 1)
    rest = await newsroom.digest(new_points(max_stories=5, skip=1), NOW)
    assert (len(rest.stories), rest.left_out, rest.first_number) == (1, 0, 2)


async def test_a_follow_up_does_not_repeat_what_its_parent_told(newsroom: Newsroom) -> None:
    """The bridge is told; what goes on from it weeks later recalls it in a sentence."""
    recalled = BRIDGE.split(". ")[0] + "."
    fresh = "Divers found a sunken tram below its northern pier on Tuesday."
    (taken,) = await newsroom.take_in(
        [draft("Sunken tram", f"{fresh} {recalled}", "City Wire", published=NOW + 60 * DAY)],
        NOW - HOUR,
    )
    parent = (await newsroom.search("ferries"))[0].story
    assert taken.story != parent
    database = newsroom._database
    async with database.write() as connection:
        await connection.execute(
            update(stories).where(stories.c.id == taken.story).values(parent=parent)
        )
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert [point.text for point in story.points] == [fresh]
    assert (story.update, story.follows) == (False, "Harbour bridge closes for repairs")


async def test_latest_shows_everything_and_marks_what_is_new(newsroom: Newsroom) -> None:
    await newsroom.take_in([draft("Ferries at night", BRIDGE_AGAIN, "City Wire")], NOW - HOUR)
    (story,) = (await newsroom.digest(query(told_until=MARK, max_points=9), NOW)).stories
    assert [point.text for point in story.points if point.new] == [
        "Cyclists asked for a longer timetable of the ferries at night."
    ]
    assert sum(not point.new for point in story.points) == 5


async def test_a_later_mark_in_another_chat_gets_its_own_answer(newsroom: Newsroom) -> None:
    await newsroom.take_in([draft("Ferries at night", BRIDGE_AGAIN, "City Wire")], NOW - HOUR)
    late = query(told_until=NOW, only_new=True)
    early = query(told_until=MARK - DAY, only_new=True)
    assert (await newsroom.digest(late, NOW)).stories == ()
    (story,) = (await newsroom.digest(early, NOW)).stories
    assert not story.update
    assert len(story.points) > 3


async def test_what_is_committed_while_a_digest_is_told_is_left_for_the_next_one(
    newsroom: Newsroom,
) -> None:
    """A poll began before the digest and ends after it: its articles must not fall in between."""
    poll_began = NOW - HOUR
    assert (await newsroom.digest(new_points(), NOW)).stories == ()
    await newsroom.take_in([draft("Lindale passes its budget", BUDGET)], poll_began)
    told_until = new_points().period.end
    later = query(end=NOW + DAY, told_until=told_until, only_new=True)
    (story,) = (await newsroom.digest(later, NOW + DAY)).stories
    assert story.title == "Lindale passes its budget"


async def test_only_reading_closes_no_period(newsroom: Newsroom) -> None:
    await newsroom.digest(query(), NOW)
    (taken,) = await newsroom.take_in([draft("Lindale passes its budget", BUDGET)], NOW - HOUR)
    assert taken.article.first_seen == NOW - HOUR


async def test_a_correction_of_what_was_told_is_told_once(database: Database) -> None:
    newsroom = Newsroom(database, [ALL])
    url = "https://post.example/bridge"
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE, url=url)], MARK - HOUR)
    right = BRIDGE.replace("12 million", "19 million") + "\nCorrection: we named another sum."
    await newsroom.take_in([draft("Harbour bridge closes", right, url=url)], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert [point.text for point in story.points] == [
        "The repair costs 19 million crowns and is paid by the city of Norhaven.",
        "Correction: we named another sum.",
    ]
    assert (story.update, story.corrected) == (True, True)
    told_until = new_points().period.end
    later = query(end=NOW + DAY, told_until=told_until, only_new=True)
    assert (await newsroom.digest(later, NOW + DAY)).stories == ()


async def test_an_edit_without_another_fact_is_silent(database: Database) -> None:
    newsroom = Newsroom(database, [ALL])
    url = "https://post.example/bridge"
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE, url=url)], MARK - HOUR)
    same = BRIDGE.replace("every ten minutes", "every 10 minutes").replace("will close", "closes")
    await newsroom.take_in([draft("Bridge closes on Monday", same, url=url)], NOW - HOUR)
    assert (await newsroom.digest(new_points(), NOW)).stories == ()


async def test_what_an_edit_changed_deep_in_a_long_article_is_told(database: Database) -> None:
    newsroom = Newsroom(database, [ALL])
    url = "https://post.example/bridge"
    long = "".join(
        f" The inspector of pier {place} wrote to the council about cable {place * 7} of {colour}."
        for place, colour in enumerate(["rust", "paint", "steel", "rope", "iron", "wood"] * 8, 2)
    )
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE + long, url=url)], MARK - HOUR)
    edited = long.replace("cable 140 of", "cable 999 of")
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE + edited, url=url)], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert ["999" in point.text for point in story.points] == [True]


async def test_the_context_of_an_update_is_what_most_outlets_told(database: Database) -> None:
    newsroom = Newsroom(database, [ALL])
    closing = "The old harbour bridge of Norhaven will close for repairs on Monday."
    first = f"The council met in Norhaven for the old harbour bridge on Sunday. {closing}"
    drafts = [draft("Harbour bridge", first), draft("Harbour bridge closes", closing, "City Wire")]
    await newsroom.take_in(drafts, MARK - HOUR)
    await newsroom.take_in([draft("Ferries at night", BRIDGE_AGAIN, "The Mirror")], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert story.earlier == closing


async def test_an_update_leads_to_the_article_that_heads_it(newsroom: Newsroom) -> None:
    newest = draft("Ferries at night", BRIDGE_AGAIN, "City Wire", url="https://wire.example/2")
    await newsroom.take_in([newest], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert (story.title, story.url) == ("Ferries at night", "https://wire.example/2")


FERRY = (
    "The ferry of Lindale ran aground on Monday with 80 passengers, the coast guard said. Nobody "
    "was hurt. The ferry had left the harbour of Lindale in thick fog. Two tugs pulled it free. "
    "The ferry line belongs to the island council. Its captain has served for thirty years."
)
ASHORE = (
    "The coast guard brought all 80 passengers of the Lindale ferry ashore. ",
    "The Lindale ferry had sailed into fog off the harbour. ",
    "Two tugs pulled the Lindale ferry free on Monday. ",
    "The island council owns the ferry line of Lindale. ",
    "The captain of the Lindale ferry has served for thirty years. ",
)


async def test_an_update_has_room_for_what_is_new_beside_what_is_known(database: Database) -> None:
    """A follow-up repeats much: its best points are known ones, and must not take all the room."""
    newsroom = Newsroom(database, [ALL])
    first = [draft("Ferry aground", FERRY), draft("Ferry", "".join(ASHORE), "The Mirror")]
    await newsroom.take_in(first, MARK - HOUR)
    fresh = (
        "Prosecutors seized the log book of the Lindale ferry.",
        "An oil slick reached the beach.",
        "Divers found a crack below the bow.",
    )
    known = (
        "All 80 passengers of the ferry of Lindale were brought ashore by the coast guard. "
        "On Monday the ferry of Lindale was pulled free by two tugs. "
        "The ferry line of Lindale is owned by the island council. "
        "For thirty years the captain has served on the Lindale ferry. "
        "Off the harbour the Lindale ferry had sailed into fog."
    )
    text = f"{fresh[0]} {known} {fresh[1]} {fresh[2]}"
    follow = draft("Ferry of Lindale aground", text, "City Wire")
    await newsroom.take_in([follow], NOW - HOUR)
    (story,) = (await newsroom.digest(new_points(), NOW)).stories
    assert story.update
    assert {point.text for point in story.points} == set(fresh)


async def test_a_story_without_a_new_best_point_stays_silent(database: Database) -> None:
    newsroom = Newsroom(database, [ALL])
    await newsroom.take_in([draft("Ferry aground", FERRY)], MARK - HOUR)
    again = FERRY.replace("ran aground on Monday", "on Monday ran aground")
    other = draft("Ferry of Lindale", again, "City Wire", published=NOW - HOUR)
    await newsroom.take_in([other], NOW - HOUR)
    assert (await newsroom.digest(new_points(), NOW)).stories == ()
