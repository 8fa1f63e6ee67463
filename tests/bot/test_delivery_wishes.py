"""Who wants the same gets the same rendition, and who wants another one gets that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.model import Address, Length, Wishes
from bot.store import BOT_TREE, BotStore, Shown
from bot.store.tables import deliveries, renditions
from digests import Database, Filters, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound

WISHES = {
    "1": Wishes(),
    "2": Wishes(length=Length.BRIEF),
    "3": Wishes(without_words=("football",), muted=(7, 9)),
    "4": Wishes(silent=True),
    "5": Wishes(),
    "6": Wishes(length=Length.BRIEF),
}


@pytest.fixture
async def paper(any_database_url: str) -> AsyncIterator[PaperRound]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield PaperRound(BotStore(database))
    await database.close()


async def test_chats_that_wish_the_same_share_a_rendition(paper: PaperRound) -> None:
    paper.newsroom.fact("A bridge opened.", NOW - SECOND)
    for number, wishes in WISHES.items():
        chat, _ = await paper.reader(number)
        await paper.store.set_wishes(chat.id, wishes)
    await paper.desk.tick(NOW)
    assert all(paper.facts_in(number) == ["A bridge opened."] for number in WISHES)
    assert paper.platform.rendered == 4
    one, two, three, four, five, six = await given(paper)
    assert one == five and two == six and len({one, two, three, four}) == 4
    asked = {(query.max_points, query.muted, query.filters) for query in paper.newsroom.asked}
    assert asked == {
        (5, frozenset(), Filters()),
        (1, frozenset(), Filters()),
        (5, frozenset({7, 9}), Filters(without_words=("football",))),
    }


async def given(paper: PaperRound) -> list[int]:
    """The renditions of all deliveries, in the order of the chats."""
    query = select(deliveries.c.rendition).order_by(deliveries.c.chat)
    async with paper.store.database.read() as connection:
        return list((await connection.execute(query)).scalars())


async def test_zone_and_language_have_renditions_of_their_own_but_one_digest(
    paper: PaperRound,
) -> None:
    paper.newsroom.fact("A bridge opened.", NOW - SECOND)
    for number, (zone, language) in enumerate(
        (("UTC", "uk"), ("Europe/Kyiv", "uk"), ("UTC", "en"), ("UTC", "uk"))
    ):
        chat, _ = await paper.reader(f"{number}")
        await paper.store.set_zone(chat.id, zone)
        await paper.store.set_language(chat.id, language)
    await paper.desk.tick(NOW)
    assert paper.platform.rendered == 3
    one, two, three, four = await given(paper)
    assert one == four and len({one, two, three}) == 3


async def test_a_wish_that_changes_before_the_digest_is_built_holds_for_it(
    paper: PaperRound,
) -> None:
    paper.newsroom.fact("A bridge opened.", NOW - SECOND)
    chat, _ = await paper.reader()
    await paper.store.fan_out(NOW)
    await paper.store.set_wishes(chat.id, Wishes(length=Length.FULL))
    await paper.desk.tick(NOW)
    assert [query.max_points for query in paper.newsroom.asked] == [12]
    assert paper.facts_in("1") == ["A bridge opened."]


async def test_a_digest_is_known_where_it_was_shown_and_nowhere_else(paper: PaperRound) -> None:
    paper.newsroom.fact("A bridge opened.", NOW - SECOND)
    for number in ("1", "2"):
        await paper.reader(number)
    await paper.reader("3", topic="bridge", due=NOW + DAY)
    await paper.desk.tick(NOW)
    here = paper.platform.name
    shown = await paper.store.shown(1, Address(here, "1"))
    assert shown == Shown(id=1, topic="coalition", stories=(1,))
    assert await paper.store.shown(1, Address(here, "2")) == shown
    assert await paper.store.shown(1, Address(here, "2", "thread")) == shown
    for stranger in (Address(here, "3"), Address("slack", "1"), Address(here, "9")):
        assert await paper.store.shown(1, stranger) is None
    part = await paper.store.last_part(1)
    assert part and "A bridge opened." in part.text


async def test_digests_that_were_asked_for_are_forgotten_in_time(paper: PaperRound) -> None:
    chat, _ = await paper.reader(due=NOW + DAY)
    shown = Shown(id=0, topic="coalition", stories=(4, 5), first_number=6)
    number = await paper.store.new_rendition(paper.platform.name, shown, NOW, chat.id)
    found = await paper.store.shown(number, chat.address)
    assert found and found.numbers == range(6, 8) and found.story(7) == 5
    assert found.story(5) is None and found.story(8) is None
    await paper.store.forget_deliveries(NOW + timedelta(days=90))
    assert await paper.store.shown(number, chat.address) is None
    async with paper.store.database.read() as connection:
        left = (await connection.execute(select(func.count()).select_from(renditions))).scalar_one()
    assert left == 0


async def test_who_manages_a_chat_stops_when_it_is_forgotten(paper: PaperRound) -> None:
    mine, _ = await paper.reader("1")
    channel, _ = await paper.reader("-100")
    await paper.store.manage(mine.id, channel.id)
    managed = await paper.store.managed_by(mine.id)
    assert managed and managed.id == channel.id
    await paper.store.forget_chat(channel.id)
    assert await paper.store.managed_by(mine.id) is None
