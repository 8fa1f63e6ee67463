"""The script that fits the weights of ranking."""

from __future__ import annotations

from benchmarks.weights import fitted, item_of, overlap
from digests.summarise.ranking import SINGLE

ROW = {
    "id": "bridge",
    "lang": "en",
    "budget": 12,
    "title": "Bridge",
    "text": "The old harbour bridge closes in May. The mayor opened a market on Friday. "
    "A choir sang for three hours in the northern hall.",
    "reference": "The old harbour bridge closes in May.",
}


def test_what_stands_where_summaries_take_from_weighs_more() -> None:
    model = fitted([item_of(ROW)])
    first, last = model.places[5], model.places[6]  # how near the start its first place is
    assert first > 0
    assert last > 0


def test_a_model_is_judged_by_the_digest_that_it_makes() -> None:
    assert overlap(item_of(ROW), SINGLE) > 60
    late = SINGLE.__class__(0.0, (0, 0, 0, 0, 0, -9, -9, 0), (0,) * 6, (0,) * 7)
    assert overlap(item_of(ROW), late) < 60
