"""Events over HTTP instead of a socket, for those who have a public address; Bolt checks the
signature of every request against the signing secret and the age of its timestamp."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.errors import PlatformError
from bot.platforms.slack.settings import SlackSettings

PATH = "/slack/events"


class Doors:
    """A small web server in the place of `Link`. It can't go deaf: `last_contact` is always now."""

    def __init__(self, bolt: AsyncApp, settings: SlackSettings) -> None:
        self._bolt = bolt
        self._settings = settings
        self._runner: web.AppRunner | None = None

    async def address(self) -> str:
        return f"http://{self._settings.listen}{PATH}"

    async def open(self) -> None:
        """Raises:
        PlatformError: permanent: the address can't be listened on.
        """
        await self.close()
        host, _, port = self._settings.listen.rpartition(":")
        runner = web.AppRunner(self._bolt.web_app(path=PATH), shutdown_timeout=3)
        try:
            await runner.setup()
            await web.TCPSite(runner, host or "127.0.0.1", int(port)).start()
        except (OSError, ValueError) as error:
            await runner.cleanup()
            raise PlatformError(
                f"slack: can't listen on {self._settings.listen}: choose another host:port.",
                permanent=True,
            ) from error
        self._runner = runner

    async def close(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    @property
    def port(self) -> int:
        return int(self._runner.addresses[0][1]) if self._runner else 0

    @property
    def alive(self) -> bool:
        return self._runner is not None

    @property
    def last_contact(self) -> datetime | None:
        return datetime.now(UTC) if self._runner else None
