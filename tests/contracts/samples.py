"""Digests for contract tests: a usual one, a nasty one, a long one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from digests import Certainty, Citation, Digest, DigestSection, DigestStory, KeyPoint, Period

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
NASTY = (
    '<b>&amp; & "quoted" *_[`~ <!channel> <@U123> @everyone #tag /start '
    "https://a.example/x?a=1&b=<2> \u202edesrever 👨‍👩‍👧‍👦 {0} %s \\n"
)


def point(text: str, outlet: str = "The Harbour Post", **more: Any) -> KeyPoint:
    cited = Citation(
        article=1,
        start=0,
        end=len(text),
        quote=text,
        outlet=outlet,
        url="https://harbour-post.example/bridge?day=1&part=2",
    )
    return KeyPoint(text=text, citations=(cited,), first_seen=NOW, **more)


def story(
    number: int, *points: KeyPoint, title: str = "", section: str | None = None
) -> DigestStory:
    return DigestStory(
        story=number,
        title=title or f"Story number {number}",
        outlets=("The Harbour Post",),
        published=NOW,
        language="en",
        sections=(DigestSection(title=section, points=points),),
        url=f"https://harbour-post.example/{number}",
    )


def digest(*stories: DigestStory, title: str = "Harbour news") -> Digest:
    return Digest(
        topic="harbour",
        title=title,
        period=Period(start=NOW - timedelta(days=1), end=NOW),
        stories=stories,
    )


def usual() -> Digest:
    first = point(
        "The bridge opens on Monday.",
        certainty=Certainty.EXPECTED,
        attribution="the mayor",
        items=("first the footway", "then the road"),
        differs=("The Harbour Post says 4 lanes, The Tide says 6.",),
    )
    second = point("The city lends 40 million for it.", outlet="The Tide")
    return digest(story(1, first, second, section="Traffic"))


def nasty() -> Digest:
    """Markup of every platform in every field."""
    bad = point(NASTY, outlet=NASTY, attribution=NASTY, items=(NASTY,), differs=(NASTY,))
    return digest(story(1, bad, title=NASTY, section=NASTY), title=NASTY)


def long(stories: int = 12, points: int = 12) -> Digest:
    """More than one message on every platform that has a limit."""
    return digest(
        *(
            story(
                number,
                *(
                    point(f"Fact {number}.{at} of the harbour is told in a sentence of its own.")
                    for at in range(points)
                ),
                section="Traffic",
            )
            for number in range(1, stories + 1)
        )
    )
