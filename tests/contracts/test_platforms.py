"""What every platform promises, whoever made it; see `bot.platforms.Platform`."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import DeliveryError
from bot.model import Button, ChatKind, Command, Part, Reply
from digests import Digest
from tests.contracts import samples
from tests.contracts.stage import Stage

LONG_AGO = timedelta(minutes=5)


def readable(text: str) -> str:
    """As a reader takes it in: invisible characters and the width of blanks do not count."""
    return " ".join(re.sub("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", "", text).split())


def everything(digest: Digest) -> list[str]:
    """Every text that a reader must find."""
    return [
        text
        for story in digest.stories
        for point in story.points
        for text in (point.text, *point.items, *point.differs, *point.outlets)
    ]


async def post(stage: Stage, content: Digest | Reply) -> str:
    """Send all parts after a round trip through JSON, as the ledger keeps them."""
    before = len(stage.seen())
    parts = stage.platform.render(content)
    for at, part in enumerate(parts):
        kept = Part(text=part.text, payload=json.loads(json.dumps(dict(part.payload))))
        receipt = await stage.platform.send(stage.home, kept, f"delivery-{at}")
        assert receipt.message_id
    await stage.until_seen(before + len(parts))
    return readable("\n".join(stage.seen()[before:]))


async def test_names_the_platform_of_its_addresses(stage: Stage) -> None:
    assert stage.platform.name == stage.home.platform


async def test_is_connected_once_started(stage: Stage) -> None:
    health = stage.platform.health()
    assert health.connected and health.problem is None
    assert health.last_contact
    assert datetime.now(UTC) - health.last_contact < LONG_AGO


@pytest.mark.parametrize("sample", [samples.usual, samples.nasty, samples.long])
async def test_shows_every_point_with_its_outlet_and_hedge(
    stage: Stage, sample: Callable[[], Digest]
) -> None:
    digest = sample()
    seen = await post(stage, digest)
    for text in everything(digest):
        assert readable(text) in seen
    if sample is samples.usual:
        assert "expected" in seen and "the mayor" in seen and "Traffic" in seen


async def test_keeps_the_order_of_the_points(stage: Stage) -> None:
    digest = samples.long()
    seen = await post(stage, digest)
    places = [seen.index(point.text) for story in digest.stories for point in story.points]
    assert places == sorted(places)


async def test_says_so_when_nothing_is_new(stage: Stage) -> None:
    assert "Nothing new" in await post(stage, samples.digest())


async def test_renders_the_same_content_the_same_way(stage: Stage) -> None:
    assert list(stage.platform.render(samples.usual())) == list(
        stage.platform.render(samples.usual())
    )


async def test_gives_a_plain_text_with_each_part(stage: Stage) -> None:
    for part in stage.platform.render(samples.long()):
        assert part.text.strip()
    plain = readable("\n".join(part.text for part in stage.platform.render(samples.usual())))
    assert "The bridge opens on Monday." in plain


async def test_sends_a_part_without_payload_as_its_plain_text(stage: Stage) -> None:
    await stage.platform.send(stage.home, Part(text="Tom & <Jerry>", payload={}), "plain")
    await stage.until_seen(1)
    assert "Tom & <Jerry>" in stage.seen()[-1]


async def test_hears_a_command_and_answers_where_it_was_asked(stage: Stage) -> None:
    stage.desk.answer = lambda incoming: Reply(lines=("Here you are.", "More: /help"))
    await stage.say("latest coalition of the willing")
    await stage.until_seen(1)
    (command,) = stage.desk.heard
    assert isinstance(command, Command)
    assert (command.name, command.argument) == ("latest", "coalition of the willing")
    assert command.address == stage.home and command.chat_kind is ChatKind.PRIVATE
    assert command.person.id
    assert "Here you are." in stage.seen()[-1] and "help" in stage.seen()[-1]


async def test_gives_each_command_a_key_of_its_own(stage: Stage) -> None:
    await stage.say("latest")
    await stage.desk.hears(1)
    await stage.say("latest")
    first, second = await stage.desk.hears(2)
    assert isinstance(first, Command) and isinstance(second, Command)
    assert first.key != second.key or first.key == ""


async def test_answers_with_a_digest(stage: Stage) -> None:
    stage.desk.answer = lambda incoming: Reply(lines=("That was all.",), digest=samples.usual())
    await stage.say("latest")
    await stage.until_seen(1)
    seen = readable("\n".join(stage.seen()))
    assert "The bridge opens on Monday." in seen and "That was all." in seen


async def test_stays_silent_when_the_desk_does(stage: Stage) -> None:
    await stage.say("latest")
    await stage.desk.hears(1)
    stage.desk.answer = lambda incoming: Reply(lines=("Second.",))
    await stage.say("status")
    await stage.until_seen(1)
    assert len(stage.seen()) == 1


async def test_turns_a_pressed_button_into_its_command(stage: Stage) -> None:
    if stage.press is None:
        pytest.skip("no buttons to press here")
    row = (Button(label="Coalition <b>", command="subscribe coalition"),)
    stage.desk.answer = lambda incoming: Reply(lines=("Choose.",), buttons=(row,))
    await stage.say("start")
    await stage.until_seen(1)
    await stage.press("subscribe coalition")
    _, pressed = await stage.desk.hears(2)
    assert isinstance(pressed, Command)
    assert (pressed.name, pressed.argument) == ("subscribe", "coalition")
    assert pressed.address == stage.home


async def test_opens_what_a_button_asks_for_in_its_place_and_leads_back(stage: Stage) -> None:
    if stage.press is None:
        pytest.skip("no buttons to press here")
    digest = Reply(digest=samples.usual(), buttons=((Button(label="More", command="open 1"),),))
    stage.desk.answer = lambda incoming: digest
    await stage.say("latest")
    await stage.until_seen(1)
    before = stage.seen()
    back = ((Button(label="Back", command="open"),),)
    stage.desk.answer = lambda incoming: Reply(lines=("Opened.",), buttons=back, in_place=True)
    await stage.press("open 1")
    await changes(stage, before)
    assert len(stage.seen()) == 1 and "Opened." in stage.seen()[0]
    parts, opened = tuple(stage.platform.render(digest)), stage.seen()
    stage.desk.answer = lambda incoming: Reply(parts=parts, in_place=True)
    await stage.press("open")
    await changes(stage, opened)
    assert stage.seen() == before


async def changes(stage: Stage, before: list[str]) -> None:
    async with asyncio.timeout(10):
        while stage.seen() == before:
            await asyncio.sleep(0.01)


async def test_shows_a_reply_that_is_rendered_already_as_it_is(stage: Stage) -> None:
    parts = tuple(stage.platform.render(samples.usual()))
    assert tuple(stage.platform.render(Reply(lines=("Not this.",), parts=parts))) == parts


async def test_knows_no_place_that_is_not_there(stage: Stage) -> None:
    for name in (
        "@nowhere_at_all",
        "#nowhere",
        "-100999",
        "C0000009999",
        "",
        "<!channel>",
        "x" * 5000,
    ):
        assert await stage.platform.find_place(name) is None


async def test_says_that_a_chat_is_gone(stage: Stage) -> None:
    if stage.gone is None:
        pytest.skip("no chat can refuse the bot here")
    (part,) = stage.platform.render(samples.usual())
    with pytest.raises(DeliveryError) as caught:
        await stage.platform.send(stage.gone, part, "gone")
    assert caught.value.permanent and caught.value.gone and not caught.value.unknown


@pytest.mark.parametrize("after", [False, True])
async def test_does_not_know_what_became_of_a_message_when_the_line_was_cut(
    stage: Stage, after: bool
) -> None:
    if stage.cut is None:
        pytest.skip("there is no line to cut here")
    (part,) = stage.platform.render(samples.usual())
    stage.cut(after)
    since = datetime.now(UTC) - timedelta(seconds=5)
    with pytest.raises(DeliveryError) as caught:
        await stage.platform.send(stage.home, part, "cut-1")
    assert caught.value.unknown and not caught.value.permanent
    assert len(stage.seen()) == int(after), "the adapter must not try again by itself"
    if stage.platform.can_find_sent:
        found = await stage.platform.find_sent(stage.home, "cut-1", since)
        assert (found is not None) is after


async def test_hears_nothing_after_it_was_stopped(stage: Stage) -> None:
    await stage.platform.stop()
    assert not stage.platform.health().connected


async def test_a_message_of_ours_is_edited_in_its_place(stage: Stage) -> None:
    (part,) = stage.platform.render(Reply(lines=("It cost a million.",)))
    receipt = await stage.platform.send(stage.home, part, "delivery-1")
    await stage.until_seen(1)
    amended = stage.platform.amended(part, "Correction: <two> & more.")
    if amended is None:
        assert not await stage.platform.edit(stage.home, receipt.message_id, part)
        return
    for _ in range(2):  # the same edit twice changes nothing
        assert await stage.platform.edit(stage.home, receipt.message_id, amended)
    (seen,) = stage.seen()
    assert "Correction: <two> & more." in readable(seen)


async def test_a_message_that_is_gone_can_not_be_edited(stage: Stage) -> None:
    (part,) = stage.platform.render(Reply(lines=("Hello.",)))
    gone = {"telegram": "999999", "slack": "1700000000.000001"}
    assert not await stage.platform.edit(stage.home, gone.get(stage.platform.name, "1"), part)
