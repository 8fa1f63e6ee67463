"""`digestbot deliveries` as an operator reads it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.errors import DeliveryError
from bot.model import Address
from bot.store import BOT_TREE, BotStore
from digests import STORE_TREE, Database, migrate
from tests.bot.paper_round import DAY, NOW, SECOND, PaperRound


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/digestbot.db"


def deliveries(url: str, *arguments: str) -> Result:
    runner = CliRunner(env={"DIGESTBOT_DATABASE_URL": url})
    return runner.invoke(cli, ["deliveries", *arguments])


def lines_of(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return str(result.output).splitlines()


def happened(url: str, *, split: bool = False, **faults: DeliveryError) -> None:
    """One digest for each chat named, and what its first request met."""

    async def run() -> None:
        database = Database.open(url)
        await migrate(database, [STORE_TREE, BOT_TREE], NOW)
        paper = PaperRound(BotStore(database))
        paper.platform.split = split
        for fact in range(1 + split):
            paper.newsroom.fact(f"Fact {fact}.", NOW - SECOND)
        for name, fault in faults.items():
            await paper.reader(name)
            paper.platform.before[name].append(fault)
        await paper.reader("fine")
        await paper.desk.tick(NOW)
        await database.close()

    asyncio.run(run())


def test_each_delivery_says_what_became_of_it_and_why(url: str) -> None:
    happened(
        url,
        odd=DeliveryError("Telegram refuses: message is too strange.", permanent=True),
        blocked=DeliveryError("bot was blocked by the user", permanent=True, gone=True),
        waits=DeliveryError("Telegram asks to wait 4383800 s.", retry_after=4_383_800),
    )
    due = "2026-11-25 08:00 UTC"
    until = f"{NOW + timedelta(seconds=4_383_800):%Y-%m-%d %H:%M} UTC"
    assert [
        line.removeprefix(due).split("  coalition  ") for line in lines_of(deliveries(url))
    ] == [
        ["  telegram:fine", "delivered in 1 message."],
        ["  telegram:waits", f"waiting: Telegram asks to wait 4383800 s; not before {until}."],
        ["  telegram:blocked", "not sent: bot was blocked by the user."],
        ["  telegram:odd", "not delivered: Telegram refuses: message is too strange."],
    ]


def test_only_those_that_did_not_arrive_are_shown_when_asked(url: str) -> None:
    happened(url, odd=DeliveryError("too strange", permanent=True))
    said = lines_of(deliveries(url, "--failed"))
    assert len(said) == 1 and "telegram:odd" in said[0]
    assert deliveries(url, "--failed", "--chat", "telegram:fine").output == "Everything arrived.\n"


def test_one_chat_can_be_asked_for_and_an_unknown_one_is_said(url: str) -> None:
    happened(url)
    assert "telegram:fine" in deliveries(url, "--chat", "telegram:fine").output
    unknown = deliveries(url, "--chat", "telegram:nobody")
    assert unknown.exit_code == 1
    assert "There is no chat telegram:nobody" in unknown.output


def test_a_topic_of_a_forum_has_an_address_of_its_own(url: str) -> None:
    async def run() -> None:
        database = Database.open(url)
        await migrate(database, [STORE_TREE, BOT_TREE], NOW)
        paper = PaperRound(BotStore(database))
        chat = await paper.store.chat(Address("telegram", "-100", "7"), NOW)
        _, order = await paper.reader("-100", due=NOW + DAY)
        await paper.store.subscribe(chat, order, NOW)  # type: ignore[arg-type] # has all of an Order
        await paper.desk.deliver_now((await paper.store.subscriptions(chat.id))[0], NOW)
        await paper.desk.prepare(NOW)
        await database.close()

    asyncio.run(run())
    assert "telegram:-100/7" in deliveries(url, "--chat", "telegram:-100/7").output
    assert deliveries(url, "--chat", "telegram:-100").output == "Nothing was due yet.\n"
