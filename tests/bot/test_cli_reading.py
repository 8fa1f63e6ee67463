"""What `preview --json` and `summary --json` print for programs."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cli.reading import section_json
from digests import Citation, DigestSection, KeyPoint


def cited(outlet: str, quote: str) -> Citation:
    return Citation(article=1, start=0, end=len(quote), quote=quote, outlet=outlet)


def test_a_point_says_who_differs_and_in_which_sentence() -> None:
    point = KeyPoint(
        text="The bridge will cost 42 million crowns.",
        citations=(cited("Harbour Courier", "The bridge will cost 42 million crowns."),),
        differs=("City Wire: 45 million crowns",),
        against=(cited("City Wire", "It costs 45 million crowns."),),
        first_seen=datetime(2026, 3, 2, tzinfo=UTC),
    )
    (shown,) = section_json(DigestSection(title="Money", points=(point,)))["points"]
    assert shown["outlets"] == ["Harbour Courier"]
    assert shown["differs"] == ["City Wire: 45 million crowns"]
    assert [one["quote"] for one in shown["against"]] == ["It costs 45 million crowns."]
    assert [one["outlet"] for one in shown["citations"]] == ["Harbour Courier"]
