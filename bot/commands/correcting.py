"""/correct: an editor sets right what was told."""

from __future__ import annotations

from bot import say
from bot.commands.spec import Ask
from bot.commands.stories import numbered_story
from bot.errors import CommandError
from bot.model import Reply
from digests import UnknownStoryError

LONGEST_CORRECTION = 500  # characters


async def correct(ask: Ask) -> Reply:
    """`/correct 3 The bridge costs 45 million.`: story 3 of the last digest."""
    await ask.require_editor()
    number, _, text = ask.argument.partition(" ")
    text = " ".join(text.split())
    if not text or not number.lstrip("#").isdecimal():
        raise CommandError(say.how_to_correct())
    if len(text) > LONGEST_CORRECTION:
        raise CommandError(say.too_long_a_point(LONGEST_CORRECTION))
    story = await numbered_story(ask, number)
    title = await _title(ask, story)
    person = ask.command.person
    author = person.name or person.id
    sent = await ask.store.new_correction(story, title, text, author, ask.now)
    if not sent:
        return Reply(lines=(say.nobody_read_it(),))
    return Reply(lines=(say.correction(title, text), say.correction_goes_out(sent)))


async def _title(ask: Ask, story: int) -> str:
    try:
        return (await ask.newsroom.story(story)).title
    except UnknownStoryError:
        raise CommandError(say.story_gone()) from None
