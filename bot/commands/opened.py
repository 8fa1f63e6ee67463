"""What the buttons below a digest open, in its place, and the way back to it."""

from __future__ import annotations

from collections.abc import Sequence

from bot import say
from bot.buttons import Rows, What, back, open_command
from bot.commands.muting import mute_story, unmute_story
from bot.commands.spec import Ask
from bot.commands.stories import one_of, source_pages, story_pages, summed_up, titles_of
from bot.errors import CommandError
from bot.model import Button, Reply
from bot.store import Shown

LONGEST_NUMBER = 9  # digits


async def open_digest(ask: Ask) -> Reply:
    """`17`: digest 17 itself; `17 whole`: which story of it; `17 whole 2 3`: page 3 of story 2."""
    first, *words = ask.argument.split()[:4] or [""]
    shown = await _shown(ask, first)
    if not words:
        return await _back_to(ask, shown)
    what, *numbers = words
    if what not in tuple(What) or not all(map(_is_number, numbers)):
        raise CommandError(say.not_from_here())
    if not numbers:
        return await _choose(ask, shown, What(what))
    page = int(numbers[1]) if len(numbers) > 1 else 1
    return await _open(ask, shown, What(what), int(numbers[0]), page)


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= LONGEST_NUMBER


async def _shown(ask: Ask, word: str) -> Shown:
    """
    Raises:
        CommandError: it was never shown here, or it is forgotten.
    """
    found = None
    if _is_number(word):
        found = await ask.store.shown(int(word), ask.command.address)
    if found is None:
        raise CommandError(say.not_from_here())
    return found


async def _back_to(ask: Ask, shown: Shown) -> Reply:
    part = await ask.store.last_part(shown.id)
    if part is None:
        raise CommandError(say.not_from_here())
    return Reply(parts=(part,), in_place=True)


async def _choose(ask: Ask, shown: Shown, what: What) -> Reply:
    """One button for each story that is still there."""
    titles = await titles_of(ask, shown.stories)
    buttons: list[tuple[Button, ...]] = [
        (Button(label=f"{number}. {title}", command=open_command(shown.id, what, number)),)
        for number, title in zip(shown.numbers, titles, strict=True)
        if title
    ]
    if not buttons:
        raise CommandError(say.story_gone())
    rows = (*buttons, (back(shown.id),))
    return Reply(lines=(say.which_to_open(),), buttons=rows, in_place=True)


async def _open(ask: Ask, shown: Shown, what: What, number: int, page: int) -> Reply:
    story = shown.story(number)
    if story is None:
        raise CommandError(say.not_from_here())
    if what in (What.MUTE, What.UNMUTE):
        return await _mute(ask, shown, what, number, story)
    if what is What.SOURCES:
        pages = await source_pages(ask, story, shown.topic)
    else:
        digest = await summed_up(ask, story, shown.topic)
        pages = await story_pages(ask, digest, number)
    chosen, at = one_of(pages, page)
    return _with_ways(chosen, _ways(shown, what, number, (at, len(pages))))


def _with_ways(reply: Reply, rows: Rows) -> Reply:
    return Reply(
        lines=reply.lines,
        digest=reply.digest,
        footer=reply.footer,
        buttons=rows,
        in_place=True,
    )


def _ways(shown: Shown, what: What, number: int, place: tuple[int, int]) -> Rows:
    """To the neighbouring pages, to what else there is of the story, and back."""
    labels = {
        What.WHOLE: say.whole_story(),
        What.SOURCES: say.sources(),
        What.MUTE: say.mute_story(),
    }
    others = tuple(
        Button(label=label, command=open_command(shown.id, other, number))
        for other, label in labels.items()
        if other is not what
    )
    turns = page_buttons(open_command(shown.id, what, number), *place)
    return (*((turns,) if turns else ()), others, (back(shown.id),))


def page_buttons(command: str, at: int, pages: int) -> tuple[Button, ...]:
    """The page before and the one behind; the number of a page ends the command."""
    before = Button(label=say.previous_page(), command=f"{command} {at - 1}")
    behind = Button(label=say.next_page(), command=f"{command} {at + 1}")
    return (*([before] if at > 1 else []), *([behind] if at < pages else []))


async def _mute(ask: Ask, shown: Shown, what: What, number: int, story: int) -> Reply:
    await ask.require_admin()
    if what is What.MUTE:
        line, other = await mute_story(ask, story), What.UNMUTE
    else:
        line, other = await unmute_story(ask, story), What.MUTE
    label = say.unmute() if other is What.UNMUTE else say.mute_story()
    turn = Button(label=label, command=open_command(shown.id, other, number))
    rows: Sequence[tuple[Button, ...]] = ((turn,), (back(shown.id),))
    return Reply(lines=(line,), buttons=tuple(rows), in_place=True)
