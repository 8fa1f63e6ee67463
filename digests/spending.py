"""What a language model may cost: counted before each question, corrected after its answer.

Before a question its worst case is added to the day: one token for each byte that is sent, and the
whole length that an answer may have. After it the difference is taken off. A process that dies in
between leaves the worst case standing, so a cap is never passed.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from digests.errors import SummaryError
from digests.store.database import Database, Transaction
from digests.store.model import add_usage, forget_answers, note_cap, spend_alone, spent, usage_in

ANSWERS_KEPT = timedelta(days=90)  # older ones go with the first question of a day
MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Caps a day and a month (UTC), None for none, and prices per million tokens."""

    daily_tokens: int | None = None
    monthly_tokens: int | None = None
    daily_money: float | None = None
    monthly_money: float | None = None
    price_in: float = 0.0
    price_out: float = 0.0

    def cost(self, tokens_in: int, tokens_out: int) -> int:
        """In millionths of the currency of the prices, rounded up."""
        return math.ceil(tokens_in * self.price_in + tokens_out * self.price_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the model was used for on one day, or together; `cost` in the operator's currency."""

    day: str
    questions: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    points: int = 0
    repaired: int = 0
    replaced: int = 0
    failures: int = 0
    capped: str | None = None


@dataclass(frozen=True, slots=True)
class Reserved:
    """The worst case of a question that is under way."""

    day: str
    tokens_in: int
    tokens_out: int


class BudgetError(SummaryError):
    """A cap is reached; the built-in summariser takes over."""


class Spending:
    """The counts in the store. `tell` gets one line when a cap is first reached."""

    def __init__(
        self,
        database: Database,
        budget: Budget,
        clock: Callable[[], datetime],
        tell: Callable[[str], Awaitable[object]] | None = None,
    ) -> None:
        self._database = database
        self._budget = budget
        self._clock = clock
        self._tell = tell

    async def reserve(self, tokens_in: int, tokens_out: int) -> Reserved:
        """Count the worst case of a question, if it fits.

        Raises:
            BudgetError: a cap would be passed.
        """
        day = day_of(self._clock())
        capped, first = await self._database.write_in_thread(
            lambda connection: self._reserve(connection, day, tokens_in, tokens_out)
        )
        if capped is None:
            return Reserved(day, tokens_in, tokens_out)
        span = "today" if capped == "day" else "this month"
        if first and self._tell is not None:
            await self._tell(
                f"The language model has used up its budget for {span}. "
                "The built-in summariser writes the digests until it is over; "
                "`digestbot usage` tells more."
            )
        raise BudgetError(f"the language model’s budget for {span} is used up")

    def _reserve(
        self, connection: Transaction, day: str, tokens_in: int, tokens_out: int
    ) -> tuple[str | None, bool]:
        """The cap that is in the way, and whether it is noticed for the first time."""
        spend_alone(connection)
        budget, cost = self._budget, self._budget.cost(tokens_in, tokens_out)
        today, today_cost, month, month_cost = spent(connection, day)
        tokens = tokens_in + tokens_out
        for cap, used, used_cost, most, most_money in (
            ("day", today, today_cost, budget.daily_tokens, budget.daily_money),
            ("month", month, month_cost, budget.monthly_tokens, budget.monthly_money),
        ):
            over = most is not None and used + tokens > most
            dear = most_money is not None and used_cost + cost > most_money * MICRO
            if over or dear:
                return cap, note_cap(connection, day, cap)
        more = {"questions": 1, "tokens_in": tokens_in, "tokens_out": tokens_out, "cost": cost}
        if add_usage(connection, day, more):
            forget_answers(connection, self._clock() - ANSWERS_KEPT)
        return None, False

    async def settle(self, reserved: Reserved, spent_tokens: tuple[int, int]) -> None:
        """Correct a reservation by what the question really took."""
        tokens_in, tokens_out = spent_tokens
        cost = self._budget.cost
        less = {
            "tokens_in": tokens_in - reserved.tokens_in,
            "tokens_out": tokens_out - reserved.tokens_out,
            "cost": cost(tokens_in, tokens_out) - cost(reserved.tokens_in, reserved.tokens_out),
        }
        await self._count(reserved.day, less)

    async def count(self, **more: int) -> None:
        """Add to today's points, repaired, replaced or failures."""
        await self._count(day_of(self._clock()), more)

    async def _count(self, day: str, more: dict[str, int]) -> None:
        def work(connection: Transaction) -> None:
            spend_alone(connection)
            add_usage(connection, day, more)

        await self._database.write_in_thread(work)


def day_of(moment: datetime) -> str:
    """The day in UTC, as the store names it."""
    return moment.astimezone(UTC).date().isoformat()


async def usage(database: Database, now: datetime) -> tuple[Usage, ...]:
    """What the model was used for on each day of this month, the newest first."""
    async with database.read() as connection:
        rows = await usage_in(connection, day_of(now)[:7])
    return tuple(Usage(**{**row, "cost": row["cost"] / MICRO}) for row in rows)


def together(days: tuple[Usage, ...], name: str) -> Usage:
    """The sums of several days, under a name such as "2026-03"."""
    return Usage(
        day=name,
        questions=sum(one.questions for one in days),
        tokens_in=sum(one.tokens_in for one in days),
        tokens_out=sum(one.tokens_out for one in days),
        cost=sum(one.cost for one in days),
        points=sum(one.points for one in days),
        repaired=sum(one.repaired for one in days),
        replaced=sum(one.replaced for one in days),
        failures=sum(one.failures for one in days),
        capped=next((one.capped for one in days if one.capped), None),
    )
