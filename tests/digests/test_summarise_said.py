"""How sure a sentence is and who says so, over real-looking sentences in nine languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import benchmarks
from digests.text.cues import hedges_in
from tests.digests.test_summarise_languages import told

FOLDER = Path(benchmarks.__file__).parent
SAID = tomllib.loads((FOLDER / "said.toml").read_text(encoding="utf-8"))
CUE = re.compile(r"\*([^*]+)\*")


def cases() -> list[object]:
    return [
        pytest.param(language, marked, certainty, who, id=f"{language}-{number}-{kind}")
        for language, lines in SAID.items()
        for number, (kind, marked, certainty, who) in enumerate(lines, 1)
    ]


@pytest.mark.parametrize(("language", "marked", "certainty", "who"), cases())
def test_a_point_is_as_sure_as_its_sentence_and_names_who_says_so(
    language: str, marked: str, certainty: str, who: str
) -> None:
    sentence = CUE.sub(r"\1", marked)
    point = told(sentence, language)
    assert point.certainty == certainty
    if who:
        assert (point.attribution or "").casefold() == who.casefold()
    elif certainty != "reported":
        assert point.attribution is None, "nobody is named, so nobody says so"
    for cue in CUE.findall(marked):
        assert cue.casefold() in point.text.casefold()
    shown = hedges_in(point.text, language) | hedges_in(point.attribution or "", language)
    assert hedges_in(sentence, language) <= shown


@pytest.mark.parametrize("language", SAID)
def test_there_are_enough_sentences_of_each_language(language: str) -> None:
    kinds = {line[0] for line in SAID[language]}
    assert len(SAID[language]) >= 20
    assert {"unnamed", "denied", "undecided", "expected", "possible", "quote"} <= kinds
