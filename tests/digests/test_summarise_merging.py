"""Outlets that say the same make one point; a wrong merge is worse than none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digests.model import Article, KeyPoint
from digests.summarise import summarise

NOW = datetime(2026, 3, 1, tzinfo=UTC)
COST = "The swing bridge will cost 42 million crowns."


def told(*sentences: str, outlets: tuple[str, str] = ("Post", "Gazette")) -> tuple[KeyPoint, ...]:
    articles = [
        Article(
            id=number,
            title="News",
            text=f"Intro.\n{sentence}\n",
            outlet=outlets[number],
            url=None,
            author=None,
            published=NOW,
            first_seen=NOW - timedelta(hours=number),
            language="en",
        )
        for number, sentence in enumerate(sentences)
    ]
    found = summarise(articles)
    for point in found:
        for citation in point.citations:
            assert citation.quote == articles[citation.article].text[citation.start : citation.end]
    return found


def test_the_same_fact_of_two_outlets_has_both_citations_and_the_earliest_moment() -> None:
    (point,) = told(COST, "A swing bridge will cost 42 million crowns.")
    assert point.outlets == ("Post", "Gazette")
    assert point.differs == ()
    assert point.first_seen == NOW - timedelta(hours=1)


def test_another_number_is_told_beside_the_own_one() -> None:
    (point,) = told(COST, COST.replace("42", "45"))
    numbers = {"Post": "42 million crowns", "Gazette": "45 million crowns"}
    (kept,), (other,) = point.outlets, {citation.outlet for citation in point.against}
    assert numbers[kept] in point.text
    assert point.differs == (f"{other}: {numbers[other]}",)
    assert point.first_seen == NOW - timedelta(hours=kept == "Gazette")


def test_the_same_number_written_otherwise_is_no_difference() -> None:
    (point,) = told(
        "The new ferry will carry 1,200 passengers by summer.",
        "The new ferry will carry 1200 passengers by summer.",
    )
    assert len(point.outlets) == 2 and point.differs == ()


@pytest.mark.parametrize(
    "other",
    [
        "The swing bridge will not cost 45 million crowns.",
        "The swing bridge may cost 45 million crowns.",
        "The footbridge will cost 45 million crowns.",
        "The swing bridge will cost 45 million dollars.",
        "The swing bridge will cost 45 billion crowns.",
        "The swing bridge will cost over 42 million crowns.",
        "It is expected that the swing bridge will cost 42 million crowns.",
    ],
)
def test_look_alikes_never_merge(other: str) -> None:
    for point in told(COST, other):
        assert len(point.outlets) == 1 and point.differs == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bus 42 will stop at the harbour.", "Bus 45 will stop at the harbour."),
        ("The 42 bus stops at the harbour.", "The 45 bus stops at the harbour."),
        ("The old bridge was opened in 1931.", "The old bridge was opened in 1932."),
        ("Anna Holm beat Tomas Reiter.", "Tomas Reiter beat Anna Holm."),
    ],
)
def test_numbers_that_are_names_and_names_in_other_places_never_merge(one: str, other: str) -> None:
    for point in told(one, other):
        assert len(point.outlets) == 1 and point.differs == ()


def test_an_outlet_that_repeats_itself_is_cited_once() -> None:
    for point in told(COST, COST, outlets=("Post", "Post")):
        assert len(point.citations) == 1


def test_numbers_of_two_named_sources_are_both_told() -> None:
    found = told(
        "According to the mayor, the swing bridge will cost 42 million crowns.",
        "According to the county, the swing bridge will cost 45 million crowns.",
    )
    assert sorted(point.text for point in found) == [COST, COST.replace("42", "45")]
    assert all(len(point.outlets) == 1 for point in found)
