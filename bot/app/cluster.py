"""One of several processes: what it does, and what it leaves to the others.

Without `[cluster] enabled` nothing here does anything, and one process does it all.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from bot.app.platforms import secrets_of
from bot.clock import Clock, Tick
from bot.config import Config
from bot.errors import ConfigError
from bot.store.lock import one_of_several, only_instance
from digests import Database

if TYPE_CHECKING:
    from bot.app.jobs import Jobs
    from bot.app.ticks import RunningBot
    from bot.cluster import Engine, Seat

ALL = "all"
ROLES = (ALL, "ingest", "digest", "post", "answer")
WITH_PAGE = (ALL, "answer")
STALLED_SECONDS = 5.0

NOT_ENABLED = (
    "A role is for one of several processes: set enabled = true in [cluster], or leave it out."
)
NOT_ON_SQLITE = (
    "Several processes need PostgreSQL, and database_url names SQLite: change it, or set "
    "enabled = false in [cluster]."
)
EACH_ITS_OWN = (
    "Telegram calls any of several processes, so they must know the same secret: set "
    "telegram.webhook_secret."
)
NOT_INSTALLED = "Several processes need one more package: pip install 'digestbot[cluster]'."


def check_role(config: Config, role: str) -> None:
    """
    Raises:
        ConfigError: a process can't play that role with this configuration.
    """
    if role not in ROLES:
        raise ConfigError(f"There is no role “{role}”: use one of {', '.join(ROLES)}.")
    if not config.cluster.enabled:
        if role != ALL:
            raise ConfigError(NOT_ENABLED)
        return
    if not config.database_url.startswith("postgresql"):
        raise ConfigError(NOT_ON_SQLITE)
    if config.telegram.webhook_url and "telegram.webhook_secret" not in secrets_of(config):
        raise ConfigError(EACH_ITS_OWN)
    from bot.cluster import installed

    if not installed():
        raise ConfigError(NOT_INSTALLED)


def place(config: Config, database: Database) -> AbstractAsyncContextManager[None]:
    """The right to run on the database, as long as the block runs: alone, or beside others.

    Raises:
        StoreError: somebody runs there who can't be run beside.
    """
    return one_of_several(database) if config.cluster.enabled else only_instance(database)


@asynccontextmanager
async def joined(bot: RunningBot, config: Config, role: str) -> AsyncIterator[None]:
    """The bot with its part of the work only; unchanged where there is no cluster.

    Raises:
        StoreError: the engine's tables can't be used.
    """
    if not config.cluster.enabled:
        yield
        return
    from bot.app.jobs import KINDS, Jobs
    from bot.cluster import Engine

    kinds = [kind for name, some in KINDS.items() if role in (ALL, name) for kind in some]
    async with Engine.opened(bot.store.database, config.cluster.dead_after) as engine:
        bot.deliveries.share()
        member = Member(bot, config, role, Jobs(bot, engine, kinds), engine)
        bot.clock = member.clock
        try:
            yield
        finally:
            await bot.deliveries.leave_shares()


class Member:
    """What one process does by the clock, and its seats."""

    def __init__(
        self, bot: RunningBot, config: Config, role: str, jobs: Jobs, engine: Engine
    ) -> None:
        self._bot = bot
        self._config = config
        self._role = role
        self._name = f"{socket.gethostname()[:24]} {secrets.token_hex(4)}"
        self._watch, self._keep = self._plain_seat("watch"), self._plain_seat("keep house")
        self._seats: dict[str, Seat] = {}
        self._seats["watch"] = self._watch
        if role in (ALL, "ingest"):
            self._seats["keep house"] = self._keep
        self._listen()
        work = Work(engine, jobs, config.cluster.jobs_at_once, list(self._seats.values()))
        self.clock = ClusterClock(self._ticks(engine, jobs), self._every(), work)
        bot.watchdog.sees_all = lambda: self._watch.held
        bot.watchdog.others = self._troubles(bot.watchdog.others)

    def _plain_seat(self, name: str) -> Seat:
        async def nothing() -> None:
            return

        return self._seat(name, nothing, nothing)

    def _seat(
        self, name: str, sit: Callable[[], Awaitable[None]], rise: Callable[[], Awaitable[None]]
    ) -> Seat:
        from bot.cluster import Seat

        lease = timedelta(seconds=self._config.cluster.dead_after)
        return Seat(self._bot.store, name, self._name, lease, (sit, rise))

    def _listen(self) -> None:
        """Here for those that are called, by a seat for those that call: one process a token."""
        listening = self._bot.listening
        listening.clear()
        if self._role not in WITH_PAGE:
            return
        from bot.app.listening import Listener, is_called

        for name, platform in self._bot.platforms.items():
            if is_called(self._config, name):
                listening[name] = platform
                continue
            ear = Listener(platform, self._bot)
            seat = self._seat(f"listen to {name}", ear.start, ear.stop)
            ear.refused = seat.leave
            self._seats[seat.name] = seat

    def _ticks(self, engine: Engine, jobs: Jobs) -> dict[str, Tick]:
        """The names are those of one process, for whoever asks when each came to its end."""
        bot = self._bot

        async def stalled(_now: datetime) -> None:
            await engine.retry_stalled()

        async def prepare(now: datetime) -> None:
            await bot.deliveries.recover_expired(now)
            await jobs.look(now)

        ticks: dict[str, Tick] = {
            "prepare": prepare,
            "stalled jobs": stalled,
            "sign of life": bot.beat,
            "watchdog": bot.watchdog.tick,
            "configuration": bot.reloader.look,
            "topics": bot.load_topics,
            **{f"seat {name}": self._kept(seat) for name, seat in self._seats.items()},
        }
        if "keep house" in self._seats:
            ticks["feeds"] = jobs.hand_out
            ticks["inbox"] = _while_held(self._keep, bot.take_inbox)
            ticks["housekeeping"] = _while_held(self._keep, bot.upkeep.keep_house)
            ticks["backup"] = _while_held(self._keep, bot.upkeep.back_up)
        return ticks

    def _kept(self, seat: Seat) -> Tick:
        """A seat for the house may be empty for a moment: who has it not looks only once a lease,
        for a transaction every second in every process is not free."""
        if seat not in (self._watch, self._keep):
            return seat.tick
        looks = count()

        async def tick(now: datetime) -> None:
            if seat.held or next(looks) % 3 == 0:
                await seat.tick(now)

        return tick

    def _every(self) -> dict[str, float]:
        from bot.app.ticks import EVERY

        seats = {f"seat {name}": self._config.cluster.heartbeat_seconds for name in self._seats}
        return {**EVERY, "stalled jobs": STALLED_SECONDS, **seats}

    def _troubles(
        self, found: Callable[[datetime], Mapping[str, str | None]]
    ) -> Callable[[datetime], Mapping[str, str | None]]:
        """Of ticks that this process has."""
        names = {f"tick {name}" for name in self.clock.names}
        return lambda now: {name: said for name, said in found(now).items() if name in names}


class Work:
    """What is begun and ended with the clock."""

    def __init__(self, engine: Engine, jobs: Jobs, at_once: int, seats: list[Seat]) -> None:
        self._engine = engine
        self._jobs = jobs
        self._at_once = at_once
        self._seats = seats

    def start(self) -> None:
        self._engine.start(self._jobs.handlers, self._at_once)

    async def stop(self) -> None:
        await self._engine.stop()
        await asyncio.gather(*(seat.leave() for seat in self._seats))


class ClusterClock(Clock):
    """Ticks, and works on jobs as long as it ticks."""

    def __init__(self, ticks: dict[str, Tick], every: dict[str, float], work: Work) -> None:
        super().__init__(ticks, every)
        self.names = tuple(ticks)
        self._work = work

    def start(self) -> None:
        super().start()
        self._work.start()

    async def finish(self, seconds: float) -> None:
        await super().finish(seconds)
        await self._work.stop()


def _while_held(seat: Seat, tick: Tick) -> Tick:
    async def checked(now: datetime) -> None:
        if seat.held:
            await tick(now)

    return checked
