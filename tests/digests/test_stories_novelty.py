"""What is new, sentence by sentence; corrections; keys of the same article."""

from __future__ import annotations

import re

import pytest

from digests import Article
from digests.marking import marked
from digests.stories.corrections import NOTE, is_corrected
from digests.stories.keys import keys_of, plain, text_key
from digests.stories.novelty import Told
from digests.stories.numbers import Number
from tests.digests.newsdesk import BRIDGE, DAY, HOUR, NOW, draft, point

TOLD = [
    "The old harbour bridge will close for repairs on Monday, the port authority said.",
    "Twelve ferries will carry passengers every 10 minutes until the work ends in June.",
]


@pytest.mark.parametrize(
    "sentence",
    [
        TOLD[0],
        "On Monday the old bridge in the harbour closes for repairs, said the port authority.",
        "Ferries carry passengers every 10 minutes until the end of the work in June.",
    ],
)
def test_what_was_told_in_other_words_is_not_new(sentence: str) -> None:
    assert not Told(TOLD, "en").is_new(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Two workers were hurt when a crane fell into the water.",
        "Twelve ferries will carry passengers every 25 minutes until the work ends in June.",
        "Shop owners on the southern bank want lower rents while the bridge is closed.",
    ],
)
def test_another_fact_or_another_number_is_new(sentence: str) -> None:
    assert Told(TOLD, "en").is_new(sentence)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("The bridge will cost 42 million crowns.", "The bridge will cost 55 million crowns."),
        (
            "The government plans to spend 42 million crowns on the new bridge in the harbour.",
            "The cost of the new harbour bridge has risen to 55 million crowns.",
        ),
        (
            "Three people were killed when a bus overturned near Lindale on Monday.",
            "Five people were killed when a bus overturned near Lindale on Monday.",
        ),
        (
            "At least 3 people died in the crash near Lindale.",
            "5 people died in the crash near Lindale, police said.",
        ),
        ("Prices in Lindale rose by 3.1 percent.", "Prices in Lindale rose by 3.4 percent."),
        (
            "At least 12 people were killed and dozens injured when a fire broke out in a hotel in "
            "the centre of Norhaven early on Monday, the fire brigade said.",
            "At least 17 people were killed and dozens injured when a fire broke out in a hotel in "
            "the centre of Norhaven early on Monday, the fire brigade said.",
        ),
    ],
)
def test_a_number_that_moved_on_is_new(told: str, sentence: str) -> None:
    assert Told([told], "en").is_new(sentence)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            "About 40 people were hurt in the crash near Lindale.",
            "42 people were hurt in the crash near Lindale.",
        ),
        (
            "The crash near Lindale hurt 42 people.",
            "Some 40 people were hurt in the crash near Lindale.",
        ),
        (
            "Twelve people died in the hotel fire in Norhaven.",
            "12 people died in the Norhaven hotel fire.",
        ),
        ("The company lost 1.24 billion dollars.", "The company lost about $1.2 billion."),
        ("The company lost $1.2 billion last year.", "The company lost $1,200 million last year."),
        (
            "Turnout was 61.3 percent in the election in Lindale.",
            "Turnout in Lindale's election was 61 percent.",
        ),
    ],
)
def test_the_same_number_told_otherwise_is_not_new(told: str, sentence: str) -> None:
    assert not Told([told], "en").is_new(sentence)


@pytest.mark.parametrize(
    ("language", "told", "same", "more"),
    [
        (
            "uk",
            "Троє людей загинули в аварії біля Норгавена.",
            "3 людей загинули в аварії біля Норгавена.",
            "П'ятеро людей загинули в аварії біля Норгавена.",
        ),
        (
            "de",
            "Drei Menschen starben bei einem Unfall in Lindau.",
            "Bei einem Unfall in Lindau starben 3 Menschen.",
            "Fünf Menschen starben bei einem Unfall in Lindau.",
        ),
        (
            "es",
            "El puente costará 42 millones de coronas.",
            "El puente costará unos 42 millones de coronas.",
            "El puente costará 55 millones de coronas.",
        ),
    ],
)
def test_numbers_move_on_in_other_languages_too(
    language: str, told: str, same: str, more: str
) -> None:
    known = Told([told], language)
    assert not known.is_new(same)
    assert known.is_new(more)


def test_a_page_of_figures_is_not_held_against_itself_figure_by_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agrees, compared = Number.agrees, 0

    def counted(one: Number, other: Number) -> bool:
        nonlocal compared
        compared += 1
        return agrees(one, other)

    monkeypatch.setattr(Number, "agrees", counted)
    figures = [round(1.03**power, 3) for power in range(20, 420)]
    told = Told(
        [f"Share {number} closed at {figure}." for number, figure in enumerate(figures)], "en"
    )
    assert compared < 50 * len(figures)  # not 200 times
    assert not told.is_new(f"Share 17 closed at {figures[17]}.")


def test_everything_is_new_to_who_was_told_nothing() -> None:
    assert Told((), "en").is_new(TOLD[0])


def test_a_point_that_an_older_article_carries_too_is_known() -> None:
    article = Article(
        id=1,
        title="Crane falls",
        text="Two workers were hurt when a crane fell into the water.",
        outlet="City Wire",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW - DAY,
        language="en",
    )
    fact = point(article, (0, len(article.text)))
    assert marked(fact, [article], Told(TOLD, "en")).new
    assert not marked(fact, [], Told(TOLD, "en")).new


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Correction: bridge closes", BRIDGE),
        ("Bridge closes", f"{BRIDGE}\nThis article has been corrected."),
        ("Bridge closes", f"{BRIDGE}\nAn earlier version of this article named another sum."),
        ("Виправлення: міст закриють", BRIDGE),
    ],
)
def test_a_correction_is_noticed(title: str, text: str) -> None:
    assert is_corrected(draft(title, text))


def test_every_note_of_correction_is_hinted_at() -> None:
    """The quick look must not miss what the pattern would find."""
    for note in re.findall(r"[^\W_]{5,}", NOTE.pattern.lower()):
        if note not in {"article", "story", "report", "this", "have", "were", "been", "version"}:
            text = f"{note.capitalize()}: the sum was another one."
            noticed = NOTE.search(text) is not None
            assert is_corrected(draft("Bridge", text)) == noticed


def test_news_about_corrections_is_no_correction() -> None:
    text = "The prison service and its correctional officers agreed on a market correction."
    assert not is_corrected(draft("Officers agree", text))


def test_the_same_article_shares_a_key_and_another_does_not() -> None:
    one = keys_of(draft("Bridge", BRIDGE, url="https://post.example/1?utm_source=x"))
    same = keys_of(draft("Other", "Other.", url="http://m.post.example/1/"))
    other = keys_of(draft("Bridge", BRIDGE, "City Wire", url="https://wire.example/1"))
    assert set(one) & set(same)
    assert not set(one) & set(other)


def test_an_edited_file_without_address_is_known_by_outlet_headline_and_day() -> None:
    one = keys_of(draft("Harbour bridge closes", BRIDGE, published=NOW))
    edited = keys_of(draft("Harbour bridge closes", BRIDGE + " More.", published=NOW - HOUR))
    assert set(one) & set(edited)


def test_short_texts_are_not_taken_for_copies() -> None:
    assert text_key(plain("Watch live.")) is None
    assert text_key(plain(BRIDGE)) == text_key(plain(BRIDGE.upper()))
