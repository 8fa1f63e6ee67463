"""Pure: the buttons under a digest, whether it was asked for or delivered.

A button names the digest that it stands under by its number in the store, so it works on old
messages and after a restart. `open 17 whole 2` is the second story of digest 17, `open 17` the
way back to the digest.
"""

from __future__ import annotations

from enum import StrEnum

from bot import say
from bot.model import Button
from digests import Digest

Rows = tuple[tuple[Button, ...], ...]


class What(StrEnum):
    """What can be opened of a digest."""

    WHOLE = "whole"
    SOURCES = "sources"
    MUTE = "mute"
    UNMUTE = "unmute"


TYPED = {What.WHOLE: "summary", What.SOURCES: "sources", What.MUTE: "mute"}


def open_command(digest: int, what: What | None = None, *numbers: int) -> str:
    """The command of a button: the digest, what of it, the story's number, the page."""
    return " ".join(["open", f"{digest}", *([what] if what else []), *map(str, numbers)])


def digest_buttons(digest: Digest, number: int) -> Rows:
    """What can be opened of the digest with this number in the store, more of it, the settings."""
    first, several = digest.first_number, len(digest.stories) > 1

    def opens(label: str, what: What) -> Button:
        command = open_command(number, what, *([] if several else [first]))
        return Button(label=label, command=command, typed=f"{TYPED[what]} {first}")

    settings = Button(label=say.settings_button(), command="settings")
    further = Button(label=say.more(), command=f"more {digest.topic}".rstrip())
    return (
        (opens(say.whole_story(), What.WHOLE), opens(say.sources(), What.SOURCES)),
        (opens(say.mute_story(), What.MUTE), settings),
        *(((further,),) if digest.left_out else ()),
    )


def story_buttons(number: int, story: int) -> Rows:
    """Below one whole story that is a digest of its own."""
    sources = Button(
        label=say.sources(),
        command=open_command(number, What.SOURCES, story),
        typed=f"sources {story}",
    )
    mute = Button(
        label=say.mute_story(),
        command=open_command(number, What.MUTE, story),
        typed=f"mute {story}",
    )
    return ((sources, mute), (Button(label=say.settings_button(), command="settings"),))


def back(number: int) -> Button:
    return Button(label=say.back_to_digest(), command=open_command(number), typed="latest")
