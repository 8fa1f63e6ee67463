"""What is said about subscriptions and their times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.say.language import _, ngettext
from bot.say.words import clock, quoted, short


def which_topic() -> str:
    return _("Which topic?")


def subscribed(title: str) -> str:
    return _("Subscribed to “{title}”.", title=title)


def known_subscription(title: str) -> str:
    return _("This chat is already subscribed to “{title}”.", title=title)


def first_digest(due: str, zone: str) -> str:
    return _("The first digest comes {due} ({zone}).", due=due, zone=zone)


def next_digest(due: str, zone: str) -> str:
    return _("The next digest comes {due} ({zone}).", due=due, zone=zone)


def digest_now(due: str | None, zone: str, first: bool) -> str:
    now = _("The first digest comes now.") if first else _("What is new comes now.")
    return f"{now} {next_digest(due, zone)}" if due else now


def how_to_change(topic: str) -> str:
    return _(
        "Another hour or zone: /time 07:30 Europe/Kyiv. Read now: /latest {topic}. "
        "Stop: /unsubscribe {topic}.",
        topic=topic,
    )


def read_now() -> str:
    return _("Read it now")


def not_subscribed(title: str | None) -> str:
    if title:
        return _("This chat is not subscribed to “{title}”.", title=title)
    return _("This chat has no subscription. Send /subscribe to choose a topic.")


def unsubscribed(titles: Sequence[str]) -> str:
    return _("No more digests of {titles}.", titles=quoted(titles))


def come_back() -> str:
    return _("The settings are kept: /subscribe brings it back.")


def subscribe_again(title: str) -> str:
    return _("Subscribe again: {title}", title=title)


def topic_line(name: str, title: str, subscribed: bool) -> str:
    return f"{'✓' if subscribed else '·'} {name} – {title}"


def topics_hint() -> str:
    return _("Subscribe: /subscribe and a name. Only read: /latest and a name.")


def no_time(word: str) -> str:
    return _(
        "“{word}” is no time of day. Write hours and minutes, such as /time 08:00.",
        word=short(word),
    )


def too_many_times(most: int) -> str:
    return ngettext(
        "That is too often: name at most {number} time a day, such as /time 08:00.",
        "That is too often: name at most {number} times a day, such as /time 08:00 18:30.",
        most,
    )


def no_zone(text: str, nearest: str | None) -> str:
    if nearest:
        return _(
            "I don’t know the time zone “{text}”. Did you mean {nearest}?",
            text=short(text),
            nearest=nearest,
        )
    return _(
        "I don’t know the time zone “{text}”. Name a city, such as Europe/Kyiv or London.",
        text=short(text),
    )


def offset_is_no_zone(text: str) -> str:
    return _(
        "“{text}” would be wrong after the clocks change. "
        "Name a city of your zone instead, such as /time 08:00 Kyiv.",
        text=short(text),
    )


def times_now(times: Sequence[time], zone: str, local: str) -> str:
    return _(
        "Digests come at {times}, {zone} time (there it is {local} now).",
        times=clock(times),
        zone=zone,
        local=local,
    )


def how_to_set_times() -> str:
    return _("Change it: /time 07:30, /time 08:00 18:30 or /time 08:00 Kyiv.")


def times_set(times: Sequence[time], zone: str) -> str:
    return _("Digests will come at {times}, {zone} time.", times=clock(times), zone=zone)


def zone_set(zone: str) -> str:
    return _("The time zone of this chat is {zone} now.", zone=zone)
