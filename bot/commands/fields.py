"""The fields of the settings, with what holds now: `form.py` reads what people make of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot import say
from bot.commands.spec import Ask
from bot.commands.times import HOURLY, INSTANT, read_days
from bot.commands.wishes import KINDS, can_be_silent
from bot.model import Every, FieldKind, FormField, Length, Schedule, Subscription, WhenEmpty
from bot.say.language import LANGUAGES

DAYS = ("daily", "mon-fri", "sat sun")
AS_NOW = "as now"  # days that a form does not offer
ON, OFF = "on", "off"

Choices = Sequence[tuple[str, str]]


def when_fields(ask: Ask, orders: Sequence[Subscription]) -> Sequence[FormField]:
    """Topics, hours and days, zone and quiet hours."""
    usual = Schedule(times=ask.tools.settings.default_times)
    schedule = orders[0].schedule if orders else usual
    quiet = "-".join(f"{end:%H:%M}" for end in ask.chat.quiet or ())
    return (
        _topics(ask, orders),
        _text("times", typed_rhythm(schedule), say.hint_times(), required=True),
        _days(schedule.days),
        _text("zone", ask.chat.zone, say.hint_zone(), required=True),
        _text("quiet", quiet, say.hint_quiet()),
    )


def how_fields(ask: Ask) -> Sequence[FormField]:
    """Length, language, sound, the line when nothing is new, filters."""
    wishes, speaks = ask.chat.wishes, ask.chat.when_empty is WhenEmpty.LINE
    lengths = [(each.value, say.length_named(each)) for each in Length]
    empty = [(OFF, say.empty_named(False)), (ON, say.empty_named(True))]
    sounds = [(OFF, say.sound_named(False)), (ON, say.sound_named(True))]
    silent = [_one("silent", sounds, ON if wishes.silent else OFF)] if can_be_silent(ask) else []
    filters = (
        FormField(
            name=kind,
            label=say.field_filter(field),
            kind=FieldKind.TEXT,
            values=(", ".join(getattr(wishes, field)),),
            hint=say.hint_words(),
        )
        for kind, field in KINDS.items()
    )
    return (
        _one("length", lengths, wishes.length.value),
        _one("language", list(LANGUAGES.items()), ask.chat.language),
        _one("empty", empty, ON if speaks else OFF),
        *silent,
        *filters,
    )


def typed_rhythm(schedule: Schedule) -> str:
    """As a person types it behind /time."""
    special = {Every.HOUR: HOURLY, Every.STORY: f"{INSTANT} {schedule.outlets}"}
    return special.get(schedule.every) or _typed(schedule.times)


def _typed(times: Sequence[time]) -> str:
    return ", ".join(f"{at:%H:%M}" for at in times)


def _topics(ask: Ask, orders: Sequence[Subscription]) -> FormField:
    topics = tuple((topic.name, topic.title) for topic in ask.newsroom.topics)
    own = {order.topic for order in orders}
    return FormField(
        name="topics",
        label=say.name_of_setting("topics"),
        kind=FieldKind.SOME,
        choices=topics,
        values=tuple(name for name, _ in topics if name in own),
    )


def _days(days: tuple[int, ...]) -> FormField:
    named = (say.every_day(), say.workdays(), say.weekend())
    choices = dict(zip(DAYS, named, strict=True))
    now = next((word for word in DAYS if read_days(word) == days), AS_NOW)
    if now == AS_NOW:
        choices[AS_NOW] = say.days_named(days)
    return FormField(
        name="days",
        label=say.field_days(),
        kind=FieldKind.ONE,
        choices=tuple(choices.items()),
        values=(now,),
        required=True,
    )


def _text(name: str, value: str, hint: str, *, required: bool = False) -> FormField:
    return FormField(
        name=name,
        label=say.name_of_setting(name),
        kind=FieldKind.TEXT,
        values=(value,),
        hint=hint,
        required=required,
    )


def _one(name: str, choices: Choices, value: str) -> FormField:
    return FormField(
        name=name,
        label=say.name_of_setting(name),
        kind=FieldKind.ONE,
        choices=tuple(choices),
        values=(value,),
        required=True,
    )
