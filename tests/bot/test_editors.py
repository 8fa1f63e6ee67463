"""Topics with editors: nothing is told before somebody approved it, or time ran out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.commands import Desk, DeskSettings
from bot.config import TopicConfig
from bot.drafts import DraftState, EditorsDesk, OnTimeout
from bot.errors import DeliveryError
from bot.model import Address, ChatKind, Command, Person, Reply
from bot.store import BOT_TREE, BotStore
from digests import Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound

EDITORS = Address("telegram", "-100")
MINUTE = timedelta(minutes=1)


def editors(on_timeout: OnTimeout = OnTimeout.SEND) -> dict[str, EditorsDesk]:
    return {"coalition": EditorsDesk(EDITORS, 30 * MINUTE, on_timeout)}


@dataclass
class Room:
    """A paper round whose topic “coalition” has editors, and their chat."""

    paper: PaperRound
    on_timeout: OnTimeout = OnTimeout.SEND
    typed: int = 0
    now: datetime = NOW
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        desks = editors(self.on_timeout)
        self.paper.desk.drafting.desks = desks
        platforms = {"telegram": self.paper.platform}
        newsroom = self.paper.newsroom
        settings = DeskSettings(editors=desks)
        self.desk = Desk(newsroom, self.paper.store, platforms, settings)  # type: ignore[arg-type]

    async def tick(self, after: timedelta = SECOND) -> None:
        """What the clock does: prepare, show drafts, post."""
        self.now += after
        await self.paper.desk.tick(self.now)
        await self.paper.desk.drafting.tick(self.now)
        await self.paper.desk.tick(self.now)

    async def ask(
        self, argument: str = "", chat: str = EDITORS.native_id, **fields: object
    ) -> Reply:
        self.typed += 1
        values = {"name": "desk", "argument": argument, "key": f"{self.typed}", **fields}
        reply = await self.desk.handle(
            Command(
                address=Address("telegram", chat),
                chat_kind=ChatKind.GROUP,
                person=Person(id="7", name="Ann"),
                received=self.now,
                **values,  # type: ignore[arg-type]
            )
        )
        assert reply is not None
        return reply

    @property
    def draft_texts(self) -> list[str]:
        return self.paper.platform.texts(EDITORS.native_id)

    def told(self, chat: str = "1") -> list[str]:
        return self.paper.facts_in(chat)


@pytest.fixture
async def paper(any_database_url: str) -> AsyncIterator[PaperRound]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield PaperRound(BotStore(database))
    await database.close()


@pytest.fixture
async def room(paper: PaperRound) -> Room:
    """A reader is due; one fact is new."""
    await paper.reader()
    paper.newsroom.fact("A bridge opened.", NOW - 60 * SECOND)
    paper.newsroom.fact("It cost a million.", NOW - 50 * SECOND)
    return Room(paper)


async def test_a_draft_goes_to_its_editors_and_nothing_to_the_chat(room: Room) -> None:
    await room.tick()
    assert room.told() == []
    [text] = room.draft_texts
    assert "A bridge opened." in text
    await room.tick()
    assert len(room.draft_texts) == 1


async def test_an_approved_draft_is_told_and_who_approved_is_kept(room: Room) -> None:
    await room.tick()
    reply = await room.ask("approve 1")
    assert "Approved by Ann." in reply.footer
    assert reply.in_place
    await room.tick()
    assert room.told() == ["A bridge opened.", "It cost a million."]
    draft = await room.paper.store.draft(1)
    assert draft is not None
    assert (draft.state, draft.decided_by) == (DraftState.APPROVED, "Ann")


async def test_a_dropped_point_is_told_nowhere(room: Room) -> None:
    await room.paper.reader("2")
    await room.tick()
    shown = await room.ask("drop 1")
    assert [row[0].label for row in shown.buttons[:2]] == [
        "1. A bridge opened.",
        "2. It cost a million.",
    ]
    await room.ask("drop 1 2")
    await room.ask("approve 1")
    await room.tick()
    assert room.told("1") == room.told("2") == ["A bridge opened."]


async def test_an_edited_point_is_told_in_the_new_words(room: Room) -> None:
    await room.tick()
    asked = await room.ask("edit 1 2")
    assert "It stands on “It cost a million.”" in "\n".join(asked.lines)
    await room.ask("edit 1 2 The bridge cost a million.")
    await room.ask("approve 1")
    await room.tick()
    assert "The bridge cost a million." in room.paper.platform.texts("1")[0]
    assert "It cost a million." not in room.paper.platform.texts("1")[0]


async def test_an_edit_may_come_from_a_window(room: Room) -> None:
    await room.tick()
    opened = await room.ask("form 1 2")
    assert opened.form
    assert opened.form.now
    empty = await room.ask("edit 1 2", answers={"words": ("  ",)})
    assert empty.problems == {"words": "Write the new words."}
    saved = await room.ask("edit 1 2", answers={"words": ("New words.",)})
    assert saved.digest
    assert [point.text for story in saved.digest.stories for point in story.points][
        1
    ] == "New words."


async def test_without_a_decision_it_is_sent_when_time_is_out(room: Room) -> None:
    await room.tick()
    await room.tick(29 * MINUTE)
    assert room.told() == []
    await room.tick(2 * MINUTE)
    assert room.told() == ["A bridge opened.", "It cost a million."]


async def test_a_desk_that_holds_sends_nothing_until_somebody_approves(paper: PaperRound) -> None:
    await paper.reader()
    paper.newsroom.fact("A bridge opened.", NOW - 60 * SECOND)
    room = Room(paper, OnTimeout.HOLD)
    await room.tick()
    await room.tick(DAY / 2)
    assert room.told() == []
    await room.ask("approve 1")
    await room.tick()
    assert room.told() == ["A bridge opened."]


async def test_a_held_draft_stays_over_its_time(room: Room) -> None:
    await room.tick()
    reply = await room.ask("hold 1")
    assert [button.command for button in reply.buttons[0]] == ["desk approve 1"]
    await room.tick(31 * MINUTE)
    assert room.told() == []
    await room.ask("approve 1")
    await room.tick()
    assert len(room.told()) == 2


async def test_of_two_editors_the_first_one_decides(room: Room) -> None:
    await room.tick()
    await room.ask("approve 1")
    late = await room.ask("hold 1")
    assert late.lines == ("Somebody has decided on that draft already.",)
    late = await room.ask("drop 1 1")
    assert late.lines == ("Somebody has decided on that draft already.",)


async def test_what_comes_while_a_draft_is_held_makes_a_new_one_with_the_same_changes(
    room: Room,
) -> None:
    await room.tick()
    await room.ask("drop 1 2")
    await room.ask("hold 1")
    room.paper.newsroom.fact("It was closed again.", NOW + DAY / 2)
    await room.paper.reader("2", due=NOW + DAY)
    await room.tick(DAY)
    assert (await room.ask("approve 1")).lines == ("Somebody has decided on that draft already.",)
    await room.ask("approve 2")
    await room.tick()
    assert "It cost a million." not in " ".join(room.told("2"))
    assert "It was closed again." in " ".join(room.told("2"))


async def test_chats_with_what_an_approved_draft_covers_need_no_other(room: Room) -> None:
    await room.tick()
    await room.ask("approve 1")
    await room.tick()
    await room.paper.reader("3", due=NOW)
    await room.tick()
    assert len(room.draft_texts) == 1
    assert len(room.told("3")) == 2


async def test_nothing_new_needs_no_editor(paper: PaperRound) -> None:
    await paper.reader()
    room = Room(paper)
    await room.tick()
    assert room.draft_texts == []
    assert await paper.store.drafts_of("coalition") == []


async def test_other_topics_are_told_as_always(room: Room) -> None:
    await room.paper.reader("5", topic="bridge")
    await room.tick()
    assert len(room.told("5")) == 2


async def test_a_topic_that_lost_its_editors_is_told(room: Room) -> None:
    await room.tick()
    room.paper.desk.drafting.desks = {}
    await room.tick()
    assert len(room.told()) == 2


async def test_editors_who_can_not_be_reached_are_tried_again_and_hold_up_nothing_for_ever(
    room: Room,
) -> None:
    gone = DeliveryError("kicked", permanent=True, gone=True)
    room.paper.platform.before[EDITORS.native_id].extend([gone, gone])
    await room.tick()
    assert room.draft_texts == []
    await room.tick()
    await room.tick()
    assert len(room.draft_texts) == 1


async def test_a_restart_forgets_no_draft(room: Room) -> None:
    await room.tick()
    room.paper.new_desk()
    room.paper.desk.drafting.desks = editors()
    await room.tick()
    assert len(room.draft_texts) == 1
    await room.ask("approve 1")
    await room.tick()
    assert len(room.told()) == 2


@pytest.mark.parametrize(
    "argument", ["approve 1", "hold 1", "drop 1 1", "edit 1 1 lies", "show 1", ""]
)
async def test_another_chat_decides_on_nothing(room: Room, argument: str) -> None:
    await room.tick()
    reply = await room.ask(argument, chat="-200")
    assert reply.digest is None
    assert reply.buttons == ()
    draft = await room.paper.store.draft(1)
    assert draft is not None
    assert draft.state is DraftState.OPEN
    assert not draft.changes.dropped
    assert not draft.changes.edited


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("fly 1", "Write /desk approve 12"),
        ("approve", "Write /desk approve 12"),
        ("approve x", "There is no draft x here"),
        ("approve 99999999999999999999", "There is no draft"),
        ("drop 1 9", "The draft has no point 9."),
        ("edit 1 1 " + "x" * 501, "500 characters at most"),
    ],
)
async def test_what_can_not_be_done_is_said_in_one_sentence(
    room: Room, argument: str, says: str
) -> None:
    await room.tick()
    reply = await room.ask(argument)
    assert says in reply.lines[0]


async def test_desk_alone_shows_what_waits(room: Room) -> None:
    assert (await room.ask()).lines == ("No draft waits for a decision.",)
    await room.tick()
    reply = await room.ask()
    assert reply.lines[0] == "Draft 1 for “coalition”"
    assert "Without a decision it is sent" in reply.footer[-1]


def test_a_topic_of_the_configuration_names_its_editors() -> None:
    topic = TopicConfig(name="a", title="A", editors="slack:C1", editors_timeout="hold")
    assert topic.desk() == EditorsDesk(Address("slack", "C1"), 30 * MINUTE, OnTimeout.HOLD)
    assert TopicConfig(name="a", title="A").desk() is None
