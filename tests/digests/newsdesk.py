"""What the tests of the newsroom share: short ways to write articles, and a plain summariser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from digests import (
    Article,
    ArticleDraft,
    Citation,
    DigestQuery,
    KeyPoint,
    Newsroom,
    Period,
    Section,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SENTENCE = re.compile(r"[^.!?]+[.!?]")

BRIDGE = (
    "The old harbour bridge will close for repairs on Monday, the port authority said. "
    "Ferries will carry passengers every ten minutes until the work ends in June. "
    "The repair costs 12 million crowns and is paid by the city of Norhaven."
)
BRIDGE_AGAIN = (
    "Norhaven's harbour bridge closes for repairs on Monday and ferries replace it. "
    "The port authority said the work on the bridge would end in June. "
    "Cyclists asked for a longer timetable of the ferries at night."
)
BUDGET = (
    "The council of Lindale passed a budget with a deficit of 40 million on Tuesday evening. "
    "Libraries lose a tenth of their money while schools keep theirs. "
    "The mayor called the vote a compromise that nobody loves."
)


def draft(title: str, text: str, outlet: str = "The Harbour Post", **more: Any) -> ArticleDraft:
    return ArticleDraft(
        **{"title": title, "text": text, "outlet": outlet, "language": "en", **more}
    )


def query(topic: str = "all", *, days: float = 7, end: datetime = NOW, **more: Any) -> DigestQuery:
    period = Period(start=end - timedelta(days=days), end=end + timedelta(seconds=1))
    return DigestQuery(topic=topic, period=period, **more)


async def poll_and_take_in(newsroom: Newsroom, now: datetime) -> int:
    """How many articles came of it."""
    await newsroom.poll(now)
    return (await newsroom.take_in_arrivals(now)).new


class FirstSentences:
    """The first sentences of every article, each a point; counts how often it is asked."""

    name = "first-sentences"

    def __init__(self) -> None:
        self.asked = 0

    async def summarise(
        self,
        articles: Sequence[Article],
        sections: Sequence[Section],
        limit: int,
        language: str = "",
    ) -> tuple[KeyPoint, ...]:
        self.asked += 1
        points = [point(article, found) for article in articles for found in _spans(article.text)]
        return tuple(points[:limit])


def _spans(text: str) -> list[tuple[int, int]]:
    found = [match.span() for match in SENTENCE.finditer(text)]
    return [(start + len(text[start:]) - len(text[start:].lstrip()), end) for start, end in found]


def point(article: Article, span: tuple[int, int]) -> KeyPoint:
    quote = article.text[span[0] : span[1]]
    citation = Citation(
        article=article.id, start=span[0], end=span[1], quote=quote, outlet=article.outlet
    )
    return KeyPoint(text=quote, citations=(citation,), first_seen=article.first_seen)
