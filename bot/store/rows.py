"""Rows of the store as the nouns of `bot.model`, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import time
from typing import Any

from bot.model import (
    Address,
    Chat,
    ChatKind,
    ChatState,
    Length,
    Subscription,
    WhenEmpty,
    Wishes,
)
from bot.schedule import read_schedule


def chat_of(row: Any) -> Chat:
    return Chat(
        id=row.id,
        address=Address(row.platform, row.native_id, row.thread or None),
        kind=ChatKind(row.kind),
        title=row.title,
        language=row.language,
        zone=row.zone,
        state=ChatState(row.state),
        paused_reason=row.paused_reason,
        quiet=read_quiet(row.quiet),
        when_empty=WhenEmpty(row.when_empty),
        wishes=read_wishes(row.wishes),
    )


def subscription_of(row: Any, chat: Chat) -> Subscription:
    schedule = read_schedule(row.schedule)
    return Subscription(
        id=row.id,
        chat=chat,
        topic=row.topic,
        times=schedule.times,
        next_due=row.next_due,
        told_until=row.told_until,
        active=row.active,
        days=schedule.days,
        every=schedule.every,
        outlets=schedule.outlets,
    )


def write_quiet(quiet: tuple[time, time] | None) -> str:
    return "-".join(f"{end:%H:%M}" for end in quiet) if quiet else ""


def read_quiet(text: str) -> tuple[time, time] | None:
    if not text:
        return None
    start, _, end = text.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def write_wishes(wishes: Wishes) -> str:
    """Equal wishes give equal lines; those that nobody changed give ""."""
    usual = asdict(Wishes())
    changed = {name: value for name, value in asdict(wishes).items() if value != usual[name]}
    return json.dumps(changed, sort_keys=True, ensure_ascii=False) if changed else ""


def read_wishes(line: str) -> Wishes:
    """What `write_wishes` wrote."""
    if not line:
        return Wishes()
    found = json.loads(line)
    length = Length(found.pop("length", Length.NORMAL))
    silent = bool(found.pop("silent", False))
    return Wishes(length=length, silent=silent, **{name: tuple(found[name]) for name in found})
