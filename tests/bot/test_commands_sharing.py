"""Many chats that ask the same share one answer, and each is shown its own news all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.commands.sharing import MOST, Answer, Answers
from bot.model import Address, Order, Reply
from bot.store import BotStore, Shown
from digests import Database, Period
from tests.bot.newsdesk import BRIDGE, HOUR, LIBRARY, NOW, TOPICS, Room, open_room

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


@pytest.fixture
def composed(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The topics of the digests that were composed so far."""
    made: list[str] = []
    digest = room.newsroom.digest

    async def heard(query: Any, *rest: Any, **others: Any) -> Any:
        made.append(query.topic)
        return await digest(query, *rest, **others)

    monkeypatch.setattr(room.newsroom, "digest", heard)
    return made


async def titles(room: Room, chat: str = "1", line: str = "/latest") -> list[str]:
    reply = await room.ask(line, chat=chat)
    assert reply is not None
    return [story.title for story in reply.digest.stories] if reply.digest else []


def sources(reply: Reply | None) -> str:
    assert reply is not None
    buttons = (button for row in reply.buttons for button in row)
    return next(button.command for button in buttons if button.label == "Sources")


async def test_chats_that_ask_the_same_cost_one_composition(
    room: Room, composed: list[str]
) -> None:
    replies = [await room.ask("/latest bridge", chat=f"{chat}") for chat in range(1, 6)]
    assert composed == ["bridge"]
    assert all(reply and reply.parts == (replies[0] or Reply()).parts for reply in replies)


async def test_those_who_ask_at_once_wait_for_one_composition(
    room: Room, composed: list[str]
) -> None:
    asking = (room.ask("/latest bridge", chat=f"{chat}") for chat in range(1, 6))
    assert all(reply and reply.digest for reply in await asyncio.gather(*asking))
    assert composed == ["bridge"]


async def test_the_buttons_of_a_shared_answer_work_where_it_was_shown_and_nowhere_else(
    room: Room,
) -> None:
    shown = [await room.ask("/latest bridge", chat=chat) for chat in ("1", "2")]
    for chat in ("1", "2"):
        opened = await room.ask(f"/{sources(shown[0])}", chat=chat, pressed=True)
        assert opened and opened.lines[0] == f"Sources of “{BRIDGE.title}”:"
    refused = await room.ask(f"/{sources(shown[0])}", chat="3", pressed=True)
    assert refused and refused.notice


async def test_a_chat_that_is_forgotten_takes_no_shared_answer_with_it(room: Room) -> None:
    shown = [await room.ask("/latest bridge", chat=chat) for chat in ("1", "2")]
    await room.ask("/forget", chat="1")
    await room.ask("/forget yes", chat="1")
    opened = await room.ask(f"/{sources(shown[1])}", chat="2", pressed=True)
    assert opened and opened.lines[0] == f"Sources of “{BRIDGE.title}”:"


async def test_numbers_mean_the_stories_of_the_shared_answer_at_once(room: Room) -> None:
    for chat in ("1", "2"):
        assert await titles(room, chat) == [BRIDGE.title, LIBRARY.title]
        whole = await room.ask("/summary 2", chat=chat)
        assert whole and whole.digest and whole.digest.stories[0].title == LIBRARY.title


async def test_what_is_taken_in_is_in_the_next_answer(room: Room) -> None:
    assert await titles(room, line="/latest library") == [LIBRARY.title]
    text = "Bees moved into the library of Lindby. A keeper carried forty thousand of them away."
    new = replace(BRIDGE, title="Bees of Lindby", text=text, url="https://lantern.example/bees")
    await room.newsroom.take_in([new], NOW)
    assert "Bees of Lindby" in await titles(room, line="/latest library")


async def test_a_text_that_is_edited_is_told_anew(room: Room) -> None:
    await room.ask("/latest library")
    edited = replace(LIBRARY, text=LIBRARY.text.replace("600,000", "700,000"))
    await room.newsroom.take_in([edited], NOW)
    reply = await room.ask("/latest library", chat="2")
    assert reply and "700,000" in "".join(part.text for part in reply.parts)


async def test_a_topic_that_is_edited_is_composed_anew(room: Room) -> None:
    assert await titles(room, line="/latest library") == [LIBRARY.title]
    await room.newsroom.keep_topic(replace(TOPICS[1], words=("swing bridge",)), NOW)
    assert await titles(room, line="/latest library") == [BRIDGE.title]


async def test_chats_with_other_wishes_or_marks_do_not_share(
    room: Room, composed: list[str]
) -> None:
    await room.ask("/subscribe bridge", chat="2")
    await room.ask("/filter not crowns", chat="3")
    await room.ask("/language uk", chat="4")
    await room.ask("/zone Kyiv", chat="5")
    for chat in range(1, 6):
        await room.ask("/latest bridge", chat=f"{chat}")
    assert composed.count("bridge") >= 5


async def test_what_is_new_is_marked_by_each_chats_own_mark(room: Room) -> None:
    chat = await room.store.chat(Address("terminal", "1"), NOW)
    await room.store.subscribe(chat, Order(topic="bridge", next_due=None, told_until=NOW), NOW)
    replies = {chat: await room.ask("/latest bridge", chat=chat) for chat in ("1", "2")}
    new = {
        number: [point.new for story in reply.digest.stories for point in story.points]
        for number, reply in replies.items()
        if reply and reply.digest
    }
    assert not any(new["1"])
    assert all(new["2"])


async def told(room: Room, chat: str, *marks: datetime) -> None:
    """The chat is subscribed to as many topics, and was told each of them until then."""
    kept = await room.store.chat(Address("terminal", chat), NOW)
    for topic, mark in zip(TOPICS, marks, strict=False):
        order = Order(topic=topic.name, next_due=None, told_until=mark)
        await room.store.subscribe(kept, order, NOW)


async def test_chats_told_at_other_times_share_if_nothing_came_in_between(
    room: Room, composed: list[str]
) -> None:
    came = NOW - 2 * HOUR
    marks = [came - DAY, came - MINUTE, came, came + MINUTE, came + HOUR, NOW]
    for chat, mark in enumerate(marks):
        await told(room, f"{chat}", mark)
    replies = [await room.ask("/latest bridge", chat=f"{chat}") for chat in range(len(marks))]
    assert len(composed) == 2
    assert [_new(reply) for reply in replies] == [True] * 2 + [False] * 4


def _new(reply: Reply | None) -> bool:
    assert reply and reply.digest
    (new,) = {point.new for story in reply.digest.stories for point in story.points}
    return new


async def test_of_several_topics_each_mark_counts(room: Room, composed: list[str]) -> None:
    before, after = NOW - 3 * HOUR, NOW - HOUR
    for chat, marks in enumerate(((before, after), (after, before), (before, after + MINUTE))):
        await told(room, f"{chat}", *marks)
    replies = [await room.ask("/latest", chat=f"{chat}") for chat in range(3)]
    assert len(composed) == 4  # of two topics for the first two chats
    found = [reply.digest.stories for reply in replies if reply and reply.digest]
    new = [[any(point.new for point in story.points) for story in each] for each in found]
    assert new == [[True, False], [False, True], [True, False]]


async def test_an_answer_lasts_for_a_minute(room: Room, composed: list[str]) -> None:
    for later, number in ((0 * MINUTE, 1), (MINUTE / 2, 1), (MINUTE, 2)):
        room.now = NOW + later
        await room.ask("/latest bridge")
        assert len(composed) == number


async def test_an_answer_covers_its_minute_and_not_another_day(room: Room) -> None:
    room.now = NOW.replace(hour=23, minute=59, second=30)
    text = "Bees moved into the library of Lindby. A keeper carried forty thousand of them away."
    new = replace(BRIDGE, title="Bees of Lindby", text=text, url="https://lantern.example/bees")
    await room.newsroom.take_in([new], room.now)
    reply = await room.ask("/latest library")
    assert reply and reply.digest
    assert "Bees of Lindby" in [story.title for story in reply.digest.stories]
    assert reply.digest.period.end.date() == NOW.date()


async def test_the_same_press_of_a_reader_is_answered_once_before_it_is_written_down(
    room: Room, tmp_path: Path
) -> None:
    assert await room.ask("/latest", key="press/1")
    assert await room.ask("/latest", key="press/1") is None
    await room.store.database.close()
    database = Database.open(f"sqlite:///{tmp_path}/digestbot.db")
    assert not await BotStore(database).first_time("terminal:press/1", NOW + HOUR)
    await database.close()


async def test_the_same_press_that_comes_twice_at_once_is_answered_once(room: Room) -> None:
    presses = (room.ask("/latest", key="press/1") for _ in range(3))
    assert len([reply for reply in await asyncio.gather(*presses) if reply]) == 1


# The answers themselves


def answer(name: str, *, lasting: bool = True, marks: tuple[Period | None, ...] = ()) -> Answer:
    return Answer(Reply(lines=(name,)), Shown(id=1, topic="", stories=()), lasting, marks)


async def test_what_fails_is_tried_again() -> None:
    answers, tries = Answers(), 0

    async def make() -> Answer:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ValueError
        return answer("made")

    with pytest.raises(ValueError):
        await answers.of("key", make)
    assert (await answers.of("key", make)).reply.lines == ("made",)


async def test_an_answer_that_does_not_last_is_made_anew() -> None:
    answers, tries = Answers(), 0

    async def make() -> Answer:
        nonlocal tries
        tries += 1
        return answer("written by a stand-in", lasting=tries > 1)

    for _ in range(3):
        await answers.of("key", make)
    assert tries == 2


async def test_who_gives_up_does_not_stop_it_for_the_others() -> None:
    answers, go_on = Answers(), asyncio.Event()

    async def make() -> Answer:
        await go_on.wait()
        return answer("made")

    first, second = (asyncio.create_task(answers.of("key", make)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert (await second).reply.lines == ("made",)


async def test_who_asks_meanwhile_with_another_mark_gets_what_fits() -> None:
    answers, made, go_on = Answers(), list[datetime](), asyncio.Event()

    async def ask(mark: datetime, *, lasting: bool = True) -> str:
        async def make() -> Answer:
            made.append(mark)
            await go_on.wait()
            start = NOW if mark >= NOW else NOW - DAY
            name = "late" if mark >= NOW else "early"
            return answer(name, lasting=lasting, marks=(Period(start=start, end=start + DAY),))

        return (await answers.of("key", make, (mark,))).reply.lines[0]

    marks = [NOW - HOUR, NOW - MINUTE, NOW, NOW + HOUR]
    asking = asyncio.gather(*map(ask, marks))
    await asyncio.sleep(0)
    go_on.set()
    assert await asking == ["early", "early", "late", "late"]
    assert made == [NOW - HOUR, NOW]


async def test_who_has_no_mark_gets_no_answer_of_one_who_has() -> None:
    answers = Answers()

    async def ask(mark: datetime | None) -> str:
        async def make() -> Answer:
            period = Period(start=NOW, end=NOW + DAY) if mark else None
            return answer(f"{mark}", marks=(period,))

        return (await answers.of("key", make, (mark,))).reply.lines[0]

    assert [await ask(mark) for mark in (None, NOW, None)] == ["None", f"{NOW}", "None"]


async def test_nobody_waits_in_a_line_for_what_does_not_last() -> None:
    answers, at_once, most = Answers(), 0, 0

    async def make(mark: datetime) -> Answer:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        for _ in range(3):
            await asyncio.sleep(0)
        at_once -= 1
        return answer("made", lasting=False, marks=(Period(start=mark, end=mark + MINUTE),))

    marks = [NOW + minute * MINUTE for minute in range(6)]
    asking = (answers.of("key", partial(make, mark), (mark,)) for mark in marks)
    assert [each.lasting for each in await asyncio.gather(*asking)] == [False] * 6
    assert most == 5


async def test_old_answers_are_forgotten() -> None:
    answers, made = Answers(), 0

    async def make() -> Answer:
        nonlocal made
        made += 1
        return answer("made")

    for key in (*range(3 * MOST), 0, 3 * MOST - 1):
        await answers.of(key, make)
    assert made == 3 * MOST + 1
