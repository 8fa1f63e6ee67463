"""Articles find their story: online, in any order, alike in every process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from digests import STORE_TREE, ArticleDraft, Database, Newsroom, Topic, migrate
from digests.stories.assign import (
    Candidate,
    Centre,
    are_one,
    choose,
    likeness,
    takes_single,
    weigh,
)
from digests.stories.terms import fold, profile_terms, root, words_of
from tests.digests.newsdesk import (
    BRIDGE,
    BRIDGE_AGAIN,
    BUDGET,
    DAY,
    HOUR,
    NOW,
    FirstSentences,
    draft,
)

ALL = Topic(name="all", title="All")
NEWS = [
    draft("Harbour bridge closes for repairs", BRIDGE, published=NOW - 3 * HOUR),
    draft("Lindale passes its budget", BUDGET, published=NOW - 2 * HOUR),
    draft("Ferries replace the harbour bridge", BRIDGE_AGAIN, "City Wire", published=NOW - HOUR),
    draft("Otters return", "Three otters were counted in the upper valley.", published=NOW),
]


def profile_of(title: str, text: str) -> dict[str, float]:
    return dict(weigh(profile_terms(words_of(title, text), "en"), {}, 0))


async def stories_of(path: Path, drafts: Sequence[ArticleDraft], at_once: int) -> list[int]:
    """Take drafts in with a new process's memory for every part; the stories in their order."""
    found: list[int] = []
    for start in range(0, len(drafts), at_once):
        database = Database.open(f"sqlite:///{path}")
        await migrate(database, [STORE_TREE], NOW)
        newsroom = Newsroom(database, [ALL])
        found += [
            taken.story for taken in await newsroom.take_in(drafts[start : start + at_once], NOW)
        ]
        await database.close()
    return found


async def test_the_same_order_gives_the_same_stories_however_it_is_cut(tmp_path: Path) -> None:
    once = await stories_of(tmp_path / "once.db", NEWS, len(NEWS))
    one_by_one = await stories_of(tmp_path / "each.db", NEWS, 1)
    assert once == one_by_one
    assert once[0] == once[2]
    assert len(set(once)) == 3


async def test_articles_may_come_in_any_order(tmp_path: Path) -> None:
    found = await stories_of(tmp_path / "back.db", NEWS[::-1], 2)
    assert found[1] == found[3]
    assert len(set(found)) == 3


async def test_the_same_words_weeks_later_are_another_story(tmp_path: Path) -> None:
    later = [NEWS[0], draft("Harbour bridge closes again", BRIDGE_AGAIN, published=NOW + 30 * DAY)]
    first, second = await stories_of(tmp_path / "later.db", later, 2)
    assert first != second


def test_a_day_of_silence_costs_and_the_nearer_story_wins() -> None:
    told = profile_of("Harbour bridge closes", BRIDGE)
    centres = {1: Centre(1, 10.0, dict(told)), 2: Centre(1, 13.0, dict(told))}
    candidates = [Candidate(1, 10.0, told), Candidate(2, 13.0, told)]
    assert choose(told, 14.0, candidates, centres).story == 2


def test_what_is_far_from_every_story_begins_one() -> None:
    told, other = profile_of("Harbour bridge closes", BRIDGE), profile_of("Budget", BUDGET)
    choice = choose(other, 10.0, [Candidate(1, 10.0, told)], {1: Centre(1, 10.0, dict(told))})
    assert choice.story is None


def test_an_article_that_only_touches_a_story_belongs_to_its_saga() -> None:
    told = profile_of("Harbour bridge closes", BRIDGE)
    share = {word: weight * 0.12 for word, weight in list(told.items())}
    choice = choose(share, 10.0, [Candidate(1, 10.0, told)], {1: Centre(1, 10.0, dict(told))})
    assert (choice.story, choice.parent, choice.thread) == (None, None, 1)


def test_a_story_that_was_silent_too_long_is_followed_up() -> None:
    told = profile_of("Harbour bridge closes", BRIDGE)
    share = {word: weight * 0.25 for word, weight in list(told.items())}
    choice = choose(share, 14.0, [Candidate(1, 10.0, told)], {1: Centre(1, 10.0, dict(told))})
    assert (choice.story, choice.parent, choice.thread) == (None, 1, 1)


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("el", "Η γέφυρα του λιμανιού έκλεισε", {"η", "του"}),
        ("ar", "إغلاق جسر الميناء في المدينة", {"في"}),
        ("hi", "बंदरगाह का पुल बंद हुआ", {"का", "हुआ"}),
        ("cs", "Přístavní most byl uzavřen v pondělí", {"byl", "v", "pondeli"}),
        ("sv", "Bron i hamnen är stängd", {"i", "ar"}),
    ],
)
def test_empty_words_of_many_languages_tell_nothing(
    language: str, title: str, empty: set[str]
) -> None:
    found = profile_terms(words_of(title, ""), language)
    assert len(found) >= 2
    assert not {fold(word) for word in empty} & set(found)


def test_prefixes_and_plurals_of_hebrew_do_not_part_a_word() -> None:
    forms = ("מטוס", "המטוס", "והמטוסים", "במטוס")
    assert len({root(form, "he") for form in forms}) == 1
    assert root("מטוס", "he") != root("גשר", "he")


def test_words_of_many_stories_weigh_less() -> None:
    counts = profile_terms(words_of("harbour bridge", ""), "en")
    weights = weigh(counts, {"bridg": 900}, 1000)
    assert weights["bridg"] < weights["harbour"]


def test_likeness_does_not_depend_on_the_order_of_words() -> None:
    one = profile_of("Harbour bridge closes", BRIDGE)
    other = dict(reversed(profile_of("Ferries", BRIDGE_AGAIN).items()))
    assert likeness(one, other) == likeness(other, one)
    assert abs(likeness(one, one) - 1) < 0.01


def test_two_middles_are_one_only_when_alike() -> None:
    bridge = Centre(1, 1.0, profile_of("Harbour bridge closes", BRIDGE))
    again = Centre(1, 1.0, profile_of("Harbour bridge closes", BRIDGE))
    budget = Centre(1, 1.0, profile_of("Budget", BUDGET))
    assert are_one(bridge, again)
    assert not are_one(bridge, budget)


async def test_ids_that_people_saw_work_after_a_merge(any_database: Database) -> None:
    from digests.store.rejoining import merge_stories

    newsroom = Newsroom(any_database, [ALL], summariser=FirstSentences())
    bridge, budget = [taken.story for taken in await newsroom.take_in(NEWS[:2], NOW)]
    await newsroom.summary(budget, NOW)
    await any_database.write_in_thread(lambda connection: merge_stories(connection, budget, bridge))
    assert (await newsroom.story(budget)).id == bridge
    assert len((await newsroom.story(budget)).articles) == 2
    assert (await newsroom.counts()).stories == 1
    assert (await newsroom.summary(budget, NOW)).stories[0].story == bridge


async def test_a_failed_batch_is_forgotten_and_can_be_taken_in_again(database: Database) -> None:
    newsroom = Newsroom(database, [ALL])
    broken = ArticleDraft(title="x", text="y", outlet=None, language="en")  # type: ignore[arg-type]
    with pytest.raises((TypeError, AttributeError)):
        await newsroom.take_in([NEWS[0], broken], NOW)
    assert (await newsroom.counts()).articles == 0
    first, second = await newsroom.take_in([NEWS[0], NEWS[2]], NOW)
    assert first.story == second.story


def test_a_story_takes_in_the_one_article_that_came_too_early() -> None:
    early = {"bridge": 0.3, "harbour": 0.3, "mayor": 0.9}
    story = Centre(4, 10.0, {"bridge": 2.0, "harbour": 1.6, "ferry": 2.0})
    assert takes_single(story, Centre(1, 9.0, early))
    assert takes_single(Centre(1, 9.0, early), story)
    assert not takes_single(story, Centre(1, 9.0, {"bridge": 0.2, "mayor": 0.9}))
    assert not takes_single(story, Centre(2, 9.0, {"bridge": 0.6, "harbour": 0.6}))


FIRE = {
    "fr": "Un incendie dans le Grand Hôtel de Norhaven a fait au moins 14 morts mardi soir. Les "
    "issues de secours étaient fermées, a déclaré la cheffe des pompiers, Lene Marek.",
    "it": "Almeno 14 persone sono morte martedì sera nell'incendio del Grand Hotel di Norhaven. Le "
    "uscite di emergenza erano chiuse, ha detto il capo dei pompieri, Lene Marek.",
    "pt": "Pelo menos 14 pessoas morreram na terça-feira num incêndio no Grand Hotel de Norhaven. "
    "As saídas de emergência estavam fechadas, disse a chefe dos bombeiros, Lene Marek.",
}


async def test_an_event_in_three_languages_is_three_stories_however_many_names_they_share(
    database: Database,
) -> None:
    newsroom = Newsroom(database, [])
    drafts = [
        draft("Norhaven: Grand Hotel", text, f"{language} {number}", language=language)
        for number in (1, 2)
        for language, text in FIRE.items()
    ]
    stories = [one.story for one in await newsroom.take_in(drafts, NOW)]
    assert len(set(stories)) == 3
    assert stories[:3] == stories[3:]


async def test_a_feed_that_calls_itself_english_does_not_make_its_articles_so(
    database: Database,
) -> None:
    newsroom = Newsroom(database, [])
    named = [draft("Grand Hotel", text, code, language="en-US") for code, text in FIRE.items()]
    taken = await newsroom.take_in(named, NOW)
    assert [one.article.language for one in taken] == list(FIRE)
    (short,) = await newsroom.take_in([draft("Le pont", "Le pont est fermé.", "A")], NOW)
    assert short.article.language == "en"  # too little to know better
    headline = "Dicks Sporting Goods Inc Q4 Earnings Rise; Matches Estimates (DKS)"
    (bare,) = await newsroom.take_in([draft(headline, "", "A")], NOW)
    assert bare.article.language == "en"


def test_the_codes_of_one_language_are_one() -> None:
    words = words_of("Broen i havna stenges", "")
    assert profile_terms(words, "nb").keys() == profile_terms(words, "no").keys()
    assert not profile_terms(words, "no").keys() & profile_terms(words, "da").keys()
