"""One timer for many waits: most end long before their time, and a timer for each costs more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

LOOK_SECONDS = 0.25  # so much later a call may come


class Watch:
    """Calls what was not taken back in time."""

    def __init__(self) -> None:
        self._due: dict[Callable[[], object], float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def call_in(self, seconds: float, call: Callable[[], object]) -> None:
        """Call it in so many seconds; a second time for the same puts it off."""
        loop = asyncio.get_running_loop()
        self._due[call] = loop.time() + seconds
        if self._timer is None:
            self._timer = loop.call_later(LOOK_SECONDS, self._look, loop)

    def take_back(self, call: Callable[[], object]) -> float:
        """How many seconds were left."""
        when = self._due.pop(call, 0.0)
        return max(0.0, when - asyncio.get_running_loop().time())

    def within(self, seconds: float) -> Limit:
        """`with watch.within(5):` is `async with asyncio.timeout(5):`, for less."""
        return Limit(self, seconds)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        late = [call for call, when in self._due.items() if when <= now]
        for call in late:
            del self._due[call]
        if self._due:  # before the calls, of which one may fail
            self._timer = loop.call_later(LOOK_SECONDS, self._look, loop)
        for call in late:
            call()


class Limit:
    """Raises TimeoutError when its block takes longer."""

    def __init__(self, watch: Watch, seconds: float) -> None:
        self._watch = watch
        self._seconds = seconds
        self._expired = False

    def __enter__(self) -> Limit:
        task = asyncio.current_task()
        assert task
        self._task, self._cancelling = task, task.cancelling()
        self._watch.call_in(self._seconds, self._expire)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        self._watch.take_back(self._expire)
        if self._expired:
            ours = self._task.uncancel() <= self._cancelling
            if ours and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def pause(self) -> None:
        """Time stands still until `go_on`."""
        self._seconds = self._watch.take_back(self._expire)

    def go_on(self) -> None:
        self._watch.call_in(self._seconds, self._expire)

    def _expire(self) -> None:
        self._expired = True
        self._task.cancel()
