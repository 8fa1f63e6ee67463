"""Socket Mode: hello, envelopes, acknowledgements, repetition, disconnect, and silence."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.slack.workspace import APP


@dataclass
class Outcome:
    """What became of one envelope. `error` is what the person would read."""

    envelope_id: str
    acknowledged: bool = False
    payload: dict[str, Any] | None = None
    error: str | None = None
    attempts: int = 1


@dataclass
class Socket:
    """All connections of the app. `ack_seconds` and `repeats` can be shortened by tests."""

    ack_seconds: float = 3.0
    repeats: tuple[float, ...] = (0.0, 60.0, 300.0)
    deaf: bool = False
    tickets: set[str] = field(default_factory=set)
    connections: list[web.WebSocketResponse] = field(default_factory=list)
    opened: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = field(default_factory=dict)
    _turn: int = 0

    def ticket(self) -> str:
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=403, text="this URL was used already")
        self.tickets.discard(ticket)
        link = web.WebSocketResponse()
        await link.prepare(request)
        self.connections.append(link)
        self.opened += 1
        await link.send_json(
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "debug_info": {"host": "loopback", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP},
            }
        )
        self.changed.set()
        try:
            await self._listen(link)
        finally:
            with contextlib.suppress(ValueError):
                self.connections.remove(link)
            self.changed.set()
        return link

    async def _listen(self, link: web.WebSocketResponse) -> None:
        while not self.deaf:
            message = await link.receive()
            if message.type is not WSMsgType.TEXT:
                return
            answer = json.loads(message.data)
            waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
            if waiting and not waiting.done():
                waiting.set_result(answer.get("payload"))
        await asyncio.Event().wait()  # deaf: the connection stays open, pings get no answer

    async def connected(self, number: int = 1, seconds: float = 10) -> None:
        """Wait until that many connections stand."""
        async with asyncio.timeout(seconds):
            while len(self.connections) < number:
                self.changed.clear()
                await self.changed.wait()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        for link in list(self.connections):
            await link.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    async def drop(self) -> None:
        """Cut all connections without a word."""
        for link in list(self.connections):
            await link.close()

    async def send(self, kind: str, payload: dict[str, Any], **more: Any) -> Outcome:
        """One envelope to one connection; waits for its acknowledgement."""
        outcome = Outcome(f"{secrets.token_hex(4)}-{kind}")
        if not self.connections:
            outcome.error = "dispatch_failed"
            return outcome
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[outcome.envelope_id] = waiting
        self._turn += 1
        link = self.connections[self._turn % len(self.connections)]
        envelope = {"envelope_id": outcome.envelope_id, "type": kind, "payload": payload, **more}
        try:
            await link.send_json(envelope)
            async with asyncio.timeout(self.ack_seconds):
                outcome.payload = await waiting
            outcome.acknowledged = True
        except (TimeoutError, ConnectionError):
            outcome.error = "operation_timeout"
        return outcome

    async def event(self, payload: dict[str, Any]) -> Outcome:
        """An event of the Events API: repeated when nobody acknowledges it."""
        outcome = await self.send("events_api", payload, accepts_response_payload=False)
        for number, wait in enumerate(self.repeats, start=1):
            if outcome.acknowledged:
                break
            await asyncio.sleep(wait)
            outcome = await self.send(
                "events_api",
                payload,
                accepts_response_payload=False,
                retry_attempt=number,
                retry_reason="timeout",
            )
            outcome.attempts = number + 1
        return outcome
