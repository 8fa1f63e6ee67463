"""Who says so is moved out of a sentence, and what stays is one."""

from __future__ import annotations

import pytest

from digests.summarise.attribution import lift


@pytest.mark.parametrize(
    ("language", "said", "alone"),
    [
        (
            "en",
            "The mayor said that talks were going on and that the county had agreed.",
            "Talks were going on and the county had agreed.",
        ),
        (
            "en",
            "The mayor said that the bridge is old and that is a problem for all.",
            "The bridge is old and that is a problem for all.",
        ),
        ("uk", "Мер заявив, що міст старий і що його закриють у травні.", None),
        ("fr", "Le maire a déclaré que le pont est vieux et que le quai ferme en mai.", None),
    ],
)
def test_two_statements_of_one_speaker_stay_two_sentences(
    language: str, said: str, alone: str | None
) -> None:
    found = lift(said, language)
    assert found.moved
    assert " і що " not in found.text
    assert " et que " not in found.text
    if alone:
        assert found.text == alone
