"""A desk over a real store and a real newsroom, with two small stories in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.commands import Desk, DeskSettings
from bot.model import Address, ChatChange, ChatKind, Command, Person, Place, PlatformHealth, Reply
from bot.platforms import Platform
from bot.platforms.terminal import TerminalPlatform
from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE, ArticleDraft, Database, Fetcher, Newsroom, Section, Topic, migrate

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

TOPICS = (
    Topic(
        name="bridge",
        title="The harbour bridge",
        words=("harbour bridge",),
        sections=(Section(title="Money", cues=("cost", "crowns", "pay")),),
    ),
    Topic(name="library", title="The old library", words=("library",)),
)
BRIDGE = ArticleDraft(
    title="Port Ellery presents a swing bridge",
    text=(
        "The harbour bridge of Port Ellery will be replaced by a swing bridge. "
        "The harbour bridge would cost 42 million crowns, the mayor said. "
        "A decision on the harbour bridge has not yet been made. "
        "The old harbour bridge was opened in 1931 and lets no lorries pass."
    ),
    outlet="Harbour Courier",
    url="https://harbour-courier.example/bridge",
    published=NOW - 2 * HOUR,
    language="en",
)
LIBRARY = ArticleDraft(
    title="Rain comes into the library",
    text=(
        "Rain has closed the library in Orsk since Tuesday. "
        "Some 2,000 books went from the library to a dry cellar. "
        "New slates for the library roof are priced at 600,000 crowns."
    ),
    outlet="The Lantern",
    url="https://lantern.example/library",
    published=NOW - 3 * HOUR,
    language="en",
)
PASTED = "\n".join(("Coastline Radio: Ferry stops", BRIDGE.text.replace("harbour bridge", "ferry")))


class Group(TerminalPlatform):
    """A terminal where only some people are admins."""

    name = "terminal"
    admins: frozenset[str] = frozenset()
    places: dict[str, Place] = {}  # noqa: RUF012 - each test sets its own

    async def is_admin(self, address: Address, person: str) -> bool:
        return person in self.admins

    async def find_place(self, name: str) -> Place | None:
        return self.places.get(name)

    def health(self) -> PlatformHealth:
        return PlatformHealth(connected=True)


@dataclass
class Room:
    """What a test asks the desk through."""

    desk: Desk
    store: BotStore
    newsroom: Newsroom
    platform: Group
    now: datetime = NOW
    typed: int = 0

    async def ask(
        self,
        line: str,
        *,
        kind: ChatKind = ChatKind.PRIVATE,
        person: str | Person = "ann",
        chat: str = "1",
        **fields: object,
    ) -> Reply | None:
        """What is answered to `/latest bridge`, or to a text without slash."""
        name, _, argument = line.removeprefix("/").partition(" ")
        values = {"name": name, "argument": argument}
        if not line.startswith("/"):
            values = {"name": "text", "argument": line}
        self.typed += 1
        usual = {
            "address": Address("terminal", chat),
            "person": person if isinstance(person, Person) else Person(id=person),
            "key": f"{self.typed}",
        }
        command = Command(
            chat_kind=kind,
            received=self.now,
            **{**usual, **values, **fields},  # type: ignore[arg-type]
        )
        return await self.desk.handle(command)

    async def said(self, line: str, **fields: object) -> str:
        """The lines of the answer, as one text."""
        reply = await self.ask(line, **fields)  # type: ignore[arg-type]
        assert reply is not None
        return "\n".join(reply.lines)

    async def changed(self, change: ChatChange) -> Reply | None:
        return await self.desk.handle(change)


async def open_room(
    folder: Path,
    topics: tuple[Topic, ...] = TOPICS,
    settings: DeskSettings | None = None,
    fetcher: Fetcher | None = None,
) -> AsyncIterator[Room]:
    """A room whose articles came in two hours ago."""
    file = folder / "digestbot.db"
    file.write_bytes(await _filled(folder))
    database = Database.open(f"sqlite:///{file}")
    newsroom, store, platform = (
        Newsroom(database, topics, fetcher=fetcher),
        BotStore(database),
        Group(width=80),
    )
    platforms: dict[str, Platform] = {"terminal": platform}
    desk = Desk(newsroom, store, platforms, settings or DeskSettings())
    yield Room(desk=desk, store=store, newsroom=newsroom, platform=platform)
    await database.close()


_made: list[bytes] = []


async def _filled(folder: Path) -> bytes:
    """The file of a migrated database with the articles in it; made once, for it takes a while."""
    if not _made:
        file = folder / "template.db"
        database = Database.open(f"sqlite:///{file}")
        await migrate(database, [STORE_TREE, BOT_TREE], NOW)
        await Newsroom(database, TOPICS).take_in([BRIDGE, LIBRARY], NOW - 2 * HOUR)
        await database.close()
        _made.append(file.read_bytes())
    return _made[0]
