"""How updates reach the bot: long polling with its conflicts, and webhooks with their repeats."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.servers.telegram.model import ApiError, bad_request, too_many

if TYPE_CHECKING:
    from tests.servers.telegram.world import World

LONGEST_POLL = 50
BY_DEFAULT_LEFT_OUT = {"chat_member", "message_reaction", "message_reaction_count"}
TERMINATED = ApiError(
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)
WEBHOOK_ACTIVE = ApiError(
    409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
)


class Updates:
    """The queue of updates of one bot. `polls` counts calls, `last_poll` is monotonic time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.allowed: set[str] | None = None
        self.confirmed = 0
        self.polls = 0
        self.last_poll = 0.0
        self.webhook = ""
        self.secret = ""
        self.delivered: list[int] = []  # HTTP status of each webhook call
        self._newest = 0
        self._conflict = asyncio.Event()
        self._webhook_set = -10.0
        self._pusher: asyncio.Task[None] | None = None

    def knows(self, method: str) -> bool:
        return method.lower() in {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        match method.lower():
            case "getupdates":
                return await self._get(params)
            case "setwebhook":
                return await self._set_webhook(params)
            case "deletewebhook":
                await self.close()
                self.webhook = ""
                return True
        return {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
        }

    async def close(self) -> None:
        if self._pusher:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
            self._pusher = None

    # -- long polling ----------------------------------------------------------------------

    async def _get(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise WEBHOOK_ACTIVE
        self._conflict.set()  # the older poll ends
        self._conflict = mine = asyncio.Event()
        self.polls += 1
        self.last_poll = time.monotonic()
        offset = int(params.get("offset") or 0)
        limit = min(100, max(1, int(params.get("limit") or 100)))
        seconds = min(LONGEST_POLL, int(params.get("timeout") or 0))
        self._allow(params.get("allowed_updates"))
        self._confirm(offset)
        end = asyncio.get_running_loop().time() + seconds
        while not self.world.updates:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            await self._wait(mine, left)
        if mine.is_set():
            raise TERMINATED
        return self.world.updates[:limit]

    async def _wait(self, conflict: asyncio.Event, seconds: float) -> None:
        """Until an update comes, the time is over or another poll takes the place of this one."""
        self.world.added.clear()
        waits = [
            asyncio.ensure_future(conflict.wait()),
            asyncio.ensure_future(self.world.added.wait()),
        ]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if conflict.is_set():
            raise TERMINATED

    def _allow(self, allowed: list[str] | None) -> None:
        if allowed is not None:
            self.allowed = set(allowed)
        kinds = self.allowed

        def wanted(update: Mapping[str, Any]) -> bool:
            kind = next(key for key in update if key != "update_id")
            return kind in kinds if kinds else kind not in BY_DEFAULT_LEFT_OUT

        self.world.updates[:] = [update for update in self.world.updates if wanted(update)]

    def _confirm(self, offset: int) -> None:
        updates = self.world.updates
        if offset < 0:
            updates[:] = updates[offset:]
        elif offset:
            self.confirmed = max(self.confirmed, offset - 1)
            updates[:] = [update for update in updates if update["update_id"] >= offset]

    # -- webhook ---------------------------------------------------------------------------

    async def _set_webhook(self, params: Mapping[str, Any]) -> bool:
        if time.monotonic() - self._webhook_set < 1:
            raise too_many(1)
        url = str(params.get("url") or "")
        parts = urlsplit(url)
        loopback = parts.hostname in {"127.0.0.1", "localhost"}
        if url and parts.scheme != "https" and not loopback:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        await self.close()
        self._webhook_set = time.monotonic()
        self.webhook, self.secret = url, str(params.get("secret_token") or "")
        self._allow(params.get("allowed_updates"))
        if url:
            self._pusher = asyncio.create_task(self._push())
        return True

    async def _push(self) -> None:
        """Deliver one by one; what is not answered with 2xx comes again."""
        pause = 0.05
        async with aiohttp.ClientSession() as session:
            while True:
                if not self.world.updates:
                    self.world.added.clear()
                    await self.world.added.wait()
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
                try:
                    update = self.world.updates[0]
                    async with session.post(self.webhook, json=update, headers=headers) as answer:
                        self.delivered.append(answer.status)
                        done = answer.ok
                except (aiohttp.ClientError, OSError):
                    done = False
                if done:
                    self.world.updates.pop(0)
                    pause = 0.05
                else:
                    await asyncio.sleep(pause)
                    pause = min(1, pause * 2)
                async with self.world.arrived:
                    self.world.arrived.notify_all()
