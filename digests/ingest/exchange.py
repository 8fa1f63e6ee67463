"""One connection: a request goes out, its answer comes in, no faster than it is taken."""

from __future__ import annotations

import asyncio

from digests.ingest.answer import Answer, BrokenExchangeError
from digests.ingest.watch import Watch

BUFFERED = 64 * 1024  # bytes; with more waiting nothing is read


class Exchange(asyncio.Protocol):
    """Ask one thing after the other; `open` until either side has closed it."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: Answer | None = None
        self._error: BrokenExchangeError | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._silence = 0.0
        self._paused = False
        self.open = True

    @property
    def touched(self) -> bool:
        """Whether any byte of the answer has come."""
        return bool(self._answer and self._answer.touched)

    async def ask(self, request: bytes, silence: float) -> Answer:
        """The answer when its head is there. The server may be silent for so many seconds.

        Raises:
            BrokenExchangeError: there is none.
        """
        if not self.open:  # it was closed, or the server spoke first, right after connecting
            raise BrokenExchangeError("broken-connection", "the connection broke")
        self._answer = answer = Answer()
        self._silence = silence
        assert self._transport
        self._transport.write(request)
        while not answer.begun:
            await self._news()
        return answer

    async def more(self) -> bytes:
        """The next piece of the body of that answer; empty at its end.

        Raises:
            BrokenExchangeError: it broke off.
        """
        answer = self._answer
        assert answer
        self._resume()
        while not answer.parts and not answer.complete:
            await self._news()
        return answer.take()

    def finished(self) -> bool:
        """Done with this answer: whether the connection can be used for another one."""
        answer, self._answer = self._answer, None
        self._resume()  # who asks next waits for what is read, and must hear when it is closed
        if answer:
            answer.let_go()
        return bool(answer and answer.complete and answer.keeps and self.open)

    def close(self) -> None:
        self.open = False
        if self._transport:
            self._transport.abort()

    async def _news(self) -> None:
        """Wait until something came."""
        if self._error:
            raise self._error
        self._waiter = self._loop.create_future()
        self._watch.call_in(self._silence, self._fell_silent)
        try:
            await self._waiter
        finally:
            self._watch.take_back(self._fell_silent)
            self._waiter = None

    def _fell_silent(self) -> None:
        self._fail(BrokenExchangeError("timeout", "the server fell silent"))

    def _fail(self, error: BrokenExchangeError) -> None:
        self._error = self._error or error
        self.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _resume(self) -> None:
        if self._paused and self.open and self._transport:
            self._paused = False
            self._transport.resume_reading()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self.close()  # nobody asked
            return
        try:
            self._answer.feed(data)
        except BrokenExchangeError as error:
            self._fail(error)
            return
        if self._answer.waiting > BUFFERED and not self._paused and self._transport:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        theirs, self.open = self.open, False
        try:
            if self._answer and theirs:  # what we have cut off ourselves is never whole
                self._answer.end(broke=error is not None)
        except BrokenExchangeError as broken:
            self._error = self._error or broken
        self._wake()
