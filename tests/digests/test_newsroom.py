"""The newsroom from drafts to a digest, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from digests import Database, Newsroom, TakenInAs, Topic, UnknownStoryError, UnknownTopicError
from digests.passing import passing_story, together
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
HARBOUR = Topic(name="harbour", title="The harbour", words=("harbour bridge",))


@pytest.fixture
def newsroom(any_database: Database) -> Newsroom:
    return Newsroom(any_database, [ALL, HARBOUR], summariser=FirstSentences())


async def test_the_same_article_twice_is_stored_once(newsroom: Newsroom) -> None:
    article = draft("Bridge closes", BRIDGE, url="https://post.example/bridge?utm_source=x")
    again = draft("Bridge closes", BRIDGE, url="https://m.post.example/bridge/#top")
    first, second = await newsroom.take_in([article, again], NOW)
    assert (first.outcome, second.outcome) == (TakenInAs.NEW, TakenInAs.KNOWN)
    assert second.article.id == first.article.id
    assert (await newsroom.counts()).articles == 1


async def test_the_same_text_elsewhere_is_a_carrier_and_no_second_outlet(
    newsroom: Newsroom,
) -> None:
    first, second = await newsroom.take_in(
        [
            draft("Bridge closes", BRIDGE, url="https://post.example/1"),
            draft("Norhaven shuts bridge", BRIDGE, "The Mirror", url="https://mirror.example/2"),
        ],
        NOW - HOUR,
    )
    assert second.outcome is TakenInAs.COPY
    assert second.article.original == first.article.id
    story = (await newsroom.digest(query(), NOW)).stories[0]
    assert story.outlets == ("The Harbour Post",)
    assert story.carriers == 1


async def test_an_edited_article_brings_its_new_text_and_new_points(newsroom: Newsroom) -> None:
    url = "https://post.example/bridge"
    await newsroom.take_in([draft("Bridge closes", BRIDGE, url=url)], NOW - DAY)
    await newsroom.digest(query(), NOW)
    edited = BRIDGE.replace("12 million", "15 million") + "\nCorrection: the sum was put right."
    taken = await newsroom.take_in([draft("Bridge closes", edited, url=url)], NOW - HOUR)
    assert taken[0].outcome is TakenInAs.UPDATED
    story = (await newsroom.digest(query(), NOW)).stories[0]
    assert story.corrected
    assert any("15 million" in point.text for point in story.points)
    assert not any("12 million" in point.text for point in story.points)


async def test_two_outlets_on_one_event_become_one_story(newsroom: Newsroom) -> None:
    taken = await newsroom.take_in(
        [
            draft("Harbour bridge closes for repairs", BRIDGE),
            draft("Lindale passes its budget", BUDGET, "Lindale Times"),
            draft("Ferries replace the harbour bridge", BRIDGE_AGAIN, "City Wire"),
        ],
        NOW - HOUR,
    )
    assert taken[0].story == taken[2].story != taken[1].story
    digest = await newsroom.digest(query(), NOW)
    assert digest.stories[0].outlets == ("The Harbour Post", "City Wire")
    assert [story.title for story in digest.stories][1] == "Lindale passes its budget"


async def test_a_topic_takes_only_what_matches(newsroom: Newsroom) -> None:
    await newsroom.take_in(
        [draft("Harbour bridge closes", BRIDGE), draft("Lindale passes its budget", BUDGET)],
        NOW - HOUR,
    )
    digest = await newsroom.digest(query("harbour"), NOW)
    assert [story.title for story in digest.stories] == ["Harbour bridge closes"]


async def test_points_are_made_once_for_all_chats(any_database: Database) -> None:
    summariser = FirstSentences()
    newsroom = Newsroom(any_database, [ALL], summariser=summariser)
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE)], NOW - HOUR)
    first = await newsroom.digest(query(), NOW)
    assert await newsroom.digest(query(), NOW) == first
    assert summariser.asked == 1


async def test_search_answers_newest_first_with_all_words(newsroom: Newsroom) -> None:
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE)], NOW - DAY)
    await newsroom.take_in([draft("Ferries replace it", BRIDGE_AGAIN, "City Wire")], NOW)
    await newsroom.take_in([draft("Budget", BUDGET)], NOW)
    found = await newsroom.search("BRIDGES ferry")
    assert [hit.outlet for hit in found] == ["City Wire", "The Harbour Post"]
    assert await newsroom.search("bridge deficit") == []
    assert await newsroom.search("“; DROP TABLE") == []
    for odd in ("½ ㏂ ⅓", "l'été d’hier", "क्षेत्र", "' OR 1=1 --", '"', "", "東京都"):
        assert await newsroom.search(odd) == []


async def test_a_summary_of_a_story_a_text_and_nothing(newsroom: Newsroom) -> None:
    taken = await newsroom.take_in([draft("Harbour bridge closes", BRIDGE)], NOW - HOUR)
    assert (await newsroom.summary(taken[0].story, NOW)).stories[0].title == "Harbour bridge closes"
    pasted = await newsroom.summary(f"Budget passed\n{BUDGET}", NOW)
    assert pasted.stories[0].title == "Budget passed"
    assert (await newsroom.counts()).articles == 1
    with pytest.raises(UnknownStoryError):
        await newsroom.summary(99, NOW)
    with pytest.raises(UnknownTopicError):
        await newsroom.digest(query("nothing"), NOW)


async def test_more_stories_than_fit_are_counted_and_reachable(newsroom: Newsroom) -> None:
    events = {
        "Otters return": "Three otters were counted in the upper valley this spring.",
        "Windmill burns": "Firemen saved the last windmill on the eastern dyke.",
        "Violin found": "A stolen violin turned up in a railway locker.",
        "Glacier shrinks": "Measurements show ice losing eleven metres.",
        "Tramway opens": "Passengers rode line nine free on its first morning.",
    }
    await newsroom.take_in([draft(title, text) for title, text in events.items()], NOW - HOUR)
    first = await newsroom.digest(query(max_stories=2), NOW)
    rest = await newsroom.digest(query(max_stories=9, skip=2), NOW)
    assert (len(first.stories), first.left_out, first.first_number) == (2, 3, 1)
    assert (len(rest.stories), rest.left_out, rest.first_number) == (3, 0, 3)
    assert len({story.story for story in (*first.stories, *rest.stories)}) == 5


async def test_several_links_are_read_as_one_story_and_nothing_of_it_is_stored(
    newsroom: Newsroom,
) -> None:
    urls = [f"https://{name}.example/1" for name in ("post", "wire", "copy")]
    await newsroom.take_in([draft("Harbour bridge closes", BRIDGE, url=urls[0])], NOW - HOUR)
    await newsroom.take_in([draft("Budget", BUDGET, "City Wire", url=urls[1])], NOW - HOUR)
    before = await newsroom.counts()
    both = (await newsroom.summary(urls[:2], NOW)).stories[0]
    assert both.title == "Harbour bridge closes"
    assert both.outlets == ("The Harbour Post", "City Wire")
    assert {outlet for point in both.points for outlet in point.outlets} == set(both.outlets)
    assert await newsroom.counts() == before
    (alone,) = (await newsroom.summary(urls[:1], NOW)).stories
    assert alone.outlets == ("The Harbour Post",)


def test_a_text_that_two_pages_hold_is_told_by_one_and_carried_by_the_other() -> None:
    pages = [
        passing_story(draft("Bridge closes", BRIDGE, name, url=f"https://{name}.example/"), NOW)
        for name in ("post", "mirror")
    ]
    first, second = together([*pages, pages[0]], NOW).articles
    assert (first.outlet, second.outlet) == ("post", "mirror")
    assert first.id != second.id and second.original == first.id and first.original is None


@pytest.mark.parametrize("text", ["", "Comments", "Read more …"])
async def test_an_article_that_is_only_a_headline_is_told(database: Database, text: str) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="All")])
    headline = "Otters come back to the upper valley"
    await newsroom.take_in([draft(headline, text, url="https://post.example/otters")], NOW - DAY)
    await newsroom.take_in([draft("Otters in the valley again", text, "City Wire")], NOW - HOUR)
    stories = (await newsroom.digest(query(), NOW)).stories
    assert {point.text for story in stories for point in story.points} >= {headline}
    for story in stories:
        for point in story.points:
            (citation,) = point.citations
            article = await newsroom.article(citation.article)
            assert citation.quote == article.text[citation.start : citation.end] == article.title
    new = query(told_until=NOW, only_new=True, end=NOW + DAY)
    assert (await newsroom.digest(new, NOW + DAY)).stories == ()


async def test_headlines_of_one_event_are_told_once(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="All")])
    headline = "Otters come back to the upper valley of Lindale"
    drafts = [draft(headline, "", outlet) for outlet in ("A", "B", "C")]
    await newsroom.take_in(drafts, NOW - HOUR)
    points = [
        point.text
        for story in (await newsroom.digest(query(), NOW)).stories
        for point in story.points
    ]
    assert points == [headline]
