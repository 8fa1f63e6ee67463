"""A story that became two is split: the younger one knows its parent, old ids keep working."""

from __future__ import annotations

from pathlib import Path

from digests import ArticleDraft, Database, Newsroom, TakenIn, Topic, migrate
from digests.store.migrate import STORE_TREE
from digests.stories.assign import weigh
from digests.stories.split import FIRST, drifted, is_looked_at
from digests.stories.terms import profile_terms, words_of
from tests.digests.newsdesk import DAY, HOUR, NOW, FirstSentences, draft, query

ALL = Topic(name="all", title="All")
BRIDGE = "harbour bridge cable rust engineer ferry quay repair closure timetable"
OTTER = "otter river valley warden count cub burrow stream biologist return"


def about(words: str, number: int) -> str:
    """A sentence of most of these words, another one for each number."""
    chosen = words.split()
    return " ".join(chosen[number % 3 :] + chosen[: number % 2]) + f" report{number}."


def chain() -> list[ArticleDraft]:
    """Articles about a bridge, one about half of both, and then about otters."""
    texts = [about(BRIDGE, number) for number in range(6)]
    texts.append(" ".join(BRIDGE.split()[:5] + OTTER.split()[:5]) + ".")
    texts += [about(OTTER, number) for number in range(7, 20)]
    return [
        draft(text[:30], text, f"Outlet {number}", published=NOW - DAY + number * HOUR / 2)
        for number, text in enumerate(texts)
    ]


def profiles(*texts: str) -> list[dict[str, float]]:
    return [weigh(profile_terms(words_of("", text), "en"), {}, 0) for text in texts]


def test_strangers_leave_and_the_oldest_article_stays() -> None:
    bridge, otter = [[about(words, number) for number in range(4)] for words in (BRIDGE, OTTER)]
    assert drifted(profiles(*bridge, *otter)) == [4, 5, 6, 7]
    assert drifted(profiles(*otter[:1], *bridge, *otter[1:])) == [1, 2, 3, 4]


def test_two_sides_of_one_event_and_a_single_stray_article_stay() -> None:
    bridge = [about(BRIDGE, number) for number in range(4)]
    sides = [f"{text} {OTTER if number % 2 else ''}" for number, text in enumerate(bridge * 2)]
    assert drifted(profiles(*sides)) == []
    assert drifted(profiles(*bridge, about(OTTER, 1), about(OTTER, 2))) == []


SAGA = "pyongyang korea kim jong regime sanction peninsula seoul"
MISSILE = (
    "missile japan launch airspace pacific hokkaido siren shelter warning ballistic range test"
)
OIL = "oil tanker ship satellite transfer smuggle cargo crew customs harbour seize fuel"


def sides(*events: str, saga: str = SAGA, words: int = 40) -> list[dict[str, float]]:
    """Five articles about each of the events of one saga, which have most of its words each."""
    texts = [
        f"{saga} {_most(event, number)} "
        + " ".join(f"own{event[:3]}{number}x{n}" for n in range(8))
        for event in events
        for number in range(5)
    ]
    return profiles(*(" ".join(text.split()[:words]) for text in texts))


def _most(words: str, number: int) -> str:
    return " ".join(word for place, word in enumerate(words.split()) if (place + number) % 4)


def test_two_events_of_one_saga_go_apart_though_they_share_its_names() -> None:
    assert drifted(sides(MISSILE, OIL)) == [5, 6, 7, 8, 9]


def test_two_sides_that_share_more_than_names_stay_together() -> None:
    half = " ".join(MISSILE.split()[:6])
    assert drifted(sides(f"{half} {MISSILE}", f"{half} {OIL}")) == []


def test_headlines_alone_are_too_few_words_to_tell_two_events_by() -> None:
    assert drifted(sides(MISSILE, OIL, words=14)) == []


def test_a_growing_story_is_looked_at_ever_more_seldom() -> None:
    looked_at = [size for size in range(1000) if is_looked_at(size)]
    assert looked_at[0] == FIRST
    assert len(looked_at) < 15


async def take_chain(newsroom: Newsroom) -> list[TakenIn]:
    return [(await newsroom.take_in([one], NOW - HOUR))[0] for one in chain()]


async def test_what_drifted_away_is_a_follow_up_of_its_own(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL], summariser=FirstSentences())
    taken = await take_chain(newsroom)
    first, last = taken[0].story, taken[-1].story
    assert first != last
    old, new = await newsroom.story(first), await newsroom.story(last)
    assert (len(old.articles), len(new.articles)) == (7, 13)
    assert (new.parent, new.parent_title) == (first, old.title)
    assert (await newsroom.counts()).stories == 2
    (told,) = (await newsroom.summary(last, NOW)).stories
    assert (told.parent, told.follows) == (first, old.title)
    assert (await newsroom.summary(first, NOW)).stories[0].follows is None


async def test_the_next_articles_find_the_halves_and_never_join_them_again(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [ALL], summariser=FirstSentences())
    taken = await take_chain(newsroom)
    more = [
        draft(f"Both {number}", f"{BRIDGE} {OTTER} both{number}.", published=NOW)
        for number in range(5)
    ]
    ends = await newsroom.take_in([*more, draft("Bridge", about(BRIDGE, 1), published=NOW)], NOW)
    assert (await newsroom.story(taken[0].story)).id == taken[0].story
    assert (await newsroom.story(taken[-1].story)).id == taken[-1].story
    assert ends[-1].story == taken[0].story


async def test_a_split_tells_nobody_anything_twice(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [ALL], summariser=FirstSentences())
    await take_chain(newsroom)
    told = query(told_until=NOW, only_new=True, end=NOW + DAY)
    assert (await newsroom.digest(told, NOW + DAY)).stories == ()


async def test_the_same_articles_are_split_alike_however_they_are_cut(tmp_path: Path) -> None:
    found = []
    for at_once in (1, 7, 20):
        database = Database.open(f"sqlite:///{tmp_path}/{at_once}.db")
        await migrate(database, [STORE_TREE], NOW)
        newsroom, drafts = Newsroom(database, [ALL]), chain()
        taken: list[TakenIn] = []
        for start in range(0, len(drafts), at_once):
            taken += await newsroom.take_in(drafts[start : start + at_once], NOW)
        found.append([(await newsroom.article(one.article.id), one.story) for one in taken][-1][1])
        stories = {(await newsroom.story(one.story)).id for one in taken}
        found.append(len(stories))
        await database.close()
    assert found[:2] == found[2:4] == found[4:]
