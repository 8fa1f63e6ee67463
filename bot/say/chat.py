"""What is said about a chat: status, deliveries, settings, privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from bot.model import DeliveryState
from bot.say.words import clock, counted, listed, short

WAITING = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


def status_subscription(title: str, rhythm: str, due: str | None) -> str:
    return f"· {title}: {rhythm}{f', next {due}' if due else ''}"


def status_chat(zone: str) -> str:
    return f"This chat gets (times in {zone}):"


def status_newsroom(articles: int, stories: int, feeds: int, failing: int) -> str:
    trouble = f" ({counted(failing, 'fails', 'fail')} now)" if failing else ""
    return (
        f"Newsroom: {counted(articles, 'article', 'articles')}, "
        f"{counted(stories, 'story', 'stories')}, {counted(feeds, 'feed', 'feeds')}{trouble}."
    )


def status_deliveries(counts: Mapping[DeliveryState, int]) -> str:
    sent, failed, unknown = (
        counts.get(state, 0)
        for state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)
    )
    waiting = sum(counts.get(state, 0) for state in WAITING)
    rest = [f"{waiting:,} waiting"]
    rest += [f"{failed:,} failed"] if failed else []
    rest += [f"{unknown:,} perhaps delivered"] if unknown else []
    return f"Digests of all chats: {sent:,} delivered, {listed(rest)}."


def status_platform(name: str, ok: bool, problem: str | None) -> str:
    state = "connected" if ok else "not connected"
    return f"{name.capitalize()}: {state}.{f' {problem}' if problem else ''}"


def no_delivery_yet() -> str:
    return "No digest was due here yet."


def last_deliveries() -> str:
    return "The last digests of this chat:"


def outcome(state: DeliveryState, sent: int, parts: int) -> str:
    if state is DeliveryState.SENT:
        return f"delivered in {counted(parts, 'message', 'messages')}"
    return {
        DeliveryState.PENDING: "waiting",
        DeliveryState.CLAIMED: "being sent",
        DeliveryState.SENDING: f"being sent, {sent} of {parts} messages are here",
        DeliveryState.FAILED: "not delivered",
        DeliveryState.UNKNOWN: "perhaps delivered: the service gave no clear answer",
        DeliveryState.MOOT: "not sent",
    }[state]


def delivery(title: str, due: str, outcome: str, reason: str | None, again: str | None) -> str:
    because = f" ({reason.rstrip('.')})" if reason else ""
    later = f"; the next try is {again}" if again else ""
    return f"· {title}, due {due}: {outcome}{because}{later}."


def settings_of(title: str) -> str:
    return f"Settings of {title}:" if title else "Settings of this chat:"


def rhythm(times: Sequence[time], days: Sequence[int]) -> str:
    return f"{days_named(days)} at {clock(times)}" if times else days_named(days)


def setting(name: str, value: str) -> str:
    return f"· {name}: {value}"


def days_named(days: Sequence[int]) -> str:
    if not days or len(days) == 7:
        return "every day"
    if list(days) == [1, 2, 3, 4, 5]:
        return "Monday to Friday"
    return listed([DAYS[day - 1] for day in days])


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def quiet_named(quiet: tuple[time, time] | None) -> str:
    return f"{quiet[0]:%H:%M}–{quiet[1]:%H:%M}" if quiet else "none"


def empty_named(line: bool) -> str:
    return "say so" if line else "stay silent"


def days_button(weekdays: bool) -> str:
    return "Every day" if weekdays else "Only Monday to Friday"


def quiet_button(quiet: bool) -> str:
    return "No quiet hours" if quiet else "Quiet 22:00–07:00"


def empty_button(speaks: bool) -> str:
    return "Silence when nothing is new" if speaks else "A line when nothing is new"


def settings_button() -> str:
    return "Settings"


def topics_button() -> str:
    return "Topics"


def quiet_set(quiet: tuple[time, time] | None) -> str:
    if quiet is None:
        return "Quiet hours are off."
    return f"Nothing comes by itself from {quiet[0]:%H:%M} until {quiet[1]:%H:%M}."


def how_to_be_quiet() -> str:
    return "Write when quiet begins and ends, such as /quiet 22:00-07:00, or /quiet off."


def empty_set(line: bool) -> str:
    if line:
        return "When there is nothing new, I say so at the hour of the digest."
    return "When there is nothing new, I stay silent."


def how_to_be_empty() -> str:
    return "Write /empty on to hear when there is nothing new, or /empty off for silence."


def days_set(days: Sequence[int]) -> str:
    return f"Digests come {days_named(days) if len(days) % 7 == 0 else 'on ' + days_named(days)}."


def how_to_set_days(word: str) -> str:
    return (
        f"I don’t know the day “{short(word)}”. Write /days mon-fri, /days sat sun or /days daily."
    )


def stored_about_chat() -> str:
    return "This is all that is stored about this chat. What people write is not stored."


def really_forget() -> str:
    return (
        "This deletes the subscriptions, the settings and the list of deliveries of this chat. "
        "It can’t be undone."
    )


def forget_it() -> str:
    return "Delete it all"


def forgotten() -> str:
    return "Everything about this chat is deleted. /start begins anew."
