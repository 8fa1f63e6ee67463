"""Pure: the buttons under a digest, whether it was asked for or delivered."""

from __future__ import annotations

from bot import say
from bot.model import Button
from digests import Digest

BUTTONS_A_ROW = 6

Rows = tuple[tuple[Button, ...], ...]


def digest_buttons(digest: Digest) -> Rows:
    """Whole stories by their numbers, then more of them, then the settings."""
    further = Button(label=say.more(), command=f"more {digest.topic}".rstrip())
    settings = Button(label=say.settings_button(), command="settings")
    last = (further, settings) if digest.left_out else (settings,)
    return (*_story_buttons(digest), last)


def _story_buttons(digest: Digest) -> Rows:
    first = digest.first_number
    if len(digest.stories) == 1:
        whole = Button(label=say.whole_story(), command=f"summary {first}")
        return ((whole, Button(label=say.sources(), command=f"sources {first}")),)
    buttons = [
        Button(label=f"{number}", command=f"summary {number}")
        for number in range(first, first + len(digest.stories))
    ]
    return tuple(
        tuple(buttons[at : at + BUTTONS_A_ROW]) for at in range(0, len(buttons), BUTTONS_A_ROW)
    )
