"""Stories for any chat, by the bot's name and some words, over a real connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Address, ChatChange, Command, Found, Person, Reply, Search
from bot.platforms.telegram import TelegramPlatform
from tests.bot.newsdesk import NOW, Room, open_room
from tests.contracts import samples
from tests.contracts.factories_telegram import platform_on
from tests.servers.telegram import Fault, TelegramServer

Incoming = Command | ChatChange | Search


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as running:
        yield running


class Shelf:
    """Finds what it was given, whatever is looked for."""

    def __init__(self, *found: Found) -> None:
        self.found = found
        self.heard: list[Incoming] = []

    async def handle(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        return Reply(found=self.found, language="en", zone="Europe/Kyiv")


def found(key: str = "7") -> Found:
    return Found(key=key, title="<b>The bridge</b>", line="Post · 1 May", digest=samples.usual())


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(found("7"), found("8"))


@pytest.fixture
async def platform(server: TelegramServer, shelf: Shelf) -> AsyncIterator[TelegramPlatform]:
    built = platform_on(server)
    await built.start(shelf.handle)
    yield built
    await built.stop()


async def test_who_types_words_gets_stories_that_can_be_posted(
    server: TelegramServer, platform: TelegramPlatform, shelf: Shelf
) -> None:
    query = server.look_up(server.person(300, "Cyd", "uk"), "  harbour \n bridge ")
    await server.until(lambda: query in server.found)
    first, second = server.found[query]
    assert (first.id, second.id) == ("7", "8")
    assert (first.title, first.description) == ("<b>The bridge</b>", "Post · 1 May")
    assert "The bridge opens" in first.text and not first.preview
    assert first.entities
    (heard,) = shelf.heard
    assert isinstance(heard, Search)
    assert heard.words == "harbour bridge" and heard.person.language == "uk"
    (call,) = server.called("answerInlineQuery")
    assert str(call["is_personal"]).lower() == "true" and not server.messages


async def test_nothing_found_is_an_empty_list(
    server: TelegramServer, platform: TelegramPlatform, shelf: Shelf
) -> None:
    shelf.found = ()
    query = server.look_up(server.person(300), "nowhere")
    await server.until(lambda: query in server.found)
    assert server.found[query] == []


async def test_a_search_that_telegram_forgot_harms_nothing(
    server: TelegramServer, platform: TelegramPlatform
) -> None:
    server.fault("answerInlineQuery", Fault.HTML_502)
    late = server.look_up(server.person(300), "late")
    server.searches.discard(late)
    next_one = server.look_up(server.person(300), "bridge")
    await server.until(lambda: len(server.called("answerInlineQuery")) == 1)
    last = server.look_up(server.person(300), "harbour")
    await server.until(lambda: last in server.found)
    assert late not in server.found and next_one
    assert platform.health().connected


# -- what is found ---------------------------------------------------------------------------


def search(words: str, person: str = "300", language: str = "") -> Search:
    asker = Person(id=person, language=language)
    return Search(words=words, platform="telegram", person=asker, received=NOW)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async for opened in open_room(tmp_path):
        yield opened


async def looked_up(room: Room, asked: Search) -> Reply:
    reply = await room.desk.handle(asked)
    assert reply is not None
    return reply


async def test_the_newest_stories_that_hold_all_the_words_come_with_their_points(
    room: Room,
) -> None:
    (hit,) = (await looked_up(room, search("books library"))).found
    assert hit.title == "Rain comes into the library"
    assert hit.line == "The Lantern · 2 March 2026"
    (story,) = hit.digest.stories
    assert any("2,000 books" in point.text for point in story.points)
    assert (await looked_up(room, search("books harbour"))).found == ()
    assert (await looked_up(room, search("a"))).found == ()


async def test_a_search_stores_nothing_about_who_asked(room: Room) -> None:
    await looked_up(room, search("library"))
    assert await room.store.find_chat(Address("telegram", "300")) is None


async def test_what_is_found_speaks_the_language_that_the_person_chose(room: Room) -> None:
    assert (await looked_up(room, search("library", language="pl"))).language == "pl"
    chat = await room.store.chat(Address("telegram", "300"), NOW, zone="America/New_York")
    await room.store.set_language(chat.id, "de")
    reply = await looked_up(room, search("library", language="pl"))
    assert (reply.language, reply.zone) == ("de", "America/New_York")
    assert reply.found[0].line == "The Lantern · 2. März 2026"


async def test_a_flood_of_searches_is_passed_over_in_silence(room: Room) -> None:
    answers = [await room.desk.handle(search("library")) for _ in range(60)]
    assert answers[0] is not None and answers[-1] is None
    assert await room.desk.handle(search("library", person="301")) is not None
