"""/mute: stories and words that a chat wants to hear no more of."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot import say
from bot.commands.spec import Ask
from bot.commands.stories import numbered_story, titles_of
from bot.errors import CommandError
from bot.model import Button, Reply, Wishes

MOST_STORIES = 100  # the oldest goes: stories end by themselves
MOST_WORDS = 20
LONGEST_WORD = 60
OFFERED = 20  # buttons
OFF = "off"
ALL = "all"


async def mute(ask: Ask) -> Reply:
    """Without anything, what is muted; a number is a story of the last digest, the rest a word."""
    word = " ".join(ask.argument.split())
    first, _, rest = word.partition(" ")
    if not word or word.casefold() == OFF:
        return await _muted(ask)
    if first.casefold() == OFF:
        return Reply(lines=(await _unmute(ask, rest),), in_place=True)
    if word.lstrip("#").isdecimal():
        story = await numbered_story(ask, word)
        again = Button(label=say.unmute(), command=f"mute off @{story}")
        return Reply(lines=(await mute_story(ask, story),), buttons=((again,),))
    return Reply(lines=(await _mute_word(ask, word),))


async def mute_story(ask: Ask, story: int) -> str:
    """What to say about it."""

    def change(now: Wishes) -> Wishes:
        known = (each for each in now.muted if each != story)
        return replace(now, muted=(*known, story)[-MOST_STORIES:])

    await ask.store.change_wishes(ask.chat.id, change)
    return say.story_muted(*(await titles_of(ask, [story])))


async def unmute_story(ask: Ask, story: int) -> str:

    def change(now: Wishes) -> Wishes:
        return replace(now, muted=tuple(each for each in now.muted if each != story))

    await ask.store.change_wishes(ask.chat.id, change)
    return say.story_unmuted(*(await titles_of(ask, [story])))


async def _mute_word(ask: Ask, word: str) -> str:
    wishes = ask.chat.wishes
    if len(word) > LONGEST_WORD:
        raise CommandError(say.too_long_a_word(LONGEST_WORD))
    words = tuple(known for known in wishes.without_words if known.casefold() != word.casefold())
    if len(words) >= MOST_WORDS:
        raise CommandError(say.too_many_words(MOST_WORDS))
    await _set_words(ask, (*words, word))
    return say.word_muted(word)


async def _unmute(ask: Ask, word: str) -> str:
    """A word, `@` and the id of a story (as buttons have it), or everything."""
    wishes = ask.chat.wishes
    if word.casefold() == ALL:
        await ask.store.change_wishes(
            ask.chat.id, lambda now: replace(now, muted=(), without_words=())
        )
        return say.all_unmuted()
    number = word.removeprefix("@")
    if word.startswith("@") and number.isdecimal() and int(number) in wishes.muted:
        return await unmute_story(ask, int(number))
    gone = [known for known in wishes.without_words if word in (tag(known), known)]
    gone = gone or [known for known in wishes.without_words if known.casefold() == word.casefold()]
    if not gone:
        raise CommandError(say.not_muted(word))
    await _set_words(ask, tuple(known for known in wishes.without_words if known not in gone))
    return say.word_unmuted(gone[0])


async def _set_words(ask: Ask, words: tuple[str, ...]) -> None:
    await ask.store.change_wishes(ask.chat.id, lambda now: replace(now, without_words=words))


def tag(word: str) -> str:
    """A short name for a word in a button, where a long one has no room."""
    return f"~{hashlib.blake2b(word.encode(), digest_size=4).hexdigest()}"


async def _muted(ask: Ask) -> Reply:
    wishes = ask.chat.wishes
    if not wishes.without_words and not wishes.muted:
        return Reply(lines=(say.nothing_muted(),))
    titles = await titles_of(ask, wishes.muted)
    stories = [pair for pair in zip(wishes.muted, titles, strict=True) if pair[1]]
    return Reply(
        lines=(*_listed(wishes, [title for _, title in stories]), say.how_to_unmute()),
        buttons=tuple((button,) for button in unmute_buttons(wishes, stories)),
    )


def _listed(wishes: Wishes, titles: list[str]) -> list[str]:
    words = [say.muted_words(wishes.without_words)] if wishes.without_words else []
    shown = titles[-OFFERED:]
    heading = [say.muted_stories(len(titles))] if titles else []
    return [*words, *heading, *(say.muted_story(title) for title in shown)]


def unmute_buttons(wishes: Wishes, stories: list[tuple[int, str]]) -> list[Button]:
    """One for each word and story, up to a number that a chat can show."""
    words = [
        Button(
            label=say.unmute_named(word),
            command=f"mute off {tag(word)}",
            typed=f"mute off {word}",
        )
        for word in wishes.without_words
    ]
    told = [
        Button(label=say.unmute_named(title), command=f"mute off @{story}")
        for story, title in stories[-OFFERED:]
    ]
    return [*words, *told]
