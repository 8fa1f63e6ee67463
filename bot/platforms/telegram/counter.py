"""From updates to answers: each person's commands one after another, all people at once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from weakref import WeakValueDictionary

from telegram import Bot, CallbackQuery, InlineQuery, Update
from telegram.error import TelegramError

from bot.model import Address, ChatChange, ChatEvent, Command, Part, Reply
from bot.platforms import Handle
from bot.platforms.telegram.errors import told
from bot.platforms.telegram.incoming import NAME, PLACE, Us, read_update
from bot.platforms.telegram.inline import give_found, read_search
from bot.platforms.telegram.replies import Answers, replaceable, show_typing
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.zones import zone_at

log = logging.getLogger(__name__)
REMEMBERED = 2_000  # updates that are known when they come twice
LONGEST_NOTICE = 200  # characters in the answer to a press
MOMENT = 0.5  # seconds that a batch may take before the next is asked for

Render = Callable[[Reply], Sequence[Part]]


class Counter:
    """Where updates are taken in."""

    def __init__(
        self, bot: Bot, us: Us, handle: Handle, render: Render, settings: TelegramSettings
    ) -> None:
        self._bot = bot
        self._us = us
        self._handle = handle
        self._render = render
        self._settings = settings
        self.answers = Answers(bot, self._moved)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._working: set[asyncio.Task[None]] = set()
        self._acknowledged: set[str] = set()  # presses in hand that were answered
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, updates: Sequence[Update]) -> None:
        """Start to work on the updates, and give them a moment before they count as confirmed."""
        tasks = [self._start(update) for update in updates if self._first_time(update)]
        if tasks:
            await asyncio.wait(tasks, timeout=MOMENT)

    async def finish(self, seconds: float) -> bool:
        """Let the work in hand come to its end; False if some took longer and was given up."""
        if not self._working:
            return True
        _, late = await asyncio.wait(self._working, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    def _first_time(self, update: Update) -> bool:
        if update.update_id in self._seen:
            return False
        self._seen[update.update_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def _start(self, update: Update) -> asyncio.Task[None]:
        task = asyncio.create_task(self._in_turn(update))
        self._working.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("An update was not answered", exc_info=error)

    async def _in_turn(self, update: Update) -> None:
        """One person in one chat gets answers in the order of the questions."""
        chat, user = update.effective_chat, update.effective_user
        turn = f"{chat.id if chat else ''}/{user.id if user else ''}"
        lock = self._turns.setdefault(turn, asyncio.Lock())
        async with self._patience(update.callback_query), lock:
            await self._work(update)

    @asynccontextmanager
    async def _patience(self, query: CallbackQuery | None) -> AsyncIterator[None]:
        """A pressed button does not spin for longer than a moment, whatever it has to wait for."""
        if query is None:
            yield
            return
        late = asyncio.create_task(self._acknowledge_late(query))
        try:
            yield
        finally:
            if query.id not in self._acknowledged:
                late.cancel()
            await asyncio.gather(late, return_exceptions=True)
            self._acknowledged.discard(query.id)

    async def _acknowledge_late(self, query: CallbackQuery) -> None:
        await asyncio.sleep(self._settings.pauses.press)
        await self._acknowledge(query)

    async def _work(self, update: Update) -> None:
        if update.callback_query:
            return await self._press(update, update.callback_query)
        if update.inline_query:
            await self._look_up(update.inline_query)
        for incoming in read_update(update, self._us, self._settings.clock()):
            if isinstance(incoming, Command) and incoming.name == PLACE:
                incoming = await _placed(incoming)  # noqa: PLW2901 - the same question, readable
            reply = await self._asked(incoming)
            if reply:
                await self.answers.give(_where(incoming), self._render(reply), None)
        return None

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        """A notice goes into the answer to the press, if that can still be given."""
        pressed = next(read_update(update, self._us, self._settings.clock()), None)
        reply = await self._asked(pressed) if pressed else None
        notice = _notice(reply)
        if await self._acknowledge(query, notice) and notice:
            return
        if reply and pressed and query.message:
            same = reply.in_place or replaceable(query.message)
            in_place = query.message.message_id if same else None
            await self.answers.give(_where(pressed), self._render(reply), in_place)

    async def _asked(self, incoming: Command | ChatChange) -> Reply | None:
        if isinstance(incoming, ChatChange):
            return await self._handle(incoming)
        after = self._settings.pauses.typing_after
        typing = asyncio.create_task(show_typing(self._bot, incoming.address, after))
        try:
            return await self._handle(incoming)
        finally:
            typing.cancel()
            with suppress(asyncio.CancelledError):
                await typing

    async def _look_up(self, query: InlineQuery) -> None:
        reply = await self._handle(read_search(query, self._settings.clock()))
        await give_found(self._bot, query, reply or Reply(), self._render)

    async def _acknowledge(self, query: CallbackQuery, notice: str = "") -> bool:
        """Once; after some seconds Telegram no longer takes it. Whether the notice was taken."""
        if query.id in self._acknowledged:
            return False
        self._acknowledged.add(query.id)
        try:
            return await query.answer(notice or None, show_alert=bool(notice))
        except TelegramError as error:
            log.info("A press of a button was not acknowledged: %s", told(error))
            return False

    async def _moved(self, old: Address, new: Address) -> None:
        now = self._settings.clock()
        await self._handle(
            ChatChange(address=old, event=ChatEvent.MOVED, received=now, new_address=new)
        )


async def _placed(command: Command) -> Command:
    """A location is the zone of the chat, as if its name had been typed."""
    latitude, longitude = map(float, command.argument.split())
    return replace(command, name="time", argument=await zone_at(latitude, longitude))


def _notice(reply: Reply | None) -> str:
    """What fits into the answer to a press; else it is a message like any other."""
    text = "\n".join(reply.lines) if reply and reply.notice else ""
    return text if len(text) <= LONGEST_NOTICE else ""


def _where(incoming: Command | ChatChange) -> Address:
    if isinstance(incoming, ChatChange) and incoming.new_address:
        return incoming.new_address
    assert incoming.address.platform == NAME
    return incoming.address
