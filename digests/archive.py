"""The newsroom's verbs for those who look back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.store.archive import articles_between, batches_taken_in, newest_change
from digests.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Edition:
    """How far the store has come: as long as `number` is the same, so is everything in it.

    `changed` is when an article was last taken in, or None before the first.
    """

    number: int
    changed: datetime | None


def edition_number(connection: Transaction) -> int:
    """`Edition.number` in the snapshot of whoever reads other things beside it."""
    return batches_taken_in(connection)


class ArchiveVerbs:
    """What came when."""

    _database: Database

    async def edition(self) -> Edition:
        return await self._database.read_in_thread(
            lambda it: Edition(batches_taken_in(it), newest_change(it))
        )

    async def articles_by_outlet(self, edges: Sequence[datetime]) -> list[dict[str, int]]:
        """For each stretch between two edges: how many articles of each outlet came in it."""
        found: list[dict[str, int]] = [{} for _ in edges[1:]]
        async with self._database.read() as connection:
            for stretch, outlet, number in await articles_between(connection, edges):
                found[stretch][outlet] = number
        return found
