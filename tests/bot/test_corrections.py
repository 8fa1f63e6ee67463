"""/correct: what chats have read is edited where that can be, and followed by a correction else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.commands import Desk, DeskSettings
from bot.errors import DeliveryError
from bot.model import Address, ChatKind, Command, Part, Person, Reply
from bot.platforms.slack.amending import amended as on_slack
from bot.platforms.telegram.amending import amended as on_telegram
from bot.store import BOT_TREE, BotStore
from digests import Database, Story, UnknownStoryError, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, FactNewsroom, PaperRound

RIGHT = "It cost two millions."
LINE = "Correction to “Story 1”: It cost two millions."
MINUTE = timedelta(minutes=1)


class Newsroom(FactNewsroom):
    async def story(self, number: int) -> Story:
        if number > len(self.facts):
            raise UnknownStoryError(number)
        return Story(id=number, title=f"Story {number}", articles=(), first_seen=NOW, last_seen=NOW)


@pytest.fixture
async def paper(any_database_url: str) -> AsyncIterator[PaperRound]:
    """Two chats have read that the bridge cost a million."""
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    paper = PaperRound(BotStore(database), newsroom=Newsroom())
    await paper.reader("1")
    await paper.reader("2")
    paper.newsroom.fact("It cost a million.", NOW - 60 * SECOND)
    await paper.desk.tick(NOW)
    yield paper
    await database.close()


async def correct(paper: PaperRound, argument: str, person: str = "1", owner: str = "") -> Reply:
    settings = DeskSettings(owner=owner or "telegram:1")
    platforms = {"telegram": paper.platform}
    desk = Desk(paper.newsroom, paper.store, platforms, settings)  # type: ignore[arg-type]
    reply = await desk.handle(
        Command(
            name="correct",
            argument=argument,
            address=Address("telegram", "1"),
            chat_kind=ChatKind.PRIVATE,
            person=Person(id=person, name="Ann"),
            received=NOW + MINUTE,
            key=f"{argument} {person}",
        )
    )
    assert reply is not None
    return reply


async def tick(paper: PaperRound, after: timedelta = MINUTE) -> None:
    await paper.desk.correcting.tick(NOW + after)


def first_lines(paper: PaperRound) -> list[str]:
    return [paper.platform.texts(chat)[0].splitlines()[-1] for chat in ("1", "2")]


async def test_the_messages_are_edited_in_every_chat_that_read_the_story(
    paper: PaperRound,
) -> None:
    reply = await correct(paper, f"1 {RIGHT}")
    assert reply.lines == (LINE, "The correction goes to 2 chats that read the story.")
    await tick(paper)
    assert first_lines(paper) == [LINE, LINE]
    assert all(len(paper.platform.texts(chat)) == 1 for chat in ("1", "2"))
    await tick(paper)
    edits = [key for _, key in paper.platform.requests if "edit" in key]
    assert sorted(edits) == ["edit 1", "edit 2"]


async def test_a_message_that_can_not_be_edited_is_followed_by_a_correction(
    paper: PaperRound,
) -> None:
    paper.platform.sealed.add(paper.platform.messages[0].id)
    await correct(paper, f"1 {RIGHT}")
    await tick(paper)
    assert paper.platform.texts("1")[1:] == [LINE]
    assert len(paper.platform.texts("2")) == 1


async def test_a_full_message_is_followed_by_a_correction(paper: PaperRound) -> None:
    paper.newsroom.fact("Long. " + "x" * 4000, NOW + 60 * SECOND)
    await paper.desk.tick(NOW + DAY)
    await correct(paper, "1 " + "Right. " * 20)
    await tick(paper, DAY + MINUTE)
    assert paper.platform.texts("1")[-1].startswith("Correction to")


async def test_a_second_correction_keeps_the_first(paper: PaperRound) -> None:
    await correct(paper, f"1 {RIGHT}")
    await tick(paper)
    await correct(paper, "1 And it is red.")
    await tick(paper)
    text = paper.platform.texts("1")[0]
    assert LINE in text
    assert "Correction to “Story 1”: And it is red." in text


async def test_a_refusal_for_now_is_tried_again_and_the_others_go_on(paper: PaperRound) -> None:
    paper.platform.before["1"].append(DeliveryError("slow down", retry_after=300))
    await correct(paper, f"1 {RIGHT}")
    await tick(paper)
    assert first_lines(paper)[1] == LINE
    await tick(paper, 4 * MINUTE)
    assert LINE not in paper.platform.texts("1")[0]
    await tick(paper, 7 * MINUTE)
    assert first_lines(paper) == [LINE, LINE]


async def test_a_lost_answer_to_an_edit_is_tried_again_without_harm(paper: PaperRound) -> None:
    paper.platform.after["1"].append(DeliveryError("cut off", unknown=True))
    await correct(paper, f"1 {RIGHT}")
    await tick(paper)
    await tick(paper, 2 * DAY)
    assert paper.platform.texts("1")[0].count(LINE) == 1
    assert len(paper.platform.texts("1")) == 1


async def test_a_chat_that_is_gone_is_given_up(paper: PaperRound) -> None:
    gone = DeliveryError("blocked", permanent=True, gone=True)
    paper.platform.before["1"].extend([gone, gone])
    await correct(paper, f"1 {RIGHT}")
    await tick(paper)
    await tick(paper, DAY)
    assert LINE not in " ".join(paper.platform.texts("1"))
    assert await paper.store.to_correct(NOW + DAY) == []


async def test_a_restart_loses_no_correction(paper: PaperRound) -> None:
    await correct(paper, f"1 {RIGHT}")
    paper.new_desk()
    await tick(paper)
    assert first_lines(paper) == [LINE, LINE]


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("", "Write /correct"),
        ("1", "Write /correct"),
        ("one It is red.", "Write /correct"),
        ("9 It is red.", "9"),
        ("1 " + "x" * 501, "500 characters"),
    ],
)
async def test_what_can_not_be_corrected_is_said(
    paper: PaperRound, argument: str, says: str
) -> None:
    assert says in " ".join((await correct(paper, argument)).lines)
    await tick(paper)
    assert "Correction" not in " ".join(paper.platform.texts("2"))


async def test_only_those_who_run_the_bot_correct(paper: PaperRound) -> None:
    reply = await correct(paper, f"1 {RIGHT}", person="5", owner="telegram:77")
    assert "Correction" not in " ".join(reply.lines)
    assert await paper.store.to_correct(NOW + DAY) == []


async def test_forgetting_a_chat_or_old_deliveries_takes_corrections_along(
    paper: PaperRound,
) -> None:
    await correct(paper, f"1 {RIGHT}")
    chat = await paper.store.find_chat(Address("telegram", "1"))
    assert chat is not None
    await paper.store.forget_chat(chat.id)
    await paper.store.forget_deliveries(NOW + 2 * DAY)
    assert await paper.store.to_correct(NOW + DAY) == []


def test_markup_in_a_correction_is_plain_words() -> None:
    telegram = on_telegram(Part(text="A", payload={"html": "<b>A</b>"}), "<i>x</i> & @all")
    assert telegram is not None
    assert "&lt;i&gt;x&lt;/i&gt; &amp;" in telegram.payload["html"]
    assert "@all" not in telegram.payload["html"]
    blocks = [{"type": "section"}, {"type": "actions"}]
    slack = on_slack(Part(text="A", payload={"blocks": blocks}), "<!channel> & more")
    assert slack is not None
    said = slack.payload["blocks"]
    assert [block["type"] for block in said] == ["section", "context", "actions"]
    assert "<!channel>" not in said[1]["elements"][0]["text"]


def test_a_message_without_room_is_not_touched() -> None:
    assert on_telegram(Part(text="x" * 4090, payload={"html": "x" * 4090}), "more words") is None
    full = [{"type": "section"}] * 50
    assert on_slack(Part(text="A", payload={"blocks": full}), "more") is None
