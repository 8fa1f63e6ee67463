"""Drafts and what editors decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from bot.drafts import Changes, Draft, DraftState
from bot.model import Address
from bot.store.base import Queries
from bot.store.tables import drafts

WAITING = (DraftState.OPEN, DraftState.HELD)


class DraftQueries(Queries):
    """A draft is decided once: of two editors at the same moment the first one wins."""

    async def new_draft(
        self,
        topic: str,
        covered: tuple[datetime, datetime],
        changes: Changes,
        address: Address,
        times: tuple[datetime, datetime],
    ) -> int:
        """Its id. `covered` is since and until, `times` are now and by when to decide; it takes
        the place of all drafts of the topic that wait."""
        row = {
            "topic": topic,
            "since": covered[0],
            "until": covered[1],
            "state": DraftState.OPEN,
            "changes": _written(changes),
            "platform": address.platform,
            "native_id": address.native_id,
            "created": times[0],
            "decide_by": times[1],
        }
        older = update(drafts).where(drafts.c.topic == topic, drafts.c.state.in_(WAITING))
        async with self.database.write() as connection:
            await connection.execute(older.values(state=DraftState.REPLACED))
            made = await connection.execute(insert(drafts).values(row).returning(drafts.c.id))
            number: int = made.scalar_one()
        return number

    async def draft(self, number: int) -> Draft | None:
        found = await self._drafts(drafts.c.id == number)
        return found[0] if found else None

    async def drafts_of(self, topic: str, limit: int = 20) -> list[Draft]:
        """The newest first."""
        return await self._drafts(drafts.c.topic == topic, limit=limit)

    async def waiting_drafts(self, address: Address | None = None) -> list[Draft]:
        """Those that nobody decided on, or that are held; of one editors' chat, or all."""
        where: list[ColumnElement[bool]] = [drafts.c.state.in_(WAITING)]
        if address is not None:
            where += [
                drafts.c.platform == address.platform,
                drafts.c.native_id == address.native_id,
            ]
        return await self._drafts(*where)

    async def announced(self, number: int, message_id: str) -> None:
        """The editors have it before them."""
        query = update(drafts).where(drafts.c.id == number).values(message_id=message_id)
        async with self.database.write() as connection:
            await connection.execute(query)

    async def decide(self, number: int, state: DraftState, by: str, now: datetime) -> bool:
        """Whether it still waited."""
        query = (
            update(drafts)
            .where(drafts.c.id == number, drafts.c.state.in_(WAITING), drafts.c.state != state)
            .values(state=state, decided=now, decided_by=by)
            .returning(drafts.c.id)
        )
        async with self.database.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def change_draft(self, number: int, change: Callable[[Changes], Changes]) -> Draft | None:
        """Let a change be made to what is there now; None when it does not wait any more."""
        where = (drafts.c.id == number, drafts.c.state.in_(WAITING))
        async with self.database.write() as connection:
            query = select(drafts).where(*where).with_for_update()
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            written = _written(change(_read(row.changes)))
            await connection.execute(update(drafts).where(*where).values(changes=written))
        return await self.draft(number)

    async def _drafts(self, *where: Any, limit: int = 100) -> list[Draft]:
        query = select(drafts).where(*where).order_by(drafts.c.id.desc()).limit(limit)
        async with self.database.read() as connection:
            return [_draft(row) for row in (await connection.execute(query)).all()]


def _draft(row: Any) -> Draft:
    return Draft(
        id=row.id,
        topic=row.topic,
        since=row.since,
        until=row.until,
        state=DraftState(row.state),
        changes=_read(row.changes),
        address=Address(row.platform, row.native_id),
        message_id=row.message_id,
        decide_by=row.decide_by,
        decided_by=row.decided_by,
    )


def _written(changes: Changes) -> dict[str, Any]:
    return {"dropped": sorted(changes.dropped), "edited": dict(changes.edited)}


def _read(written: dict[str, Any]) -> Changes:
    dropped: Sequence[str] = written.get("dropped", ())
    return Changes(frozenset(dropped), dict(written.get("edited", {})))
