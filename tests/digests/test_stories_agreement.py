"""Outlets that disagree about one fact are one point that says who differs; nothing is picked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from digests import Certainty, Citation, Database, KeyPoint, Newsroom, Topic
from digests.stories.agreement import Views
from tests.digests.newsdesk import DAY, HOUR, NOW, FirstSentences, draft, query

OUTLETS = ("The Harbour Post", "City Wire", "The Mirror")
COST = "The new bridge will cost 42 million crowns, and the state pays half of it."
OTHER_COST = "The bridge planned in the harbour will cost 45 million crowns."


def said(article: int, text: str, **more: object) -> KeyPoint:
    citation = Citation(article=article, start=0, end=1, quote="", outlet=OUTLETS[article])
    return replace(KeyPoint(text=text, citations=(citation,), first_seen=NOW), **more)  # type: ignore[arg-type]


def agreed(*points: KeyPoint, moments: dict[int, datetime] | None = None) -> list[KeyPoint]:
    return list(Views("en", moments or {}).agreed(points))


def test_two_numbers_for_one_fact_are_one_point_with_both() -> None:
    (told,) = agreed(said(0, COST), said(1, OTHER_COST, attribution="the road office"))
    assert told.text == COST
    assert told.differs == ("City Wire, citing the road office: 45 million crowns",)
    assert told.outlets == ("The Harbour Post",)
    assert [citation.outlet for citation in told.against] == ["City Wire"]


def test_the_point_that_says_more_is_told_whichever_comes_first() -> None:
    (told,) = agreed(said(1, OTHER_COST), said(0, COST))
    assert (told.text, told.differs) == (COST, ("City Wire: 45 million crowns",))


def test_a_third_number_is_a_third_line() -> None:
    third = "The bridge will cost 51 million crowns."
    (told,) = agreed(said(0, COST), said(1, OTHER_COST), said(2, third))
    assert told.differs == ("City Wire: 45 million crowns", "The Mirror: 51 million crowns")


@pytest.mark.parametrize(
    "other",
    [
        "The new tunnel will cost 100 million crowns.",
        "The bridge will cost drivers 45 minutes.",
        "The bridge will cost no more than 45 million crowns.",
        "The bridge cost 2 million crowns in 1931.",
        "Northfield would pay 3 million crowns of the sum.",
        "The new bridge will cost 42 million crowns.",
        "The bridge will open in 2027.",
    ],
)
def test_another_fact_a_limit_and_the_same_number_are_no_disagreement(other: str) -> None:
    assert not any(point.differs for point in agreed(said(0, COST), said(1, other)))


def test_one_outlet_does_not_disagree_with_itself() -> None:
    assert len(agreed(said(0, COST), said(0, OTHER_COST))) == 2


def test_who_calls_it_undecided_is_named_beside_who_states_it() -> None:
    stated = said(0, "The council of Port Ellery decided to build a bridge over the harbour.")
    open_ = said(
        1,
        "No decision has been made on a bridge over the harbour of Port Ellery, Lene Marek said.",
        certainty=Certainty.UNDECIDED,
        attribution="Lene Marek",
    )
    (told,) = agreed(open_, stated)
    assert told.text == stated.text
    assert told.certainty is Certainty.STATED
    assert told.differs == (
        "City Wire, citing Lene Marek: No decision has been made on a bridge over the harbour of "
        "Port Ellery",
    )


def test_a_decision_days_later_is_news_and_no_other_view() -> None:
    stated = said(0, "The council of Port Ellery decided to build a bridge over the harbour.")
    open_ = said(
        1,
        "No decision has been made on a bridge over the harbour of Port Ellery.",
        certainty=Certainty.UNDECIDED,
    )
    assert len(agreed(open_, stated, moments={0: NOW, 1: NOW - 2 * DAY})) == 2


async def test_a_number_that_differs_from_what_was_told_says_so(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="All")], summariser=FirstSentences())
    await newsroom.take_in([draft("Bridge in the harbour", COST)], NOW - 2 * DAY)
    later = draft("Bridge in the harbour dearer", OTHER_COST, "City Wire")
    await newsroom.take_in([later], NOW - HOUR)
    new = query(told_until=NOW - DAY, only_new=True)
    (story,) = (await newsroom.digest(new, NOW)).stories
    assert [(point.text, point.differs) for point in story.points] == [
        (OTHER_COST, ("The Harbour Post: 42 million crowns",))
    ]
    (latest,) = (await newsroom.digest(query(told_until=NOW - DAY), NOW)).stories
    assert [(point.text, point.new) for point in latest.points] == [(COST, True)]
