"""Long texts are cut so that every piece fits, nothing is lost and nothing is torn."""

from __future__ import annotations

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.cutting import cut

FAMILY = "👨‍👩‍👧‍👦"
PIECES = ("a", "bc ", ". ", "é", "e\u0301", FAMILY, "🇺🇦", " ", "\n")


def up_to(length: int, text: str) -> list[str]:
    return cut(text, lambda piece: len(piece) <= length)


def test_a_text_that_fits_stays_whole() -> None:
    assert up_to(20, " It opens. Soon. ") == ["It opens. Soon."]
    assert up_to(5, "  ") == []


def test_cuts_fall_after_sentences_then_words_then_graphemes() -> None:
    assert up_to(12, "It opens. Be there.") == ["It opens.", "Be there."]
    assert up_to(12, "It opens on monday") == ["It opens on", "monday"]
    assert up_to(7, "abcdefghij") == ["abcdefg", "hij"]
    assert up_to(9, FAMILY * 2) == [FAMILY, FAMILY]
    assert up_to(3, "e\u0301e\u0301e\u0301") == ["e\u0301", "e\u0301", "e\u0301"]


def test_an_early_sentence_is_no_reason_to_waste_a_message() -> None:
    assert up_to(20, "No. The bridge is open now") == ["No. The bridge is", "open now"]


def test_a_grapheme_longer_than_any_piece_is_cut_all_the_same() -> None:
    assert "".join(up_to(4, "a" + "\u0301" * 10)) == "a" + "\u0301" * 10


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "bc ", ". ", "é", "e\u0301", FAMILY, "🇺🇦", " ", "\n"])).map(
        "".join
    ),
    st.integers(11, 40),
)
def test_pieces_fit_and_make_up_the_text_without_a_torn_grapheme(text: str, length: int) -> None:
    pieces = up_to(length, text)
    assert all(0 < len(piece) <= length for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    whole = [found for found in regex.findall(r"\X", text) if found.strip()]
    cut_up = [found for piece in pieces for found in regex.findall(r"\X", piece) if found.strip()]
    assert cut_up == whole
