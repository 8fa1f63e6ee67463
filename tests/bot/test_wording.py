"""The words around a key point: a list is shown once, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model import Part
from bot.platforms.slack.render import render as slack
from bot.platforms.telegram.render import render as telegram
from bot.platforms.terminal.render import render as terminal
from bot.wording import credit, told
from digests import Certainty, Digest, DigestSection, KeyPoint
from digests.model import Article
from digests.summarise import summarise
from tests.contracts.samples import digest, point, story

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ITEMS = (
    "safe landing places in nine towns",
    "one fare for the whole coast",
    "night ferries in the summer",
)
SENTENCE = f"The alliance has three plans: {ITEMS[0]}, {ITEMS[1]} and {ITEMS[2]}."


def by_summariser() -> KeyPoint:
    article = Article(
        id=1,
        title="News",
        text=f"{SENTENCE}\nThe mayor of Northhaven opened the ferry on Monday.",
        outlet="The Harbour Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language="en",
    )
    (found,) = (point for point in summarise([article]) if point.items)
    return found


def on_terminal(content: Digest) -> Sequence[Part]:
    return terminal(content, 88)


def shown(render: Callable[[Digest], Sequence[Part]], one: KeyPoint) -> str:
    text = "\n".join(part.text for part in render(digest(story(1, one))))
    return " ".join(text.split())


RENDERERS = pytest.mark.parametrize("render", [telegram, slack, on_terminal])


@RENDERERS
def test_a_list_of_the_summariser_is_shown_once(
    render: Callable[[Digest], Sequence[Part]],
) -> None:
    found = by_summariser()
    assert found.text == SENTENCE
    page = shown(render, found)
    assert "The alliance has three plans:" in page
    assert [page.count(item) for item in ITEMS] == [1, 1, 1]


@RENDERERS
def test_parts_that_the_text_does_not_hold_are_listed(
    render: Callable[[Digest], Sequence[Part]],
) -> None:
    page = shown(render, point("There are three plans.", items=ITEMS))
    assert "There are three plans." in page
    assert [page.count(item) for item in ITEMS] == [1, 1, 1]


@RENDERERS
def test_a_list_in_the_middle_stays_where_it_is(
    render: Callable[[Digest], Sequence[Part]],
) -> None:
    text = f"Three plans - {', '.join(ITEMS)} - were shown."
    page = shown(render, point(text, items=ITEMS))
    assert text in page
    assert [page.count(item) for item in ITEMS] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ('There are three areas - "air", "sea" and "land".', "There are three areas:"),
        ("There are three areas: air, sea, and land", "There are three areas:"),
        ("Є три напрями — «air», «sea» та «land».", "Є три напрями:"),
    ],
)
def test_the_text_ends_in_a_colon_before_its_list(text: str, head: str) -> None:
    assert told(point(text, items=("air", "sea", "land"))) == (head, ("air", "sea", "land"))


@pytest.mark.parametrize(
    "text",
    [
        "They may choose one: air, sea or land.",  # "or" would be lost
        "Is it one of three: air, sea and land?",
        "There are four: air, space, sea and land.",
        "The areas are air, sea and land.",
        "There are three: air, sea and not land.",
    ],
)
def test_a_text_that_would_lose_words_stays_whole(text: str) -> None:
    assert told(point(text, items=("air", "sea", "land"))) == (text, ())


def test_some_parts_that_are_not_in_the_text_bring_the_whole_list() -> None:
    one = point("There are three: air, sea and more.", items=("air", "sea", "land"))
    assert told(one) == (one.text, one.items)


def test_without_parts_the_text_stays_as_it_is() -> None:
    plain = replace(point("There are two: air and sea."), items=())
    assert told(plain) == (plain.text, ())


def test_a_sentence_that_ends_in_who_says_so_is_not_credited_twice() -> None:
    named = point("The ferry stops, Mayor Ada Brandt said.")
    assert credit(replace(named, attribution="Mayor Ada Brandt")) == ", ".join(named.outlets)
    led = point("Selon la mairie, le pont ferme.", attribution="la mairie")
    assert credit(led) == ", ".join(led.outlets)
    assert "citing the harbour master" in credit(replace(named, attribution="the harbour master"))


def test_a_source_that_only_occurs_in_the_sentence_is_credited() -> None:
    told_of = point("The mayor will stop the ferry.", attribution="The mayor")
    assert "citing The mayor" in credit(replace(told_of, shortened=True))
    assert "citing The mayor" in credit(replace(told_of, written=True))


def test_a_sentence_told_whole_that_names_its_source_is_not_credited_twice() -> None:
    led = point("Laut Ministerium wird die Brücke im Mai gesperrt.", attribution="Ministerium")
    assert credit(led) == ", ".join(led.outlets)
    other = point("Der Ministeriumsbau wird gesperrt.", attribution="Ministerium")
    assert "citing Ministerium" in credit(other)


def test_two_sentences_told_as_one_that_name_their_source_are_not_credited_twice() -> None:
    one = point("Judge Ada Farr said that nobody knew; she did not say why.")
    first = replace(one.citations[0], quote="Judge Ada Farr said that nobody knew.")
    second = replace(one.citations[0], quote="She did not say why.")
    joined = replace(one, citations=(first, second), attribution="Judge Ada Farr", shortened=True)
    assert credit(joined) == ", ".join(joined.outlets)
    moved = replace(joined, text="Nobody knew it; she did not say why.")
    assert "citing Judge Ada Farr" in credit(moved)


@pytest.mark.parametrize("render", [telegram, slack, lambda it: terminal(it, 200)])
def test_what_is_in_another_language_is_marked(render: Callable[[Digest], Sequence[Part]]) -> None:
    whole = replace(story(1), foreign="uk")
    shown = str([part.payload for part in render(replace(digest(), stories=(whole,)))])
    assert "n Ukrainian" in shown  # a mark may begin with a capital
    one = replace(point("It will rain."), foreign="uk", certainty=Certainty.EXPECTED)
    section = replace(story(1).sections[0], points=(one,))
    mixed = replace(digest(), stories=(replace(story(1), sections=(section,)),))
    assert "expected, in Ukrainian" in str([part.payload for part in render(mixed)])


@pytest.mark.parametrize("render", [telegram, slack, lambda it: terminal(it, 500)])
def test_a_digest_says_how_many_points_of_a_model_failed_the_check(
    render: Callable[[Digest], Sequence[Part]],
) -> None:
    hows = ("", "repaired", "replaced", "replaced")
    points = [replace(point(f"Point {at}."), mended=how) for at, how in enumerate(hows)]
    told = replace(story(1), sections=(DigestSection(title=None, points=tuple(points)),))
    shown = str([part.payload for part in render(replace(digest(), stories=(told,)))])
    assert "the language model wrote 1 point anew" in shown
    assert "failed the check 2 times" in shown
    assert "language model" not in str([part.payload for part in render(digest())])


@pytest.mark.parametrize("render", [telegram, slack, lambda it: terminal(it, 200)])
def test_a_headline_in_another_language_is_marked(
    render: Callable[[Digest], Sequence[Part]],
) -> None:
    told = replace(story(1), title_foreign="uk")
    shown = str([part.payload for part in render(replace(digest(), stories=(told,)))])
    assert "eadline in Ukrainian" in shown
