"""What a crash or an unclear answer leaves behind, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.config import DeliveryConfig
from bot.errors import DeliveryError
from bot.model import DeliveryState
from bot.store import BOT_TREE, Begin, BotStore, Sent
from digests import Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound

LOST = DeliveryError("closed without an answer", unknown=True)
SKIP = DeliveryConfig(on_unknown="skip")


@pytest.fixture
async def store(any_database_url: str) -> AsyncIterator[BotStore]:
    database = Database.open(any_database_url)
    await migrate(database, [BOT_TREE], NOW)
    yield BotStore(database)
    await database.close()


async def three_parts(paper: PaperRound) -> None:
    paper.platform.split = True
    for number in (1, 2, 3):
        paper.newsroom.fact(f"Fact {number}.", NOW - SECOND)


async def test_after_a_crash_only_the_part_in_flight_is_repeated(store: BotStore) -> None:
    paper = PaperRound(store)
    await three_parts(paper)
    await paper.reader()
    await paper.desk.prepare(NOW)
    [delivery] = await store.claim("telegram", NOW, 10)
    for part in delivery.parts[:2]:
        await store.record([Begin(delivery, part)], NOW)
        await paper.platform.send(
            delivery.address, (await store.content(delivery.rendition))[part.number], "k"
        )
        if part.number == 1:
            part.state = DeliveryState.SENT
            await store.record([Sent(delivery, part, "1")], NOW)
    desk = paper.new_desk()  # the process was killed here
    assert await desk.recover(NOW + SECOND) == 1
    await desk.tick(NOW + SECOND)
    assert paper.facts_in("1") == ["Fact 1.", "Fact 2.", "Fact 2.", "Fact 3."]


async def test_what_was_only_claimed_is_sent_once_after_a_crash(store: BotStore) -> None:
    paper = PaperRound(store)
    paper.newsroom.fact("Safe.", NOW - SECOND)
    await paper.reader()
    await paper.desk.prepare(NOW)
    assert len(await store.claim("telegram", NOW, 10)) == 1
    assert await store.claim("telegram", NOW, 10) == []
    await paper.new_desk().tick(NOW + 61 * SECOND)  # the lease is over, without `recover`
    assert paper.facts_in("1") == ["Safe."]


async def test_a_paused_worker_can_not_write_over_anothers_work(store: BotStore) -> None:
    paper = PaperRound(store)
    paper.newsroom.fact("Once.", NOW - SECOND)
    await paper.reader()
    await paper.desk.prepare(NOW)
    [mine] = await store.claim("telegram", NOW, 10)
    await store.recover(NOW + 61 * SECOND)
    [theirs] = await store.claim("telegram", NOW + 61 * SECOND, 10)
    assert await store.record([Begin(mine, mine.parts[0])], NOW) == [False]
    assert await store.record([Begin(theirs, theirs.parts[0])], NOW) == [True]
    assert await store.record([Sent(mine, mine.parts[0], "9")], NOW) == [False]
    [report] = await store.deliveries()
    assert report.state is DeliveryState.SENDING


async def test_an_unclear_answer_is_repeated_by_default(store: BotStore) -> None:
    paper = PaperRound(store)
    paper.newsroom.fact("Twice.", NOW - SECOND)
    await paper.reader()
    paper.platform.after["1"].append(LOST)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + 30 * SECOND)
    await paper.desk.tick(NOW + 60 * SECOND)
    assert paper.facts_in("1") == ["Twice.", "Twice."]


async def test_with_skip_an_unclear_part_is_left_and_told_in_the_next_digest(
    store: BotStore,
) -> None:
    paper = PaperRound(store, settings=SKIP)
    await three_parts(paper)
    chat, order = await paper.reader()
    await paper.desk.prepare(NOW)
    paper.platform.before["1"].append(LOST)
    await paper.desk.tick(NOW)
    await paper.new_desk().tick(NOW + 600 * SECOND)
    assert paper.facts_in("1") == ["Fact 2.", "Fact 3."]
    [report] = await store.deliveries(failed=True)
    assert report.state is DeliveryState.UNKNOWN
    assert (await paper.order(chat)).told_until == order.told_until
    await paper.desk.tick(NOW + DAY)
    assert paper.facts_in("1")[2:] == ["Fact 1.", "Fact 2.", "Fact 3."]


async def test_with_skip_a_crash_does_not_repeat_the_part_in_flight(store: BotStore) -> None:
    paper = PaperRound(store, settings=SKIP)
    paper.newsroom.fact("Never twice.", NOW - SECOND)
    await paper.reader()
    await paper.desk.prepare(NOW)
    [delivery] = await store.claim("telegram", NOW, 10)
    await store.record([Begin(delivery, delivery.parts[0])], NOW)
    desk = paper.new_desk()
    await desk.recover(NOW + SECOND)
    await desk.tick(NOW + SECOND)
    assert paper.platform.requests == []
    assert await store.delivery_counts() == {DeliveryState.UNKNOWN: 1}


@pytest.mark.parametrize("arrived", [True, False])
async def test_where_a_chat_can_be_read_the_part_is_looked_for(
    store: BotStore, arrived: bool
) -> None:
    paper = PaperRound(store)
    paper.platform.can_find_sent = True
    paper.newsroom.fact("Exactly once.", NOW - SECOND)
    await paper.reader()
    (paper.platform.after if arrived else paper.platform.before)["1"].append(LOST)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + 5 * SECOND)  # too early to look
    assert len(paper.platform.requests) == 1
    await paper.desk.tick(NOW + 15 * SECOND)
    await paper.desk.tick(NOW + 40 * SECOND)
    assert paper.facts_in("1") == ["Exactly once."]
    assert await store.delivery_counts() == {DeliveryState.SENT: 1}


async def test_a_history_that_may_not_be_read_falls_back_to_the_setting(store: BotStore) -> None:
    paper = PaperRound(store, settings=SKIP)
    paper.platform.can_find_sent = True
    paper.platform.unreadable = DeliveryError("missing_scope", permanent=True)
    paper.newsroom.fact("Unclear.", NOW - SECOND)
    await paper.reader()
    paper.platform.before["1"].append(LOST)
    await paper.desk.tick(NOW)
    await paper.desk.tick(NOW + 15 * SECOND)
    assert len(paper.platform.requests) == 1
    assert await store.delivery_counts() == {DeliveryState.UNKNOWN: 1}


async def test_a_half_sent_digest_goes_on_where_it_stopped(store: BotStore) -> None:
    paper = PaperRound(store)
    await three_parts(paper)
    chat, _ = await paper.reader()

    async def pause() -> None:
        paper.platform.before["1"].append(DeliveryError("blocked", permanent=True, gone=True))

    paper.platform.after["1"].append(pause)
    await paper.desk.tick(NOW)
    assert paper.facts_in("1") == ["Fact 1."]
    paper.newsroom.fact("Fact 4.", NOW + DAY - SECOND)
    await paper.desk.tick(NOW + DAY)
    await store.resume_chat(chat.id, NOW + DAY)
    await paper.desk.tick(NOW + DAY + SECOND)
    await paper.desk.tick(NOW + DAY + 2 * SECOND)
    assert paper.facts_in("1") == ["Fact 1.", "Fact 2.", "Fact 3.", "Fact 4."]


async def test_a_platform_out_of_reach_is_not_tried_once_for_each_chat(store: BotStore) -> None:
    paper = PaperRound(store)
    paper.newsroom.fact("Later.", NOW - SECOND)
    for number in range(150):
        await paper.reader(str(number))
        paper.platform.before[str(number)].extend(DeliveryError("refused") for _ in range(1))
    await paper.desk.tick(NOW)
    assert len(paper.platform.requests) <= 110
    assert await store.waits("telegram", NOW)
    for minute in range(1, 6):
        await paper.desk.tick(NOW + minute * 60 * SECOND)
    assert sorted({m.address.native_id for m in paper.platform.messages}) == sorted(
        str(number) for number in range(150)
    )
    assert len(paper.platform.messages) == 150


async def test_stopping_finishes_the_request_in_flight_and_gives_back_the_rest(
    store: BotStore,
) -> None:
    paper = PaperRound(store)
    await three_parts(paper)
    await paper.reader()
    began, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        began.set()
        await go_on.wait()

    paper.platform.after["1"].append(slowly)
    running = asyncio.create_task(paper.desk.tick(NOW))
    await began.wait()
    stopping = asyncio.create_task(paper.desk.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await running
    sent = len(paper.platform.messages)
    assert sent < 3
    await paper.new_desk().tick(NOW + SECOND)
    assert paper.facts_in("1") == ["Fact 1.", "Fact 2.", "Fact 3."]
