"""What is said about subscriptions and their times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.say.words import clock, listed, short


def which_topic() -> str:
    return "Which topic?"


def subscribed(title: str) -> str:
    return f"Subscribed to “{title}”."


def known_subscription(title: str) -> str:
    return f"This chat is already subscribed to “{title}”."


def first_digest(due: str, zone: str) -> str:
    return f"The first digest comes {due} ({zone})."


def next_digest(due: str, zone: str) -> str:
    return f"The next digest comes {due} ({zone})."


def how_to_change(topic: str) -> str:
    return (
        f"Another hour or zone: /time 07:30 Europe/Kyiv. Read now: /latest {topic}. "
        f"Stop: /unsubscribe {topic}."
    )


def read_now() -> str:
    return "Read it now"


def not_subscribed(title: str | None) -> str:
    if title:
        return f"This chat is not subscribed to “{title}”."
    return "This chat has no subscription. Send /subscribe to choose a topic."


def unsubscribed(titles: Sequence[str]) -> str:
    return f"No more digests of {listed([f'“{title}”' for title in titles])}."


def come_back() -> str:
    return "The settings are kept: /subscribe brings it back."


def subscribe_again(title: str) -> str:
    return f"Subscribe again: {title}"


def topic_line(name: str, title: str, subscribed: bool) -> str:
    return f"{'✓' if subscribed else '·'} {name} – {title}"


def topics_hint() -> str:
    return "Subscribe: /subscribe and a name. Only read: /latest and a name."


def no_time(word: str) -> str:
    return f"“{short(word)}” is no time of day. Write hours and minutes, such as /time 08:00."


def too_many_times(most: int) -> str:
    return f"That is too often: name at most {most} times a day, such as /time 08:00 18:30."


def no_zone(text: str, nearest: str | None) -> str:
    cure = f"Did you mean {nearest}?" if nearest else "Name a city, such as Europe/Kyiv or London."
    return f"I don’t know the time zone “{short(text)}”. {cure}"


def offset_is_no_zone(text: str) -> str:
    return (
        f"“{short(text)}” would be wrong after the clocks change. "
        "Name a city of your zone instead, such as /time 08:00 Kyiv."
    )


def times_now(times: Sequence[time], zone: str, local: str) -> str:
    return f"Digests come at {clock(times)}, {zone} time (there it is {local} now)."


def how_to_set_times() -> str:
    return "Change it: /time 07:30, /time 08:00 18:30 or /time 08:00 Kyiv."


def times_set(times: Sequence[time], zone: str) -> str:
    return f"Digests will come at {clock(times)}, {zone} time."


def zone_set(zone: str) -> str:
    return f"The time zone of this chat is {zone} now."
