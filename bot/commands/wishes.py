"""/length, /filter, /silent, /language and /zone: how digests are told, and which stories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import say
from bot.commands.arguments import find_zone
from bot.commands.muting import LONGEST_WORD, MOST_WORDS, tag
from bot.commands.spec import Ask
from bot.commands.times import NO, YES, reschedule
from bot.errors import CommandError
from bot.model import Length, Reply, Wishes
from bot.say.language import LANGUAGES, known, speak

# What people write, and the field of the wishes that it fills.
KINDS = {
    "only": "words",
    "not": "without_words",
    "outlets": "outlets",
    "no-outlets": "without_outlets",
}
DROP = "drop"
OFF = frozenset({"off", "none", "clear"})


async def set_length(ask: Ask) -> Reply:
    """How much a digest tells."""
    word = ask.argument.casefold()
    if word not in tuple(Length):
        raise CommandError(say.how_to_set_length(say.length_named(ask.chat.wishes.length)))
    length = Length(word)
    await ask.store.change_wishes(ask.chat.id, lambda now: replace(now, length=length))
    return Reply(lines=(say.length_set(length),))


async def set_silent(ask: Ask) -> Reply:
    """Whether digests come without a sound, where the platform can do that."""
    word = ask.argument.casefold()
    if word not in YES | NO:
        raise CommandError(say.how_to_be_silent())
    silent = word in YES
    if silent and not can_be_silent(ask):
        raise CommandError(say.silent_by_reader())
    await ask.store.change_wishes(ask.chat.id, lambda now: replace(now, silent=silent))
    return Reply(lines=(say.silent_set(silent),))


def can_be_silent(ask: Ask) -> bool:
    platform = ask.tools.platforms.get(ask.chat.address.platform)
    return platform is not None and platform.can_be_silent


async def set_language(ask: Ask) -> Reply:
    """In which language the chat is spoken to."""
    code = find_language(ask.argument)
    if code is None:
        raise CommandError(say.how_to_set_language(list(LANGUAGES.values())))
    await ask.store.set_language(ask.chat.id, code)
    if not ask.managed:
        speak(code)
    return Reply(lines=(say.language_set(LANGUAGES[code]),))


def find_language(text: str) -> str | None:
    """The code of a language that we speak, by its code or by its name in that language."""
    wanted = text.strip().casefold()
    named = [code for code, name in LANGUAGES.items() if name.casefold() == wanted]
    return next(iter(named), None) or known(wanted) or None


async def set_zone(ask: Ask) -> Reply:
    """The zone of the chat; digests go on to come at the same wall-clock times."""
    if not ask.argument:
        raise CommandError(say.how_to_set_zone(ask.chat.zone))
    zone = find_zone(ask.argument)
    await ask.store.set_zone(ask.chat.id, zone)
    await reschedule(ask, await ask.store.subscriptions(ask.chat.id), zone)
    return Reply(lines=(say.zone_set(zone),))


async def set_filter(ask: Ask) -> Reply:
    """Show the filters, or set one: `only bridge, ferry`, `not football`, `drop not football`."""
    first, _, rest = ask.argument.partition(" ")
    kind = first.casefold()
    if not kind:
        return Reply(lines=(*filter_lines(ask.chat.wishes), say.how_to_filter()))
    if kind in OFF:
        return await _keep(ask, dict.fromkeys(KINDS.values(), ()), say.filters_off())
    if kind == DROP:
        return await _drop(ask, rest)
    if kind not in KINDS or not rest.strip():
        raise CommandError(say.how_to_filter())
    words = read_words(rest)
    field = KINDS[kind]
    known_words = getattr(ask.chat.wishes, field)
    folded = {word.casefold() for word in words}
    chosen = (*(word for word in known_words if word.casefold() not in folded), *words)
    if len(chosen) > MOST_WORDS:
        raise CommandError(say.too_many_words(MOST_WORDS))
    return await _keep(ask, {field: chosen}, say.filter_set(field, chosen))


def read_words(text: str) -> tuple[str, ...]:
    """Words or phrases between commas, each once.

    Raises:
        CommandError: one is too long, or there are too many.
    """
    found = dict.fromkeys(" ".join(each.split()) for each in re.split("[,;\n]", text))
    words = tuple(word for word in found if word)
    if any(len(word) > LONGEST_WORD for word in words):
        raise CommandError(say.too_long_a_word(LONGEST_WORD))
    if len(words) > MOST_WORDS:
        raise CommandError(say.too_many_words(MOST_WORDS))
    return words


async def _drop(ask: Ask, text: str) -> Reply:
    """Take one word or outlet out of a filter."""
    kind, _, word = text.strip().partition(" ")
    field = KINDS.get(kind.casefold())
    if field is None:
        raise CommandError(say.how_to_filter())
    known_words: Sequence[str] = getattr(ask.chat.wishes, field)
    gone = [each for each in known_words if word == tag(each) or word.casefold() == each.casefold()]
    if not gone:
        raise CommandError(say.not_in_filter(word))
    left = tuple(each for each in known_words if each not in gone)
    return await _keep(ask, {field: left}, say.filter_set(field, left))


async def _keep(ask: Ask, fields: dict[str, tuple[str, ...]], said: str) -> Reply:
    def change(now: Wishes) -> Wishes:
        return replace(now, **fields)  # type: ignore[arg-type]  # names of its fields

    await ask.store.change_wishes(ask.chat.id, change)
    return Reply(lines=(said,))


def filter_lines(wishes: Wishes) -> tuple[str, ...]:
    """A line for each filter that is set."""
    lines = tuple(
        say.filter_set(field, getattr(wishes, field))
        for field in KINDS.values()
        if getattr(wishes, field)
    )
    return lines or (say.filters_off(),)
