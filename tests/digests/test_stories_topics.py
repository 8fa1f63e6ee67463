"""Topics: what they take, why, and that no topic can make matching slow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests import Article, Database, Newsroom, TextFrom, Topic
from digests.stories.topics import Matcher
from tests.digests.newsdesk import BRIDGE, BUDGET, HOUR, NOW, draft

ARTICLE = Article(
    id=1,
    title="Harbour bridge closes",
    text=BRIDGE,
    outlet="The Harbour Post",
    url=None,
    author=None,
    published=NOW,
    first_seen=NOW,
    language="en",
    text_from=TextFrom.FEED,
    feed=7,
)


def topic(**more: object) -> Topic:
    return Topic(**{"name": "t", "title": "T", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [("bridge",), ("BRIDGES",), ("old harbour bridge",), ("fer*",), ("nothing", "Norhaven")],
)
def test_words_and_phrases_match_whatever_their_case_and_ending(words: tuple[str, ...]) -> None:
    assert Matcher(topic(words=words)).match(ARTICLE).wanted


@pytest.mark.parametrize("words", [("tramway",), ("bridge harbour",), ("ridge",), ("*",), ("",)])
def test_other_words_do_not_match(words: tuple[str, ...]) -> None:
    assert not Matcher(topic(words=words)).match(ARTICLE).wanted


def test_accents_and_inflected_forms_do_not_matter() -> None:
    article = replace(ARTICLE, text="Уряд підтримав коаліцію охочих.", language="uk")
    assert Matcher(topic(words=("коаліція охочих",))).match(article).wanted
    article = replace(ARTICLE, text="La réunion à l'Élysée.", language="fr")
    assert Matcher(topic(words=("elysee",))).match(article).wanted


def test_an_excluded_word_refuses_and_says_so() -> None:
    match = Matcher(topic(words=("bridge",), exclude=("ferries",))).match(ARTICLE)
    assert not match.wanted
    assert match.reasons == ("excluded by “ferries”",)


def test_a_feed_or_an_outlet_is_enough() -> None:
    feeds = {7: "https://post.example/feed.xml"}
    by_feed = Matcher(topic(feeds=("https://www.post.example/feed.xml",)), feeds).match(ARTICLE)
    by_outlet = Matcher(topic(outlets=("the harbour post",))).match(ARTICLE)
    assert by_feed.reasons == ("the feed https://post.example/feed.xml",)
    assert by_outlet.reasons == ("the outlet The Harbour Post",)


def test_a_topic_without_matchers_takes_everything() -> None:
    assert Matcher(topic()).match(ARTICLE).wanted


def test_a_word_in_the_title_weighs_more_than_one_deep_in_the_text() -> None:
    deep = replace(ARTICLE, title="News", text="word " * 300 + "bridge")
    matcher = Matcher(topic(words=("bridge",)))
    assert matcher.match(ARTICLE).strength > matcher.match(deep).strength > 0


def test_patterns_are_plain_words_here() -> None:
    hostile = ("(a+)+$", "a" * 5000, "[", "bridge|harbour", ".*")
    article = replace(ARTICLE, text="a" * 200_000)
    assert not Matcher(topic(words=hostile[:3])).match(article).wanted


async def test_explaining_a_topic_names_the_articles_and_the_reasons(database: Database) -> None:
    newsroom = Newsroom(database, [topic(words=("bridge",), exclude=("budget",))])
    await newsroom.take_in(
        [
            draft("Harbour bridge closes", BRIDGE),
            draft("Lindale passes its budget", BUDGET),
            draft("Otters return", "Three otters were counted."),
        ],
        NOW - HOUR,
    )
    found = await newsroom.explain("t")
    assert [(one.article.title, one.wanted, one.reasons) for one in found] == [
        ("Lindale passes its budget", False, ("excluded by “budget”",)),
        ("Harbour bridge closes", True, ("“bridge” in the title",)),
    ]
