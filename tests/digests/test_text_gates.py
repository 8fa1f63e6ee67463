"""Patterns that look for words before they try."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.text.gates import Gated, possible, words_needed
from digests.text.tables import table

MONTHS = ("may", "june")
WORDS = ("shut", "shuts", "oput", "oputs")
LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "pl", "uk", "ru"]


def gated(language: str) -> list[Gated]:
    """Every pattern of a language that looks first."""
    found: list[Gated] = []
    for field in fields(table(language)):
        held = getattr(table(language), field.name)
        several = held.values() if field.name == "certainty" else held
        many = list(several) if isinstance(several, tuple | type({}.values())) else [held]
        found += [one for one in many if isinstance(one, Gated)]
    return found


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("ferr(?:y|ies)", [{"ferr"}]),
        (
            "(?:sh|op)uts? in (?:may|june)",
            [{f"{a} in {b}" for a in WORDS for b in MONTHS}],
        ),
        ("bridge|ferry|tram", [{"bridge", "ferry", "tram"}]),
        ("bridge|\\w+|tram", []),
        ("bridge(?: over the lake)?", [{"bridge"}]),
        ("bridge(?! to nowhere)", [{"bridge"}]),
        ("(?<=the )bridge(?= over)", [{"bridge"}]),
        ("(?:bridge)*", []),
        ("(?:bridge){0,3} closed", [{" closed"}]),
        ("(?:bridge ){2,}closed", [{"bridge "}, {"closed"}]),
        ("[^,]+ said (?P<who>\\w+)", [{" said "}]),
        ("(?-i:Bridge)", [{"bridge"}]),
        ("\\bU\\.S\\. ", [{"u.s. "}]),
        ("reports?|reported", [{"report"}]),
        ("claims|claimed", [{"claim"}]),
        ("x[()|]y", [{"x(y", "x)y", "x|y"}]),
        ("\\s[—–]\\s", [{"—", "–"}]),
        ("bridges??", [{"bridge"}]),
        ("clos(?:e|ing)+d", [{"close", "closing"}]),
        ("(?!)", []),
    ],
)
def test_what_every_match_holds(pattern: str, needed: list[set[str]]) -> None:
    assert sorted(map(sorted, words_needed(pattern))) == sorted(map(sorted, needed))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_nothing_that_matches_is_passed_over(language: str, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(gated(language)))
    text = data.draw(st.from_regex(one.pattern))
    assert possible((one,), text.lower()), (one.pattern.pattern, text)


def test_what_holds_no_word_of_a_pattern_is_not_tried() -> None:
    one = Gated(re.compile("the (?:ferry|tram) (?:closes|opens)", re.IGNORECASE))
    assert not one.may_match("The bridge closes.")
    assert one.search("Today THE FERRY OPENS.")
    assert one.match("The tram closes.")
    assert [*one.finditer("The tram closes, the ferry opens.")][1].start() == 17
    assert not [*one.finditer("The bridge closes.")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_patterns_know_words_to_look_for(language: str) -> None:
    found = gated(language)
    assert len(found) > 15
    assert sum(bool(one.gates) for one in found) > 0.7 * len(found)
