"""Every sentence that the desk says, one function each: they can be translated in one place.

Commands stand in them as `/name`; platforms show those their own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import DeliveryState


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def clock(times: Sequence[time]) -> str:
    return listed([f"{moment:%H:%M}" for moment in times])


def when(moment: datetime, zone: str, now: datetime) -> str:
    """ "tomorrow at 08:00" in the chat's zone."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    day = timedelta(days=1)
    days = {today: "today", today + day: "tomorrow", today - day: "yesterday"}
    date = days.get(local.date(), f"on {local:%A}, {local.day} {local:%B}")
    return f"{date} at {local:%H:%M}"


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


# The gate


def broken() -> str:
    return "Something went wrong here, and it was noted. Please try again in a minute."


def admins_only() -> str:
    return "Only admins can change what this chat gets. Everyone can read: /latest."


def unknown_command(name: str, nearest: str | None) -> str:
    if nearest:
        return f"I don’t know /{name}. Did you mean /{nearest}?"
    return f"I don’t know /{name}. Send /help to see what I can do."


def unknown_text() -> str:
    return (
        "Send me a link or the text of an article and I sum it up. "
        "For your digests: /latest. Everything else: /help."
    )


# Start and help


def welcome() -> tuple[str, ...]:
    return (
        "I read the news for you and send a short digest of key points at the hour you choose.",
        "Each point says who reports it and how sure they are. Nothing is told twice.",
    )


def choose_topic() -> str:
    return "Choose a topic to begin:"


def no_topics() -> str:
    return "No topic is set up yet. The owner of this bot adds them to its configuration."


def subscribed_already(titles: Sequence[str], due: str | None) -> str:
    coming = f" The next digest comes {due}." if due else ""
    return f"This chat gets {listed(titles)}.{coming}"


def start_hint() -> str:
    return "Read now: /latest. All commands: /help."


def help_intro() -> str:
    return "This is what I can do:"


def help_link() -> str:
    return "In a private chat you can also send me a link or the text of an article."


def too_fast(seconds: int) -> str:
    return f"That was a lot at once. Please try again in {counted(seconds, 'second', 'seconds')}."


# Subscriptions


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


# Times


def no_time(word: str) -> str:
    return f"“{word}” is no time of day. Write hours and minutes, such as /time 08:00."


def too_many_times(most: int) -> str:
    return f"That is too often: name at most {most} times a day, such as /time 08:00 18:30."


def no_zone(text: str, nearest: str | None) -> str:
    cure = f"Did you mean {nearest}?" if nearest else "Name a city, such as Europe/Kyiv or London."
    return f"I don’t know the time zone “{text}”. {cure}"


def offset_is_no_zone(text: str) -> str:
    return (
        f"“{text}” would be wrong after the clocks change. "
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


# Reading


def latest_title() -> str:
    return "Latest news"


def nothing_yet(titles: Sequence[str]) -> str:
    return f"Nothing on {listed([f'“{title}”' for title in titles])} in the last seven days."


def quiet_day() -> str:
    return "Nothing in the last day; this is from the last seven days."


def whole_story() -> str:
    return "Whole story"


def more() -> str:
    return "More"


def no_more() -> str:
    return "That was everything of the last seven days."


def sources() -> str:
    return "Sources"


def sources_of(title: str) -> str:
    return f"Sources of “{title}”:"


def source(outlet: str, date: str, title: str, url: str | None, copy: bool) -> str:
    copied = " (a copy)" if copy else ""
    return f"· {outlet}{copied}, {date}: {title}{f' {url}' if url else ''}"


def which_story() -> str:
    return "Which story? Send its number in the last digest, such as /sources 1."


def what_to_search() -> str:
    return "What shall I look for? Send words, such as /search harbour bridge."


def nothing_found(words: str) -> str:
    return f"No stored article has all these words: {words}. Try fewer or other words."


def found(number: int, title: str, outlet: str, date: str) -> str:
    return f"{number}. {title} – {outlet}, {date}"


def no_such_number(number: int) -> str:
    return f"The last digest here has no story {number}. Send /latest to see the numbers."


def nothing_to_sum_up() -> str:
    return "I found no sentence of news in that. Send a whole article or its link."


def text_too_short() -> str:
    return "That is too short to sum up. Send a whole article or its link."


# Status


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


# Settings


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
    return f"I don’t know the day “{word}”. Write /days mon-fri, /days sat sun or /days daily."


# Privacy


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
