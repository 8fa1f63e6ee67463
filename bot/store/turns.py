"""One budget of a token for several processes: who asks is counted by all, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.base import Queries

LOCK = 7_316_046  # with a number of the platform: any that no other lock has
FORGOTTEN = 40.0  # seconds after which a request whose process died has certainly ended

# One after the other, and without waiting for the disk: what a crash of the server forgets is older
# than its start takes. Who is paused here must not hold up all others. The moment is taken when it
# is our turn.
OURS = text(
    "SELECT set_config('synchronous_commit', 'off', true), "
    "set_config('idle_in_transaction_session_timeout', '2000', true), "
    "pg_advisory_xact_lock(:lock, hashtext(:platform)), "
    "extract(epoch FROM clock_timestamp())::float AS now"
)
HELD = text("SELECT extract(epoch FROM until)::float FROM waits WHERE platform = :platform")
ENDED = text(
    "UPDATE turns SET ended = extract(epoch FROM clock_timestamp()) - one.ago "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:ago AS float[])) AS one(id, ago) "
    "WHERE turns.id = one.id"
)
KNOWN = text(
    "SELECT chat, in_group, reply, begun, ended FROM turns WHERE platform = :platform AND "
    "(chat = ANY(:chats) OR reply OR ended IS NULL OR ended > :since)"
)
BEGUN = text(
    "INSERT INTO turns (platform, chat, in_group, reply, begun) "
    "SELECT :platform, one.chat, one.in_group, one.reply, :now "
    "FROM unnest(CAST(:chats AS text[]), CAST(:groups AS boolean[]), CAST(:replies AS boolean[])) "
    "WITH ORDINALITY AS one(chat, in_group, reply, place) ORDER BY place RETURNING id"
)
OVER = text(
    "DELETE FROM turns WHERE platform = :platform AND (coalesce(ended, begun + :forgotten) "
    "< :now - 60 OR (NOT in_group AND NOT reply AND ended < :now - :second - 1))"
)


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """A request to a chat; `ended` None while it is under way. Seconds of the database's clock."""

    chat: str
    in_group: bool
    reply: bool
    begun: float = 0.0
    ended: float | None = None


Decide = Callable[[Sequence[TurnTaken], Sequence[TurnTaken], float], list[float]]


class TurnQueries(Queries):
    """PostgreSQL only."""

    async def take_turns(
        self,
        platform: str,
        asked: Sequence[TurnTaken],
        ended: Mapping[int, float],
        decide: Decide,
        second: float,
    ) -> tuple[list[int | None], list[float]]:
        """Note what `ended` (by number, so many seconds ago), and let in what may begin: a number
        for each of these, else None and the seconds to wait.

        `decide(asked, known, now)` gives the seconds; `second` is how long an end counts.
        """
        async with self.database.write() as connection:
            if ended:
                given = {"ids": list(ended), "ago": list(ended.values())}
                await connection.execute(ENDED, given)
            if not asked:
                return [], []
            found = await connection.execute(OURS, {"lock": LOCK, "platform": platform})
            now: float = found.one().now
            waits = await _waits(connection, platform, asked, decide, (now, second))
            begun = [one for one, wait in zip(asked, waits, strict=True) if wait <= 0]
            numbers = iter(await _begin(connection, platform, begun, now))
        return [next(numbers) if wait <= 0 else None for wait in waits], waits

    async def forget_turns(self, platform: str, second: float) -> None:
        """Drop what counts no more."""
        async with self.database.write() as connection:
            found = await connection.execute(OURS, {"lock": LOCK, "platform": platform})
            given = {"now": found.one().now, "second": second, "forgotten": FORGOTTEN}
            await connection.execute(OVER, {"platform": platform, **given})


async def _waits(
    connection: AsyncConnection,
    platform: str,
    asked: Sequence[TurnTaken],
    decide: Decide,
    times: tuple[float, float],
) -> list[float]:
    now, second = times
    until = (await connection.execute(HELD, {"platform": platform})).scalar_one_or_none()
    if until is not None and until > now:
        return [until - now] * len(asked)
    chats = sorted({one.chat for one in asked})
    given = {"platform": platform, "chats": chats, "since": now - second}
    known = [TurnTaken(*row) for row in await connection.execute(KNOWN, given)]
    return decide(asked, [one for one in known if _counts(one, now)], now)


def _counts(one: TurnTaken, now: float) -> bool:
    return one.ended is not None or one.begun > now - FORGOTTEN


async def _begin(
    connection: AsyncConnection, platform: str, begun: Sequence[TurnTaken], now: float
) -> list[int]:
    if not begun:
        return []
    given = {
        "platform": platform,
        "now": now,
        "chats": [one.chat for one in begun],
        "groups": [one.in_group for one in begun],
        "replies": [one.reply for one in begun],
    }
    return list((await connection.execute(BEGUN, given)).scalars())
