"""Steps of many deliveries share one commit: whoever comes during a commit goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.store import BotStore, Step
from digests import StoreError


class Recorder:
    """Writes steps down; when `record` returns, they are on the disk."""

    def __init__(self, store: BotStore, time: Callable[[], datetime]) -> None:
        self._store = store
        self._time = time
        self._queue: list[tuple[Step, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def record(self, step: Step) -> bool:
        """Whether the lease still held; if not, nothing was written.

        Raises:
            StoreError: the database can't be written to.
        """
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.append((step, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        while self._queue:
            batch, self._queue = self._queue, []
            try:
                held = await self._store.record([step for step, _ in batch], self._time())
            except StoreError as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
            else:
                for (_, future), result in zip(batch, held, strict=True):
                    if not future.done():
                        future.set_result(result)
