"""The settings as a form: all fields at once, checked before any of them is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from typing import TypeVar

from bot import say
from bot.commands.arguments import find_zone, read_times
from bot.commands.fields import AS_NOW, OFF, ON, how_fields, when_fields
from bot.commands.orders import standing_order
from bot.commands.spec import Ask
from bot.commands.times import read_days, read_quiet, read_rhythm
from bot.commands.wishes import KINDS, read_words
from bot.errors import CommandError
from bot.model import (
    Every,
    Form,
    Length,
    Reply,
    Schedule,
    WhenEmpty,
    Wishes,
)
from bot.say.language import LANGUAGES, speak
from bot.schedule import next_due_of

SAVE = "save"
FORM = "form"

Value = TypeVar("Value")


async def settings_form(ask: Ask, *, now: bool) -> Form:
    """What `/settings` shows, to be filled in at once."""
    orders = await ask.store.subscriptions(ask.chat.id)
    return Form(
        title=say.form_title(),
        save=say.save_button(),
        cancel=say.cancel_button(),
        command=SAVE,
        opens=f"settings {FORM}",
        button=say.form_button(),
        now=now,
        fields=(*when_fields(ask, orders), *how_fields(ask)),
    )


@dataclass(slots=True)
class Answers:
    """What a person filled in, read field by field; what can't be taken is a problem."""

    given: dict[str, tuple[str, ...]]
    problems: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, reader: Callable[[str], Value], usual: Value) -> Value:
        """The field's one value; `usual` for a field that is not there or has a problem."""
        if name not in self.given:
            return usual
        try:
            return reader("".join(self.given[name][:1]).strip())
        except CommandError as error:
            self.problems[name] = str(error)
            return usual

    def some(self, name: str, allowed: Sequence[str]) -> tuple[str, ...] | None:
        """The chosen ones; None for a field that is not there."""
        if name not in self.given:
            return None
        for value in self.given[name]:
            if value not in allowed:
                self.problems[name] = say.no_topic_there(value)
        return self.given[name]


async def save(ask: Ask) -> Reply:
    """Take over what a person filled in: all of it, or nothing and why."""
    chat, answers = ask.chat, Answers(dict(ask.command.answers))
    orders = await ask.store.subscriptions(chat.id)
    topics = answers.some("topics", [topic.name for topic in ask.newsroom.topics])
    usual = orders[0].times if orders else ask.tools.settings.default_times
    rhythm = answers.read("times", _rhythm, orders[0].schedule if orders else Schedule(times=usual))
    now = orders[0].days if orders else ()
    days = answers.read("days", lambda word: now if word == AS_NOW else read_days(word), now)
    zone = answers.read("zone", find_zone, chat.zone)
    quiet = answers.read("quiet", _quiet, chat.quiet)
    language = answers.read("language", _one_of(tuple(LANGUAGES)), chat.language)
    speaks = answers.read("empty", _one_of((ON, OFF)), "")
    wishes = _wishes(answers, chat.wishes)
    if answers.problems or not answers.given:
        lines = tuple(answers.problems.values()) or (say.no_such_setting(SAVE),)
        return Reply(lines=lines, problems=answers.problems, private=True)
    await ask.store.set_zone(chat.id, zone)
    await ask.store.set_quiet(chat.id, quiet)
    await ask.store.change_wishes(chat.id, lambda now: replace(wishes, muted=now.muted))
    if language != chat.language:
        await ask.store.set_language(chat.id, language)
        speak(language)
    if speaks:
        line = WhenEmpty.LINE if speaks == ON else WhenEmpty.SILENCE
        await ask.store.set_when_empty(chat.id, line)
    there = replace(ask, chat=replace(chat, zone=zone))
    await _set_orders(there, topics, replace(rhythm, days=days))
    return Reply(lines=(say.settings_saved(),), private=True)


async def _set_orders(
    ask: Ask,
    topics: tuple[str, ...] | None,
    rhythm: Schedule,
) -> None:
    """Subscribe to what was chosen and end the rest; all at the same times and days."""
    orders = await ask.store.subscriptions(ask.chat.id)
    if topics is not None:
        for order in orders:
            if order.topic not in topics:
                await ask.store.unsubscribe(ask.chat.id, order.topic)
        own = {order.topic for order in orders}
        for topic in ask.newsroom.topics:
            if topic.name in topics and topic.name not in own:
                await standing_order(ask, topic, orders, rhythm.times)
    for order in await ask.store.subscriptions(ask.chat.id):
        kept = replace(rhythm, times=rhythm.times or order.times)
        due = next_due_of(kept, ask.chat.zone, ask.now)
        await ask.store.set_schedule(kept, {order.id: due})


def _wishes(answers: Answers, now: Wishes) -> Wishes:
    length = answers.read("length", _one_of(tuple(Length)), now.length.value)
    silent = answers.read("silent", _one_of((ON, OFF)), ON if now.silent else OFF)
    words = {
        name: answers.read(kind, read_words, getattr(now, name)) for kind, name in KINDS.items()
    }
    return replace(now, length=Length(length), silent=silent == ON, **words)


def _rhythm(text: str) -> Schedule:
    """When digests come; the days are another field."""
    every, outlets, rest = read_rhythm(text)
    if every is not Every.DAY:
        return Schedule(every=every, outlets=outlets)
    times, rest = read_times(text)
    if rest:
        raise CommandError(say.no_time(rest))
    if not times:
        raise CommandError(say.times_needed())
    return Schedule(times=times)


def _quiet(text: str) -> tuple[time, time] | None:
    return read_quiet(text) if text else None


def _one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    def read(word: str) -> str:
        if word not in allowed:
            raise CommandError(say.no_choice())
        return word

    return read
