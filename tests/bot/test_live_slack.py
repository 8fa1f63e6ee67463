"""A person on Slack, from the first minute on: the whole bot against the loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.model import Address, Length
from tests.bot.live import Live, live
from tests.bot.newsdesk import BRIDGE, TOPICS
from tests.contracts.factories_slack import ANN, platform_on
from tests.servers.slack import Fault, SlackServer
from tests.servers.slack.workspace import Message

BOB = "U0000000002"
NEWS, ELSEWHERE, DESK = "C0000000001", "C0000000002", "G0000000001"
DAY = timedelta(days=1)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def bot(slack: SlackServer, tmp_path: Path) -> AsyncIterator[Live]:
    async with live(tmp_path, platform_on(slack)) as built:
        yield built


def labels(message: Message) -> list[str]:
    return [button["text"]["text"] for button in message.seen.buttons]


async def changed(slack: SlackServer, message: Message, label: str, user: str = ANN) -> None:
    """Press, and wait until the message shows something else."""
    before = message.body
    assert (await slack.press(message, label, user)).acknowledged
    await slack.until(lambda: message.body is not before)


async def subscribed(slack: SlackServer, bot: Live, channel: str = NEWS) -> Message:
    """The first digest of a channel, by a mention and two presses of an admin."""
    await slack.mention("", channel=channel)
    welcome = await slack.message(1, channel)
    await slack.press(welcome, "The harbour bridge")
    hours = await slack.message(2, channel)
    await slack.press(hours, "08:00")
    await slack.message(3, channel)
    await bot.tick()
    return await slack.message(4, channel)


async def test_from_the_first_mention_to_the_first_digest_by_two_presses(
    slack: SlackServer, bot: Live
) -> None:
    digest = await subscribed(slack, bot)
    welcome, hours, said, _ = slack.posted()
    assert welcome.text.count("\n") >= 2 and "The old library" in labels(welcome)
    assert {"07:00", "08:00", "18:00"} <= set(labels(hours))
    assert "The first digest comes now" in said.text
    assert "42 million crowns" in digest.text
    assert labels(digest) == ["Whole story", "Sources", "Mute story", "Settings"]


async def test_the_app_home_leads_to_the_first_digest_too(slack: SlackServer, bot: Live) -> None:
    home = slack.workspace.im(ANN)
    event = {"type": "app_home_opened", "user": ANN, "channel": home.id, "tab": "home"}
    await slack.event(event)
    await slack.until(lambda: "The harbour bridge" in str(slack.workspace.views.get(ANN)))
    await slack.press_at_home("The harbour bridge")
    await slack.until(lambda: "18:00" in str(slack.workspace.views[ANN]))
    await slack.press_at_home("08:00")
    await slack.until(lambda: "comes now" in str(slack.workspace.views[ANN]))
    await bot.tick()
    await slack.until(lambda: any("42 million" in text for text in slack.texts(home.id)))
    await slack.event(event)
    await slack.until(lambda: "every day at" in str(slack.workspace.views[ANN]))


async def test_in_a_conversation_details_open_in_place_and_lead_back(
    slack: SlackServer, bot: Live
) -> None:
    home = slack.workspace.im(ANN).id
    await slack.direct("subscribe bridge 08:00")
    await slack.message(1, home)
    await bot.tick()
    digest = await slack.message(2, home)
    before = digest.text
    for label in ("Whole story", "Sources", "Mute story"):
        await changed(slack, digest, label)
        assert digest.text != before
        await changed(slack, digest, "Back to the digest")
        assert digest.text == before
    assert len(slack.posted(home)) == 2


async def test_in_a_channel_details_are_for_the_asker_and_the_digest_stays(
    slack: SlackServer, bot: Live
) -> None:
    digest = await subscribed(slack, bot)
    before = digest.text
    await slack.press(digest, "Whole story", BOB)
    opened = await slack.message(5)
    assert opened.only_for == BOB and digest.text == before
    await changed(slack, opened, "Sources", BOB)
    assert "Harbour Courier" in opened.text and opened.only_for == BOB
    await changed(slack, opened, "Back to the digest", BOB)
    assert opened.text == before and len(slack.posted()) == 5


async def test_somebody_who_is_no_admin_hears_it_alone(slack: SlackServer, bot: Live) -> None:
    digest = await subscribed(slack, bot)
    await slack.press(digest, "Mute story", BOB)
    refused = await slack.message(5)
    assert refused.only_for == BOB and "Only admins" in refused.text


async def test_a_number_in_a_thread_means_the_digest_of_the_channel(
    slack: SlackServer, bot: Live
) -> None:
    digest = await subscribed(slack, bot)
    await slack.mention("summary 1", thread=digest.ts)
    answer = await slack.message(5)
    assert answer.thread_ts == digest.ts and "42 million" in answer.text


async def test_a_button_of_a_message_that_has_a_thread_belongs_to_the_channel(
    slack: SlackServer, bot: Live
) -> None:
    digest = await subscribed(slack, bot)
    digest.thread_ts = digest.ts  # as Slack says once somebody answered below it
    await slack.press(digest, "Mute story")
    opened = await slack.message(5)
    assert "Muted" in opened.text
    channel = await bot.store.find_chat(Address("slack", NEWS))
    assert channel and channel.wishes.muted


# The window of the settings


async def fill(slack: SlackServer, **answers: object) -> dict[str, object]:
    outcome = await slack.fill_in(answers)
    assert outcome.acknowledged
    return outcome.payload or {}


async def test_settings_open_a_window_and_save_all_of_it(slack: SlackServer, bot: Live) -> None:
    await subscribed(slack, bot)
    await slack.slash("/digest", "settings")
    await slack.until(lambda: bool(slack.workspace.modals))
    (view,) = slack.workspace.modals
    values = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert values["topics"]["initial_options"][0]["value"] == "bridge"
    assert values["times"]["initial_value"] == "08:00"
    assert len(slack.posted()) == 4, "a window, and no message beside it"
    answer = await fill(
        slack,
        topics=["bridge", "library"],
        times="07:15, 19:30",
        days="mon-fri",
        zone="Kyiv",
        quiet="22:00-06:00",
        length="brief",
        language="en",
        empty="on",
        **{"not": "football, chess"},
    )
    assert answer == {} and not slack.workspace.modals
    chat = await bot.store.find_chat(Address("slack", NEWS))
    assert chat and chat.zone == "Europe/Kyiv" and chat.quiet == (time(22), time(6))
    assert chat.wishes.length is Length.BRIEF
    assert chat.wishes.without_words == ("football", "chess")
    orders = await bot.store.subscriptions(chat.id)
    assert {(order.topic, order.times, order.days) for order in orders} == {
        (topic.name, (time(7, 15), time(19, 30)), (1, 2, 3, 4, 5)) for topic in TOPICS
    }
    saved = await slack.message(5)
    assert saved.only_for == ANN and "saved" in saved.text


async def test_problems_are_shown_in_the_window_below_their_fields(
    slack: SlackServer, bot: Live
) -> None:
    await subscribed(slack, bot)
    before = await bot.store.find_chat(Address("slack", NEWS))
    await slack.slash("/digest", "settings")
    await slack.until(lambda: bool(slack.workspace.modals))
    answer = await fill(slack, times="25:99", zone="Atlantis", quiet="soon", only="x" * 61)
    errors = answer["errors"]
    assert answer["response_action"] == "errors" and isinstance(errors, dict)
    assert set(errors) == {"times", "zone", "quiet", "only"}
    assert "no time of day" in errors["times"]
    assert slack.workspace.modals, "the window stays open"
    assert await bot.store.find_chat(Address("slack", NEWS)) == before
    assert await fill(slack, times="09:00") == {}


async def test_the_settings_button_opens_the_window_and_leaves_the_digest(
    slack: SlackServer, bot: Live
) -> None:
    digest = await subscribed(slack, bot)
    before = digest.text
    await slack.press(digest, "Settings")
    await slack.until(lambda: bool(slack.workspace.modals))
    assert digest.text == before and len(slack.posted()) == 4


async def test_without_a_window_the_settings_are_buttons(slack: SlackServer, bot: Live) -> None:
    await slack.mention("settings")
    page = await slack.message()
    assert page.only_for == ANN and "As a form" in labels(page)
    await changed(slack, page, "Length")
    await changed(slack, page, "brief")
    assert "Digests are brief now" in page.text
    await slack.press(page, "All settings")
    await slack.until(lambda: "Length: brief" in page.text)
    await slack.press(page, "As a form")
    await slack.until(lambda: bool(slack.workspace.modals))
    assert len(slack.posted()) == 1


async def test_a_window_that_can_not_be_opened_becomes_a_message(
    slack: SlackServer, bot: Live
) -> None:
    slack.faults.plan("views.open", Fault.ERROR, value="expired_trigger_id")
    await slack.slash("/digest", "settings")
    assert "Length: normal" in (await slack.message()).text


async def test_the_form_of_the_app_home_is_about_the_own_conversation(
    slack: SlackServer, bot: Live
) -> None:
    home = slack.workspace.im(ANN)
    await slack.direct("subscribe bridge 08:00")
    await slack.message(1, home.id)
    event = {"type": "app_home_opened", "user": ANN, "channel": home.id, "tab": "home"}
    await slack.event(event)
    await slack.until(lambda: "As a form" in str(slack.workspace.views.get(ANN)))
    await slack.press_at_home("As a form")
    await slack.until(lambda: bool(slack.workspace.modals))
    assert await fill(slack, length="full") == {}
    await slack.until(lambda: "Length: full" in str(slack.workspace.views[ANN]))
    chat = await bot.store.find_chat(Address("slack", home.id))
    assert chat and chat.wishes.length is Length.FULL


async def test_the_app_home_is_about_oneself_also_while_a_channel_is_managed(
    slack: SlackServer, bot: Live
) -> None:
    home = slack.workspace.im(ANN)
    await slack.direct("subscribe bridge 08:00")
    await slack.direct("/manage #desk")
    await slack.message(2, home.id)
    event = {"type": "app_home_opened", "user": ANN, "channel": home.id, "tab": "home"}
    await slack.event(event)
    await slack.until(lambda: "Length" in str(slack.workspace.views.get(ANN)))
    for label, shown in (("Length", "How much"), ("brief", "brief now")):
        await slack.press_at_home(label)
        await slack.until(lambda: shown in str(slack.workspace.views[ANN]))  # noqa: B023
    await slack.press_at_home("All settings")
    await slack.until(lambda: "As a form" in str(slack.workspace.views[ANN]))
    mine = await bot.store.find_chat(Address("slack", home.id))
    desk = await bot.store.find_chat(Address("slack", DESK))
    assert mine and mine.wishes.length is Length.BRIEF
    assert desk and desk.wishes.length is Length.NORMAL


async def test_settings_in_the_app_home_change_in_their_place(
    slack: SlackServer, bot: Live
) -> None:
    home = slack.workspace.im(ANN)
    await slack.direct("subscribe bridge 08:00")
    await slack.message(1, home.id)
    event = {"type": "app_home_opened", "user": ANN, "channel": home.id, "tab": "home"}
    await slack.event(event)
    await slack.until(lambda: "Length" in str(slack.workspace.views.get(ANN)))
    await slack.press_at_home("Length")
    await slack.until(lambda: "How much" in str(slack.workspace.views[ANN]))
    await slack.press_at_home("brief")
    await slack.until(lambda: "brief now" in str(slack.workspace.views[ANN]))
    assert len(slack.posted(home.id)) == 1


async def test_only_admins_save_the_settings_of_a_channel(slack: SlackServer, bot: Live) -> None:
    await slack.slash("/digest", "settings", user=BOB)
    await slack.until(lambda: bool(slack.workspace.modals))
    await slack.fill_in({"length": "brief"}, BOB)
    refused = await slack.message()
    assert refused.only_for == BOB and "Only admins" in refused.text
    chat = await bot.store.find_chat(Address("slack", NEWS))
    assert chat and chat.wishes.length is Length.NORMAL


# Managing from a conversation


@pytest.mark.parametrize(
    "name", ["#desk", "desk", DESK, f"https://x.slack.com/archives/{DESK}/p1700000000000100"]
)
async def test_a_channel_is_managed_from_a_conversation(
    slack: SlackServer, bot: Live, name: str
) -> None:
    home = slack.workspace.im(ANN).id
    await slack.direct(f"/manage {name}")
    assert "holds for “desk” now" in (await slack.message(1, home)).text
    await slack.direct("subscribe bridge 08:00")
    assert "For “desk”" in (await slack.message(2, home)).text
    await bot.tick()
    (posted,) = slack.posted(DESK)
    assert "42 million" in posted.text
    assert posted.thread_ts == ("1700000000.000100" if "/" in name else None)


async def test_nobody_manages_what_they_may_not(slack: SlackServer, bot: Live) -> None:
    home = slack.workspace.im(BOB).id
    slack.workspace.add_channel("C00000OLD01", "old", archived=True)
    for number, name in enumerate(
        ("#news", "#nowhere", "C00000OLD01", slack.workspace.im(ANN).id, "<!channel>"), 1
    ):
        await slack.direct(f"/manage {name}", user=BOB)
        answer = await slack.message(number, home)
        assert "can’t let you manage" in answer.text and not answer.seen.mentions


async def test_a_muted_story_does_not_come_again(slack: SlackServer, bot: Live) -> None:
    home = slack.workspace.im(ANN).id
    await slack.direct("subscribe bridge 08:00")
    await slack.message(1, home)
    await bot.tick()
    digest = await slack.message(2, home)
    await changed(slack, digest, "Mute story")
    bot.later(DAY)
    await bot.take_in(replace(BRIDGE, text=f"{BRIDGE.text} The bridge gets four lanes."))
    bot.later(timedelta(minutes=1))
    await bot.tick()
    assert len(slack.posted(home)) == 2
