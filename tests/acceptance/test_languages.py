"""People of different languages and one running bot."""

from __future__ import annotations

from bot.model import Address
from bot.store import BotStore
from tests.acceptance.process import Process, until
from tests.acceptance.test_run import CHANNEL, make_due, seen
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer


async def test_each_chat_is_served_in_the_language_of_its_client(
    bot: Process, telegram: TelegramServer, slack: SlackServer, store: BotStore
) -> None:
    olia, jan = telegram.private(100, "Оля", "uk"), telegram.private(101, "Jan", "de")
    slack.workspace.users["U0000000001"].locale = "pl-PL"
    await bot.start()
    await slack.socket.connected(seconds=30)
    for chat in (olia, jan):
        telegram.say(chat, "/subscribe coalition")
    await slack.slash("/digest", "subscribe coalition")
    await until(lambda: "Підписано на" in seen(telegram, olia), bot)
    await until(lambda: "ist abonniert" in seen(telegram, jan), bot)
    await until(lambda: "Zasubskrybowano" in "\n".join(slack.texts()), bot)
    for address in (("telegram", "100"), ("telegram", "101"), ("slack", CHANNEL)):
        await make_due(store, Address(*address))
    await until(lambda: "26 квітня 2025" in seen(telegram, olia), bot)
    await until(lambda: "26. April 2025" in seen(telegram, jan), bot)
    await until(lambda: "26 kwietnia 2025" in "\n".join(slack.texts()), bot)
    assert [key["text"] for key in telegram.visible(jan)[-1].buttons[0]] == [
        "Ganze Meldung",
        "Quellen",
    ]


async def test_a_story_is_found_from_any_chat_by_the_name_of_the_bot(
    bot: Process, telegram: TelegramServer
) -> None:
    await bot.start()
    query = telegram.look_up(telegram.person(300, "Cyd", "fr"), "coalition intelligence")
    await until(lambda: telegram.found.get(query), bot)
    first = telegram.found[query][0]
    assert "26 avril 2025" in first.description
    assert "intelligence" in first.text and not first.preview


async def test_a_location_sets_the_zone(bot: Process, telegram: TelegramServer) -> None:
    ann = telegram.private(100)
    await bot.start()
    telegram.say(ann, "", location={"latitude": 50.45, "longitude": 30.52})
    await until(lambda: "Europe/Kyiv" in seen(telegram, ann), bot)
