"""What is said about a chat: status, deliveries, settings, privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

from bot.model import DeliveryState, Every, Schedule
from bot.say.language import _, figure, ngettext
from bot.say.reasons import reason_said
from bot.say.words import clock, listed, short, weekdays

WAITING = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


def status_subscription(title: str, rhythm: str, due: str | None) -> str:
    if due is None:
        return f"· {title}: {rhythm}"
    return _("· {title}: {rhythm}, next {due}", title=title, rhythm=rhythm, due=due)


def status_chat(zone: str) -> str:
    return _("This chat gets (times in {zone}):", zone=zone)


def status_newsroom(articles: int, stories: int, feeds: int, failing: int) -> str:
    trouble = ngettext(" ({number} fails now)", " ({number} fail now)", failing) if failing else ""
    return _(
        "Newsroom: {articles}, {stories}, {feeds}{trouble}.",
        articles=ngettext("{number} article", "{number} articles", articles),
        stories=ngettext("{number} story", "{number} stories", stories),
        feeds=ngettext("{number} feed", "{number} feeds", feeds),
        trouble=trouble,
    )


def status_deliveries(counts: Mapping[DeliveryState, int]) -> str:
    sent, failed, unknown = (
        counts.get(state, 0)
        for state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)
    )
    waiting = sum(counts.get(state, 0) for state in WAITING)
    rest = [_("{number} waiting", number=figure(waiting))]
    rest += [_("{number} failed", number=figure(failed))] if failed else []
    rest += [_("{number} perhaps delivered", number=figure(unknown))] if unknown else []
    return _(
        "Digests of all chats: {number} delivered, {rest}.", number=figure(sent), rest=listed(rest)
    )


def status_model(points: int, repaired: int, replaced: int) -> str:
    """What became of the language model's points this month."""
    return _(
        "Language model this month: points {points}, written anew {repaired}, replaced by their "
        "sentences {replaced}.",
        points=figure(points),
        repaired=figure(repaired),
        replaced=figure(replaced),
    )


def status_platform(name: str, ok: bool, problem: str | None) -> str:
    state = _("connected") if ok else _("not connected")
    return f"{name.capitalize()}: {state}.{f' {reason_said(problem)}' if problem else ''}"


def no_delivery_yet() -> str:
    return _("No digest was due here yet.")


def last_deliveries() -> str:
    return _("The last digests of this chat:")


def outcome(state: DeliveryState, sent: int, parts: int) -> str:
    if state is DeliveryState.SENT:
        return ngettext("delivered in {number} message", "delivered in {number} messages", parts)
    return {
        DeliveryState.PENDING: _("waiting"),
        DeliveryState.CLAIMED: _("being sent"),
        DeliveryState.SENDING: _(
            "being sent, {sent} of {parts} messages are here", sent=sent, parts=parts
        ),
        DeliveryState.FAILED: _("not delivered"),
        DeliveryState.UNKNOWN: _("perhaps delivered: the service gave no clear answer"),
        DeliveryState.MOOT: _("not sent"),
    }[state]


def delivery(title: str, due: str, outcome: str, reason: str | None, again: str | None) -> str:
    because = f" ({reason_said(reason).rstrip('.')})" if reason else ""
    later = _("; the next try is {again}", again=again) if again else ""
    return _(
        "· {title}, due {due}: {outcome}{because}{later}.",
        title=title,
        due=due,
        outcome=outcome,
        because=because,
        later=later,
    )


def settings_of(title: str) -> str:
    return _("Settings of {title}:", title=title) if title else _("Settings of this chat:")


def rhythm(schedule: Schedule) -> str:
    """When digests come: "every day at 08:00", "every hour", "as soon as 3 outlets tell it"."""
    days = days_named(schedule.days)
    if schedule.every is Every.STORY:
        return ngettext(
            "as soon as {number} outlet tells a story",
            "as soon as {number} outlets tell a story",
            schedule.outlets,
        )
    if schedule.every is Every.HOUR:
        return _("{days} at each hour", days=days)
    if not schedule.times:
        return days
    return _("{days} at {times}", days=days, times=clock(schedule.times))


def setting(name: str, value: str) -> str:
    return _("· {name}: {value}", name=name, value=value)


def days_named(days: Sequence[int]) -> str:
    if not days or len(days) == 7:
        return _("every day")
    if list(days) == [1, 2, 3, 4, 5]:
        return _("Monday to Friday")
    return listed([weekdays()[day - 1] for day in days])


def quiet_named(quiet: tuple[time, time] | None) -> str:
    return f"{quiet[0]:%H:%M}–{quiet[1]:%H:%M}" if quiet else _("none")


def empty_named(line: bool) -> str:
    return _("say so") if line else _("stay silent")


def empty_button(speaks: bool) -> str:
    return _("Silence when nothing is new") if speaks else _("A line when nothing is new")


def settings_button() -> str:
    return _("Settings")


def topics_button() -> str:
    return _("Topics")


def quiet_set(quiet: tuple[time, time] | None) -> str:
    if quiet is None:
        return _("Quiet hours are off.")
    return _(
        "Nothing comes by itself from {begin} until {end}.",
        begin=f"{quiet[0]:%H:%M}",
        end=f"{quiet[1]:%H:%M}",
    )


def how_to_be_quiet() -> str:
    return _("Write when quiet begins and ends, such as /quiet 22:00-07:00, or /quiet off.")


def empty_set(line: bool) -> str:
    if line:
        return _("When there is nothing new, I say so at the hour of the digest.")
    return _("When there is nothing new, I stay silent.")


def how_to_be_empty() -> str:
    return _("Write /empty on to hear when there is nothing new, or /empty off for silence.")


def days_set(days: Sequence[int]) -> str:
    if len(days) % 7 == 0:
        return _("Digests come every day.")
    return _("Digests come on {days}.", days=days_named(days))


def how_to_set_days(word: str) -> str:
    return _(
        "I don’t know the day “{word}”. Write /days mon-fri, /days sat sun or /days daily.",
        word=short(word),
    )


def stored_about_chat() -> str:
    return _("This is all that is stored about this chat. What people write is not stored.")


def really_forget() -> str:
    return _(
        "This deletes the subscriptions, the settings and the list of deliveries of this chat. "
        "It can’t be undone."
    )


def forget_it() -> str:
    return _("Delete it all")


def forgotten() -> str:
    return _("Everything about this chat is deleted. /start begins anew.")


def home_of_person() -> str:
    return _("Your digests")


def home_of_channels() -> str:
    return _("Digests in open channels")


def channel_line(channel: str, topic: str, rhythm: str) -> str:
    return f"· #{channel} – {topic}: {rhythm}"


def more_channels(count: int) -> str:
    return ngettext("· and {number} more channel", "· and {number} more channels", count)


def no_channels() -> str:
    return _("No open channel gets a digest yet. Write /subscribe in one.")
