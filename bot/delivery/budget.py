"""A token's budget for several processes, kept in the database that they share.

In front of it stands the line of this process (`bot.delivery.pacing`), so what asks here could
leave at once as far as this process knows. Who asks while a question is under way goes with the
next one; ends are told with it, or a moment later, for they count from when they were.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from bot.delivery.shares import second_of, waits
from bot.errors import Held
from bot.model import Limits
from bot.store import BotStore, TurnTaken
from digests import StoreError

LAZY = 0.3  # seconds that an end may wait for a question to go with: it counts for one anyway
PATIENCE = 5.0  # seconds that a digest may wait here: longer than that, others go first
AWAY = (0.1, 0.4, 1.0, 2.0)  # pauses while the database is away
FORGET_EVERY = 5.0
Asked = tuple[TurnTaken, asyncio.Future[tuple[int | None, float]]]


class TooLong(Held):
    """The chat, or the token, has to wait longer than a digest may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.1f} s")
        self.seconds = seconds


class Budget:
    """`take` before a request leaves, `give` when its answer is there, `close` at the end."""

    def __init__(self, store: BotStore, platform: str, limits: Callable[[], Limits]) -> None:
        self._store = store
        self._platform = platform
        self._limits = limits
        self._asked: list[Asked] = []
        self._ended: dict[int, float] = {}  # when, in the loop's time
        self._writer: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._forgot = 0.0

    async def take(self, chat: str, *, in_group: bool, reply: bool) -> int:
        """Wait until the request may leave as far as all processes know; its number.

        Raises:
            Held: the database is away, or the wait is too long for what is not asked by a person.
        """
        turn = TurnTaken(chat, in_group, reply)
        for pause in (*AWAY, None):
            try:
                return await self._wait_for(turn)
            except StoreError as error:
                if pause is None:
                    raise Held(str(error)) from error
                await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def _wait_for(self, turn: TurnTaken) -> int:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while True:
            number, wait = await self._ask(turn)
            if number is not None:
                return number
            if not turn.reply and loop.time() + wait > begun + PATIENCE:
                raise TooLong(wait)
            await asyncio.sleep(wait)

    async def _ask(self, turn: TurnTaken) -> tuple[int | None, float]:
        future: asyncio.Future[tuple[int | None, float]]
        future = asyncio.get_running_loop().create_future()
        self._asked.append((turn, future))
        self._wake()
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and not future.exception():
                self._give_back(future.result()[0])
            raise

    def give(self, number: int) -> None:
        """The answer is there, or there will be none."""
        self._ended[number] = asyncio.get_running_loop().time()
        self._wait_a_moment()

    def _wait_a_moment(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LAZY, self._wake)

    def _give_back(self, number: int | None) -> None:
        if number is not None:
            self.give(number)

    async def close(self) -> None:
        """Tell what is not told yet, so that nobody waits for this process."""
        while self._writer is not None and not self._writer.done():
            await self._writer
        if self._ended:
            await self._write()
        if self._timer is not None:
            self._timer.cancel()

    def _wake(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while True:
            asked, self._asked = self._asked, []
            asked = [(turn, future) for turn, future in asked if not future.done()]
            ended, self._ended = self._ended, {}
            try:
                await self._exchange(asked, ended)
            except StoreError as error:
                self._ended = {**ended, **self._ended}
                self._failed(asked, error)
                self._wait_a_moment()
                return
            if not self._asked:
                return

    async def _exchange(self, asked: list[Asked], ended: dict[int, float]) -> None:
        loop, limits = asyncio.get_running_loop(), self._limits()
        ago = {number: loop.time() - at for number, at in ended.items()}
        turns, second = [turn for turn, _ in asked], second_of(limits)
        decide = partial(waits, limits)
        numbers, seconds = await self._store.take_turns(self._platform, turns, ago, decide, second)
        for (_, future), number, wait in zip(asked, numbers, seconds, strict=True):
            if future.cancelled():
                self._give_back(number)
            elif not future.done():
                future.set_result((number, wait))
        if loop.time() >= self._forgot + FORGET_EVERY:
            self._forgot = loop.time()
            await self._store.forget_turns(self._platform, second)

    @staticmethod
    def _failed(asked: list[Asked], error: StoreError) -> None:
        for _, future in asked:
            if not future.done():
                future.set_exception(error)
