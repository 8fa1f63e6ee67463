"""Too long a sentence loses whole clauses, and never what would change the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.model import Article
from digests.summarise import summarise
from digests.summarise.clauses import shortened

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FILLER = "with cargo and mail from the eleven islands of the outer archipelago"


def short(text: str, most: int = 24) -> str:
    return shortened(text, "en", most)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "The council of Northhaven voted on Monday to close the old harbour bridge in May, "
            "which carried trams and carts for more than ninety years.",
            "The council of Northhaven voted on Monday to close the old harbour bridge in May.",
        ),
        (
            "Captain Ada Brandt, who steered the first night ferry across the sound, was named "
            "head of the harbour of Northhaven by the council on Monday.",
            "Captain Ada Brandt was named head of the harbour of Northhaven by the council on "
            "Monday.",
        ),
        (
            "The harbour of Northhaven — the largest on the coast and the oldest one — was closed "
            "on Monday for repairs of its three piers.",
            "The harbour of Northhaven was closed on Monday for repairs of its three piers.",
        ),
        (
            "In a long letter to the captains of the coast, the council of Northhaven announced "
            "on Monday the end of the ferry to the outer islands.",
            "The council of Northhaven announced on Monday the end of the ferry to the outer "
            "islands.",
        ),
        (
            "The council of Northhaven closed the old harbour bridge on its last day, making the "
            "ferry the only way to the eleven islands of the archipelago.",
            "The council of Northhaven closed the old harbour bridge on its last day.",
        ),
        (
            "The council of Northhaven closed the old bridge on Monday, and the harbour master "
            "was told of it in a letter to all of the captains.",
            "The council of Northhaven closed the old bridge on Monday, and the harbour master "
            "was told of it in a letter to all of the captains.",  # "told" would go with it
        ),
        (
            "The storm took the roof of the harbour hall on Monday as the captains and the "
            "council met there over the new night ferry and its price.",
            "The storm took the roof of the harbour hall on Monday.",
        ),
    ],
)
def test_a_clause_goes_and_the_rest_stands(text: str, rest: str) -> None:
    assert short(text, 22) == rest


@pytest.mark.parametrize(
    "clause",
    [
        ", which may not be true of the ferry to the outer islands",
        ", which the mayor denied in a letter to the captains",
        ", according to the harbour master of Northhaven and his men",
        ", but the captains of the coast want to keep it open",
        ", if the captains of the coast agree on a price for it",
        ", although the captains of the coast want to keep it",
        " unless the captains of the coast agree on a price",
        " — although the captains of the coast want to keep it open",
        "; but the captains of the coast want to keep it open",
    ],
)
def test_hedges_denials_sources_contrasts_and_conditions_stay(clause: str) -> None:
    text = f"The council of Northhaven closed the old harbour bridge on Monday {FILLER}{clause}."
    assert short(text) == text


def test_what_will_be_keeps_the_moment_that_it_depends_on() -> None:
    text = (
        "The council of Northhaven will open the new harbour bridge to trams and carts after the "
        "engineers of the county finish the tests of its three piers."
    )
    assert short(text) == text


def test_a_word_inside_a_quotation_is_never_left_out() -> None:
    text = (
        "The harbour master of Northhaven told the council on Monday: “We close the old bridge, "
        "which carried our trams and carts, making room for ships.”"
    )
    assert short(text) == text


def test_half_a_quotation_is_never_left_out() -> None:
    text = (
        "The harbour of Northhaven, which captains call “the gate, was closed on Monday” by the "
        "council of the town for repairs of its three piers and the old bridge."
    )
    assert short(text) == text


def test_half_a_shortening_helps_nobody() -> None:
    text = f"The council of Northhaven closed the old harbour bridge {FILLER}, which carried trams."
    assert short(text, 12) == text


def test_two_sentences_in_one_are_left_alone() -> None:
    text = (
        "The council closed the old harbour bridge on Monday. The ferry runs again, which pleases "
        "the captains of the coast and all of their passengers on the islands."
    )
    assert short(text) == text


def test_a_sentence_of_the_right_length_is_left_alone() -> None:
    text = "The council closed the old harbour bridge, which carried trams."
    assert short(text) == text


def test_a_language_without_a_table_is_left_alone() -> None:
    text = "The council closed the bridge, which carried trams and carts for many years. " * 3
    assert shortened(text, "xx", 10) == text


def test_a_shortened_point_says_so_and_cites_the_whole_sentence() -> None:
    text = (
        "The council of Northhaven voted on Monday to close the old harbour bridge in May "
        f"{FILLER}, which carried trams and carts to the market and the mills of the upper town "
        "during more than ninety years of peace."
    )
    article = Article(
        id=1,
        title="News",
        text=text,
        outlet="Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language="en",
    )
    (point,) = summarise([article])
    assert point.text.endswith("archipelago.")
    assert point.shortened
    assert point.citations[0].quote == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "The council of Northhaven on Thursday closed the old harbour bridge with its three "
            "piers.",
            "The council of Northhaven closed the old harbour bridge with its three piers.",
        ),
        (
            "The council of Northhaven announced Monday night that the old harbour bridge closes "
            "in May.",
            "The council of Northhaven announced that the old harbour bridge closes in May.",
        ),
        (
            "The captains left the hall of the council of Northhaven with loud songs on Friday "
            "evening.",
            "The captains left the hall of the council of Northhaven with loud songs.",
        ),
        (
            "The council of Northhaven closed the old bridge to trams and painted the piers of "
            "all three ferries.",
            "The council of Northhaven closed the old bridge to trams.",
        ),
    ],
)
def test_the_day_goes_or_the_second_thing_that_somebody_did(text: str, rest: str) -> None:
    assert short(text, 14) == rest


@pytest.mark.parametrize(
    "text",
    [
        "The next vote of the council of Northhaven on the old harbour bridge is on Monday.",
        "The plan for the old harbour bridge of Northhaven will now be voted on Thursday.",
        "The council of Northhaven meets on Monday and Tuesday in the hall at the harbour.",
        "The council of Northhaven closed from Friday the old harbour bridge and its piers.",
        "The council of Northhaven read on Monday's ferry the letters of the captains aloud.",
        "A talk with the group of captains was organized and sponsored by the old council.",
        "The captains sold, mended, and painted the boats of the old harbour of the town.",
    ],
)
def test_a_day_that_carries_the_sentence_stays_and_verbs_that_share_what_follows(text: str) -> None:
    assert short(text, 13) == text
