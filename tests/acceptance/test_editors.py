"""Editors and corrections in the real process: what the editors' chat and the readers see."""

from __future__ import annotations

from tests.acceptance.process import Process, until
from tests.servers.telegram import ChatRecord, TelegramServer

CONFIG = """
[[topics]]
name = "coalition"
title = "Coalition of the willing"
words = ["coalition of the willing"]
editors = "telegram:-100500"
editors_timeout = "hold"
"""


def seen(telegram: TelegramServer, chat: ChatRecord) -> str:
    return "\n".join(message.text for message in telegram.visible(chat))


def press(telegram: TelegramServer, chat: ChatRecord, label: str) -> None:
    """The newest message that has such a button."""
    for shown in reversed(telegram.visible(chat)):
        for button in (button for row in shown.buttons for button in row):
            if button["text"].startswith(label):
                telegram.press(shown, button["callback_data"])
                return
    raise AssertionError(f"no button {label}")


async def test_editors_drop_a_point_and_approve_and_a_correction_edits_what_was_read(
    bot: Process, telegram: TelegramServer
) -> None:
    (bot.folder / "config.toml").write_text(CONFIG)
    bot.environ["DIGESTBOT_DELIVERY__OWNER"] = "telegram:100"
    ann, desk = telegram.private(100), telegram.group(-100500, "Desk", kind="supergroup")
    await bot.start()
    telegram.say(ann, "/subscribe coalition 08:00")
    await until(lambda: "08:00" in seen(telegram, ann), bot)
    await until(lambda: "logistics" in seen(telegram, desk), bot)
    assert "logistics" not in seen(telegram, ann)
    press(telegram, desk, "Drop point")
    await until(lambda: "Which point is not to be told?" in seen(telegram, desk), bot)
    press(telegram, desk, "1.")
    await until(lambda: "1 point is left out." in seen(telegram, desk), bot)
    press(telegram, desk, "Approve")
    await until(lambda: "Approved by" in seen(telegram, desk), bot)
    await until(lambda: "logistics" in seen(telegram, ann), bot)

    messages = len(telegram.visible(ann))
    telegram.say(ann, "/correct 1 Training stays where it is.")
    await until(lambda: "goes to 1 chat" in seen(telegram, ann), bot)
    edited = telegram.visible(ann)[messages - 1]
    await until(lambda: "Training stays where it is." in edited.text, bot)
    assert await bot.stop() == 0
