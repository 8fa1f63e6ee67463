"""What a language model answered and was used for. Each query is part of a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.adding import adding_to
from digests.store.tables import model_answers, model_usage

SPENDING = 7_316_044  # any number, another than in locks.py
COUNTED = ("questions", "tokens_in", "tokens_out", "cost", "points", "repaired", "replaced",
           "failures")  # fmt: skip


async def stored_answer(connection: AsyncConnection, key: str) -> str | None:
    """What the model answered to a question, by the question's key."""
    query = select(model_answers.c.answer).where(model_answers.c.key == key)
    found: str | None = await connection.scalar(query)
    return found


async def store_answer(connection: AsyncConnection, key: str, answer: str, now: datetime) -> None:
    """Keep an answer; the first one to a question stays."""
    adding = adding_to(model_answers, connection.dialect.name)
    row = {"key": key, "answer": answer, "asked": now}
    await connection.execute(adding.values(row).on_conflict_do_nothing())


def forget_answers(connection: Connection, before: datetime) -> None:
    """Delete what was asked before then."""
    connection.execute(delete(model_answers).where(model_answers.c.asked < before))


def spend_alone(connection: Connection) -> None:
    """Wait until no other process counts; SQLite's writers wait for each other already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SPENDING})


def spent(connection: Connection, day: str) -> tuple[int, int, int, int]:
    """Tokens and cost of a day, and of its month up to the end of it."""
    usage = model_usage.c
    today = usage.day == day
    tokens, cost = usage.tokens_in + usage.tokens_out, usage.cost
    sums = [
        func.coalesce(func.sum(case((today, tokens), else_=0)), 0),
        func.coalesce(func.sum(case((today, cost), else_=0)), 0),
        func.coalesce(func.sum(tokens), 0),
        func.coalesce(func.sum(cost), 0),
    ]
    row = connection.execute(select(*sums).where(usage.day.like(f"{day[:7]}-%"))).one()
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


def add_usage(connection: Connection, day: str, more: Mapping[str, int]) -> bool:
    """Add to the numbers of a day; what is less than reserved is a negative number. Returns
    whether they are the first of that day."""
    known = connection.scalar(select(model_usage.c.day).where(model_usage.c.day == day))
    if known is None:
        row = {**dict.fromkeys(COUNTED, 0), **more}
        connection.execute(insert(model_usage).values(day=day, **row))
        return True
    values = {name: model_usage.c[name] + number for name, number in more.items()}
    connection.execute(update(model_usage).where(model_usage.c.day == day).values(values))
    return False


def note_cap(connection: Connection, day: str, cap: str) -> bool:
    """Remember that a cap ("day" or "month") was reached; whether nobody had noted it before."""
    add_usage(connection, day, {"questions": 0})
    span = model_usage.c.day == day if cap == "day" else model_usage.c.day.like(f"{day[:7]}-%")
    query = select(model_usage.c.day).where(span, model_usage.c.capped == cap)
    if connection.execute(query).first() is not None:
        return False
    row = model_usage.c.day == day
    connection.execute(update(model_usage).where(row).values(capped=cap))
    return True


async def usage_in(connection: AsyncConnection, month: str) -> list[Mapping[str, Any]]:
    """The numbers of each day of a month such as "2026-03", the newest first."""
    days = model_usage.c.day.like(f"{month}-%")
    query = select(model_usage).where(days).order_by(model_usage.c.day.desc())
    return [dict(row._mapping) for row in await connection.execute(query)]
