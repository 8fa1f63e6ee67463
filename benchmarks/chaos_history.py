"""What became of every request of a storm, and whether each repeat in a chat has its excuse.

A bot that is killed can't tell afterwards what it did, so it notes each request in a file before
and after; what was written stays when the process dies. A message may stand in a chat twice only
where an earlier request for the same part had no clear end that was written down: it was under way
at the kill, its answer was not in the ledger yet, or the answer was unclear.
"""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.errors import DeliveryError
from bot.model import Address, Part, Receipt
from bot.platforms.telegram import TelegramPlatform, TelegramSettings

PartKey = tuple[int, int]  # chat and number of the part


class End(StrEnum):
    """How a request came to its end, as the process that made it knew."""

    SENT = "sent"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    KILLED = "killed"  # the process died during it
    UNRECORDED = "unrecorded"  # the process died between the answer and the ledger


EXCUSES = {End.UNCLEAR, End.KILLED, End.UNRECORDED}


@dataclass
class Request:
    """One request for a part; times are of the machine's monotonic clock."""

    began: float
    ended: float | None = None
    end: End = End.KILLED


class Witnessed(TelegramPlatform):
    """Notes every request in a file, before it leaves and when it has ended."""

    def __init__(self, settings: TelegramSettings, notes: Path) -> None:
        super().__init__(settings)
        self._notes = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, address: Address, part: Part, key: str) -> Receipt:
        self._note(address, key, "began")
        try:
            receipt = await super().send(address, part, key)
        except DeliveryError as error:
            self._note(address, key, End.UNCLEAR if error.unknown else End.REFUSED)
            raise
        self._note(address, key, End.SENT)
        return receipt

    def _note(self, address: Address, key: str, what: str) -> None:
        number = key.split(".")[1]
        line = f"{address.native_id} {number} {time.monotonic()} {what}\n"
        os.write(self._notes, line.encode())


@dataclass
class History:
    """All requests of all processes, by chat and part."""

    requests: defaultdict[PartKey, list[Request]] = field(default_factory=lambda: defaultdict(list))

    def add(self, notes: Path, sending: list[PartKey]) -> None:
        """Take in what one process did; `sending` is what the ledger says of it after its end."""
        for line in notes.read_text().splitlines() if notes.exists() else ():
            chat, number, at, what = line.split()
            mine = self.requests[int(chat), int(number)]
            if what == "began":
                mine.append(Request(float(at)))
            else:
                mine[-1].ended, mine[-1].end = float(at), End(what)
        for key in sending:
            mine = self.requests[key]
            if mine and mine[-1].end is End.SENT:
                mine[-1].end = End.UNRECORDED

    def excuses(self, key: PartKey) -> int:
        """How many requests for the part may have left a copy that the ledger knows nothing of."""
        return sum(request.end in EXCUSES for request in self.requests[key])

    def told(self, key: PartKey) -> str:
        """The history of a part in one line."""
        return ", ".join(f"{r.began:.3f}–{r.ended or 0:.3f} {r.end}" for r in self.requests[key])

    def counted(self) -> dict[str, int]:
        """How many requests came to each end."""
        return dict(Counter(r.end.value for mine in self.requests.values() for r in mine))

    def at_once(self, chat: int, parts: int) -> int:
        """Requests to a chat that began while another one to it was under way in its process."""
        mine = [r for number in range(1, parts + 1) for r in self.requests[chat, number]]
        mine.sort(key=lambda request: request.began)
        found, busy_until = 0, 0.0
        for request in mine:
            found += request.began < busy_until
            busy_until = max(busy_until, request.ended or 0.0)
        return found


@dataclass
class Verdict:
    """What the chats show at the end."""

    history: History = field(default_factory=History)
    messages: int = 0
    kills: int = 0
    lost: int = 0
    repeated: int = 0
    repeated_outside_flight: int = 0
    faults: list[str] = field(default_factory=list)  # of ours: a line for each

    def killed(self, notes: Path, sending: list[PartKey]) -> None:
        """A process ended; each chat may have had one part under way."""
        self.history.add(notes, sending)
        chats = [chat for chat, _ in sending]
        for chat in {chat for chat in chats if chats.count(chat) > 1}:
            self._fault(f"chat {chat}: two parts were under way at a kill")

    def judge(self, chat: int, arrivals: list[str], expected: list[str]) -> None:
        """Compare the texts that a chat shows, in order, with those that it must show."""
        self.messages += len(arrivals)
        for number, text in enumerate(expected, 1):
            copies = arrivals.count(text)
            self.lost += not copies
            again = max(0, copies - 1)
            self.repeated += again
            for _ in range(max(0, again - self.history.excuses((chat, number)))):
                self._fault(f"chat {chat}, part {number}: {self.history.told((chat, number))}")
        if list(dict.fromkeys(arrivals)) != expected[: len(set(arrivals))]:
            self._fault(f"chat {chat}: out of order")
        for _ in range(self.history.at_once(chat, len(expected))):
            self._fault(f"chat {chat}: two requests at once")

    def _fault(self, line: str) -> None:
        self.repeated_outside_flight += 1
        self.faults.append(line)
