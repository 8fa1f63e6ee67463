"""From updates to answers: each person's commands one after another, all people at once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from weakref import WeakValueDictionary

from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError

from bot.model import Address, ChatChange, ChatEvent, Command, Part, Reply
from bot.platforms import Handle
from bot.platforms.telegram.errors import told
from bot.platforms.telegram.incoming import NAME, Us, read_update
from bot.platforms.telegram.replies import Answers, replaceable, show_typing
from bot.platforms.telegram.settings import TelegramSettings

log = logging.getLogger(__name__)
REMEMBERED = 2_000  # updates that are known when they come twice
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
        async with self._turns.setdefault(turn, asyncio.Lock()):
            await self._work(update)

    async def _work(self, update: Update) -> None:
        query = update.callback_query
        if query:
            await self._acknowledge(query)
        for incoming in read_update(update, self._us, self._settings.clock()):
            reply = await self._asked(incoming)
            if reply:
                in_place = replaceable(query.message) if query else None
                await self.answers.give(_where(incoming), self._render(reply), in_place)

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

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Before any work: after some seconds Telegram no longer takes the answer."""
        try:
            await query.answer()
        except TelegramError as error:
            log.info("A press of a button was not acknowledged: %s", told(error))

    async def _moved(self, old: Address, new: Address) -> None:
        now = self._settings.clock()
        await self._handle(
            ChatChange(address=old, event=ChatEvent.MOVED, received=now, new_address=new)
        )


def _where(incoming: Command | ChatChange) -> Address:
    if isinstance(incoming, ChatChange) and incoming.new_address:
        return incoming.new_address
    assert incoming.address.platform == NAME
    return incoming.address
