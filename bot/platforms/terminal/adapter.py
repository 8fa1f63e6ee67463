"""The terminal as a platform: a page is printed, a typed line is a command."""

from __future__ import annotations

import asyncio
import shutil
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import TextIO

import click

from bot.model import (
    Address,
    ChatKind,
    Command,
    Content,
    Limits,
    Part,
    Person,
    Place,
    PlatformHealth,
    Receipt,
)
from bot.platforms import Handle, Line
from bot.platforms.terminal.render import render

HERE = Address("terminal", "here")
PROMPT = "› "
LEAVING = ("quit", "exit", "q")


class TerminalPlatform:
    """One person at one terminal. `lines` is what they type; without it, standard input.

    `ended` is set when they leave: with /quit, or with the end of the input. `first_sent` is set
    when the first page was printed.
    """

    name = "terminal"
    limits = Limits()
    can_find_sent = False
    can_be_silent = False
    takes_locations = False
    is_workspace = False

    def __init__(
        self,
        lines: AsyncIterator[str] | None = None,
        out: TextIO | None = None,
        *,
        width: int | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.line: Line | None = None
        self.ended = asyncio.Event()
        self.first_sent = asyncio.Event()
        self._lines = lines
        self._out = out or sys.stdout
        self._width = width or shutil.get_terminal_size().columns
        self._clock = clock
        self._session = uuid.uuid4().hex[:8]
        self._sent = 0
        self._task: asyncio.Task[None] | None = None
        self._asking = False

    async def check(self) -> str:
        return "this terminal"

    async def start(self, handle: Handle) -> None:
        self._task = asyncio.create_task(self._listen(handle))

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    def render(self, content: Content) -> Sequence[Part]:
        return render(content, self._width)

    async def send(self, address: Address, part: Part, key: str) -> Receipt:
        self.show(str(part.payload.get("page", part.text)))
        self._sent += 1
        self.first_sent.set()
        return Receipt(message_id=f"{self._session}-{self._sent}")

    async def find_sent(self, address: Address, key: str, since: datetime) -> Receipt | None:
        return None

    async def edit(self, address: Address, message_id: str, part: Part) -> bool:
        return False  # what was printed stays

    def amended(self, part: Part, line: str) -> Part | None:
        return None

    async def is_admin(self, address: Address, person: str) -> bool:
        return True

    async def find_place(self, name: str) -> Place | None:
        return None  # there is nothing but this terminal

    def health(self) -> PlatformHealth:
        listening = self._task is not None and not self._task.done()
        return PlatformHealth(connected=listening, last_contact=self._clock())

    def show(self, page: str) -> None:
        """Print a page; a prompt that waits is drawn again below it."""
        if self._asking:
            click.echo("\r\x1b[K", file=self._out, nl=False)
        click.echo(f"{page}\n", file=self._out)
        if self._asking:
            self._prompt()

    async def _listen(self, handle: Handle) -> None:
        try:
            await self._read(handle)
        finally:  # also when nobody reads what is printed any more
            self._asking = False
            self.ended.set()

    async def _read(self, handle: Handle) -> None:
        lines = self._lines if self._lines is not None else typed_lines()
        number = 0
        self._ask()
        async for line in lines:
            number += 1
            if self._asking:
                click.echo(file=self._out)
            self._asking = False
            command = self._command(line, number)
            if command and command.name in LEAVING:
                break
            if command:
                await self._answer(handle, command)
            self._ask()

    async def _answer(self, handle: Handle, command: Command) -> None:
        reply = await handle(command)
        if reply:
            for part in self.render(reply):
                await self.send(command.address, part, command.key)

    def _command(self, line: str, number: int) -> Command | None:
        """What a typed line asks; None for an empty one."""
        text = line.strip()
        if not text:
            return None
        name, _, argument = text.removeprefix("/").partition(" ")
        plain = not text.startswith("/") and name.casefold() not in LEAVING
        return Command(
            name="text" if plain else name.casefold(),
            argument=text if plain else argument.strip(),
            address=HERE,
            chat_kind=ChatKind.PRIVATE,
            person=Person(id="me"),
            received=self._clock(),
            key=f"{self._session}:{number}",
        )

    def _ask(self) -> None:
        self._asking = self._out.isatty()
        if self._asking:
            self._prompt()

    def _prompt(self) -> None:
        click.echo(click.style(PROMPT, fg="cyan", bold=True), file=self._out, nl=False)


async def typed_lines() -> AsyncIterator[str]:
    """Lines of standard input, read in a thread that does not keep the process alive."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        # Unbuffered: a thread that waits inside a buffered reader breaks the interpreter's exit.
        raw, rest = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer), b""
        while chunk := raw.read(4096):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                loop.call_soon_threadsafe(queue.put_nowait, line.decode("utf-8", "replace"))
        if rest:
            loop.call_soon_threadsafe(queue.put_nowait, rest.decode("utf-8", "replace"))
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, name="typed lines", daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line
