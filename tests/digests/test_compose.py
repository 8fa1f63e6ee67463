"""Composing: sections, order, paging, what is marked; pure."""

from __future__ import annotations

from dataclasses import replace

from digests import Article, KeyPoint, Section, Story, Topic
from digests.compose import Telling, compose, in_sections, rank
from tests.digests.newsdesk import BRIDGE, DAY, HOUR, NOW, point, query

TOPIC = Topic(
    name="all", title="Harbour", sections=(Section(title="Ferries"), Section(title="Money"))
)
ARTICLE = Article(
    id=1,
    title="Bridge closes",
    text=BRIDGE,
    outlet="The Harbour Post",
    url="https://post.example/1",
    author=None,
    published=NOW - DAY,
    first_seen=NOW - DAY,
    language="en",
)


def points(*sections: str | None, new: bool = True) -> tuple[KeyPoint, ...]:
    made = point(ARTICLE, (0, 20))
    return tuple(
        replace(made, text=f"Point {number}.", section=section, new=new)
        for number, section in enumerate(sections)
    )


def story(number: int, *articles: Article) -> Story:
    found = articles or (ARTICLE,)
    first = min(article.first_seen for article in found)
    last = max(article.first_seen for article in found)
    return Story(id=number, title=found[0].title, articles=found, first_seen=first, last_seen=last)


def test_points_stand_under_the_sections_in_the_order_of_the_topic() -> None:
    found = in_sections(TOPIC, points(None, "Money", "Ferries", "Money", "unknown"), 5)
    assert [(section.title, len(section.points)) for section in found] == [
        ("Ferries", 1),
        ("Money", 2),
        (None, 2),
    ]


def test_a_section_is_capped_and_an_empty_one_is_left_out() -> None:
    found = in_sections(TOPIC, points("Money", "Money", "Money"), 2)
    assert [(section.title, len(section.points)) for section in found] == [("Money", 2)]


def test_a_full_section_keeps_the_best_points_as_they_come() -> None:
    scored = [
        replace(point, score=score)
        for point, score in zip(points("Money", "Money", "Money"), (0.2, 0.1, 0.3), strict=True)
    ]
    (section,) = in_sections(TOPIC, scored, 2)
    assert [point.text for point in section.points] == ["Point 0.", "Point 2."]


def test_numbers_go_on_over_the_pages_and_the_rest_is_counted() -> None:
    tellings = [Telling(story(number), points(None)) for number in (1, 2, 3, 4)]
    digest = compose(TOPIC, query(max_stories=2, skip=1), tellings, left_out=7)
    assert [told.story for told in digest.stories] == [2, 3]
    assert (digest.first_number, digest.left_out) == (2, 8)


def test_a_story_with_nothing_new_disappears_only_when_the_new_is_asked_for() -> None:
    known = Telling(story(1), points("Money", new=False))
    mark = NOW - HOUR
    assert compose(TOPIC, query(told_until=mark, only_new=True), [known]).stories == ()
    (shown,) = compose(TOPIC, query(told_until=mark), [known]).stories
    assert not shown.points[0].new


def test_a_carrier_counts_as_coverage_and_not_as_an_outlet() -> None:
    copy = replace(ARTICLE, id=2, outlet="The Mirror", original=1)
    other = replace(ARTICLE, id=3, outlet="City Wire")
    (told,) = compose(
        TOPIC, query(), [Telling(story(1, ARTICLE, copy, other), points(None))]
    ).stories
    assert told.outlets == ("The Harbour Post", "City Wire")
    assert told.carriers == 1


def test_the_note_of_a_telling_reaches_the_reader() -> None:
    noted = Telling(story(1), points(None), note="Written by the built-in summariser.")
    assert compose(TOPIC, query(), [noted]).note == "Written by the built-in summariser."


def test_more_outlets_fresher_news_and_a_better_match_come_first() -> None:
    assert rank(3, NOW, 1.0, NOW) > rank(1, NOW, 1.0, NOW)
    assert rank(1, NOW, 1.0, NOW) > rank(1, NOW - DAY, 1.0, NOW)
    assert rank(1, NOW, 3.0, NOW) > rank(1, NOW, 1.0, NOW)
    assert rank(8, NOW - 6 * HOUR, 1.0, NOW) > rank(1, NOW, 1.0, NOW)
