"""/desk: the editors of a topic decide on what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bot import say
from bot.commands.spec import Ask
from bot.delivery.drafting import draft_query
from bot.drafts import Changes, Draft, DraftState, changed, key_of, points_of
from bot.editors import LONGEST_POINT, choose_point, draft_reply, edit_reply, form_reply
from bot.errors import CommandError
from bot.model import Address, Reply
from digests import Digest, KeyPoint

LONGEST_NUMBER = 9  # digits
Change: TypeAlias = Callable[[Changes], Changes]


async def desk(ask: Ask) -> Reply:
    """Without anything, the newest draft that waits; else what to do with which one."""
    what, _, rest = ask.argument.partition(" ")
    words = rest.split(maxsplit=2)
    if not what:
        return await _newest(ask)
    handlers = {
        "show": _show,
        "approve": _approve,
        "hold": _hold,
        "drop": _drop,
        "edit": _edit,
        "form": _edit,
    }
    if what not in handlers or not words:
        raise CommandError(say.desk_usage())
    draft = await _draft(ask, words[0])
    return await handlers[what](ask, draft, [what, *words[1:]])


async def _newest(ask: Ask) -> Reply:
    waiting = await ask.store.waiting_drafts(ask.command.address)
    if waiting:
        return await _shown(ask, waiting[0])
    if not any(_same_chat(each.address, ask) for each in ask.tools.settings.editors.values()):
        raise CommandError(_no_editors(ask))
    return Reply(lines=(say.no_drafts(),))


def _no_editors(ask: Ask) -> str:
    here = ask.command.address
    return say.only_editors(f"{here.platform}:{here.native_id}")


def _same_chat(address: Address, ask: Ask) -> bool:
    here = ask.command.address
    return (address.platform, address.native_id) == (here.platform, here.native_id)


async def _draft(ask: Ask, word: str) -> Draft:
    """
    Raises:
        CommandError: there is none, or it belongs to another chat.
    """
    found = None
    if word.isdecimal() and len(word) <= LONGEST_NUMBER:
        found = await ask.store.draft(int(word))
    if found is None or not _same_chat(found.address, ask):
        raise CommandError(say.no_such_draft(word))
    return found


async def _show(ask: Ask, draft: Draft, words: list[str]) -> Reply:
    return await _shown(ask, draft)


async def _shown(ask: Ask, draft: Draft) -> Reply:
    """As it stands now, in the place of the message above the button."""
    editors = ask.tools.settings.editors.get(draft.topic)
    if editors is None:
        raise CommandError(_no_editors(ask))
    reply = draft_reply(draft, await _told(ask, draft), editors, (ask.now, ask.chat.zone))
    return replace(reply, in_place=True)


async def _told(ask: Ask, draft: Draft) -> Digest:
    return await ask.newsroom.digest(draft_query(draft.topic, draft.since, draft.until), ask.now)


async def _approve(ask: Ask, draft: Draft, words: list[str]) -> Reply:
    return await _decide(ask, draft, DraftState.APPROVED)


async def _hold(ask: Ask, draft: Draft, words: list[str]) -> Reply:
    return await _decide(ask, draft, DraftState.HELD)


async def _decide(ask: Ask, draft: Draft, state: DraftState) -> Reply:
    person = ask.command.person
    if not await ask.store.decide(draft.id, state, person.name or person.id, ask.now):
        raise CommandError(say.decided_already())
    return await _shown(ask, await _draft(ask, f"{draft.id}"))


async def _drop(ask: Ask, draft: Draft, words: list[str]) -> Reply:
    if len(words) == 1:
        return choose_point(draft, await _told(ask, draft), "drop")
    key = key_of(await _point(ask, draft, words[1]))

    def change(now: Changes) -> Changes:
        return replace(now, dropped=now.dropped | {key})

    return await _changed(ask, draft, change)


async def _edit(ask: Ask, draft: Draft, words: list[str]) -> Reply:
    """Which point; then how; then the words, typed or from the window."""
    if len(words) == 1:
        return choose_point(draft, await _told(ask, draft), "edit")
    point = await _point(ask, draft, words[1])
    new = words[2] if len(words) > 2 else " ".join(ask.command.answers.get("words", ()))
    new = " ".join(new.split())
    if not new and "words" not in ask.command.answers:
        shown = form_reply if words[0] == "form" else edit_reply
        return shown(draft, int(words[1]), point)
    problem = say.no_new_words() if not new else ""
    if len(new) > LONGEST_POINT:
        problem = say.too_long_a_point(LONGEST_POINT)
    if problem and ask.command.answers:
        return Reply(problems={"words": problem})
    if problem:
        raise CommandError(problem)
    key = key_of(point)

    def change(now: Changes) -> Changes:
        return replace(now, edited={**now.edited, key: new})

    return await _changed(ask, draft, change)


async def _point(ask: Ask, draft: Draft, word: str) -> KeyPoint:
    """
    Raises:
        CommandError: the draft, as it stands now, has no such point.
    """
    told = changed(await _told(ask, draft), draft.changes)
    for number, _, point in points_of(told):
        if f"{number}" == word:
            return point
    raise CommandError(say.no_such_point(word))


async def _changed(ask: Ask, draft: Draft, change: Change) -> Reply:
    now = await ask.store.change_draft(draft.id, change)
    if now is None:
        raise CommandError(say.decided_already())
    return await _shown(ask, now)
