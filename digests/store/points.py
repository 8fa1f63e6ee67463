"""Key points that were made once and are used for every chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from digests.model import Certainty, Citation, KeyPoint
from digests.store.tables import key_points, stories


def stored_points(
    connection: Connection, story: int, cut: str, version: int
) -> tuple[KeyPoint, ...] | None:
    """The points of this version of a story, or None when they have to be made."""
    table = key_points.c
    query = select(table.points).where(
        table.story == story, table.cut == cut, table.version == version
    )
    found = connection.scalar(query)
    return None if found is None else tuple(_to_point(values) for values in found)


def store_points(
    connection: Connection, story: int, cut: str, version: int, points: tuple[KeyPoint, ...]
) -> None:
    """Keep the points and forget those of earlier versions; a story that went meanwhile has none.

    On a server the story stays at least until the transaction ends.
    """
    there = select(stories.c.id).where(stories.c.id == story)
    if connection.scalar(there.with_for_update(read=True, key_share=True)) is None:
        return
    table = key_points.c
    old = (table.story == story) & ((table.version < version) | (table.cut == cut))
    connection.execute(delete(key_points).where(old))
    values = [_to_values(point) for point in points]
    connection.execute(
        insert(key_points).values(story=story, cut=cut, version=version, points=values)
    )


def _to_values(point: KeyPoint) -> dict[str, Any]:
    return {**asdict(point), "first_seen": point.first_seen.astimezone(UTC).isoformat()}


def _to_point(values: Mapping[str, Any]) -> KeyPoint:
    changed: dict[str, Any] = {
        "citations": _citations(values["citations"]),
        "against": _citations(values.get("against", ())),
        "first_seen": datetime.fromisoformat(values["first_seen"]),
        "certainty": Certainty(values["certainty"]),
        **{name: tuple(values[name]) for name in ("items", "differs", "added")},
    }
    return KeyPoint(**{**values, **changed})


def _citations(stored: Iterable[Mapping[str, Any]]) -> tuple[Citation, ...]:
    return tuple(Citation(**citation) for citation in stored)
