"""Sentences, words, cues and languages."""

from __future__ import annotations

import pytest

from digests.model import Certainty
from digests.summarise.attribution import lift
from digests.summarise.compress import without_asides
from digests.summarise.enumerations import items_in
from digests.text.cues import (
    certainty_of,
    hedges_lost,
    is_dangling,
    points_back,
    without_connective,
)
from digests.text.language import detect_language
from digests.text.sentences import split_sentences
from digests.text.tables import table
from digests.text.words import content, has_words, stem

LANGUAGES = ("en", "uk", "ru", "de", "fr", "es", "pl", "it", "pt")


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Mr. Smith left the U.S. on Monday. He will be back.", 2),
        ("en", "One line\nAnother line", 2),
        (
            "uk",
            "Згідно зі ст. 5 договору, рада збереться 26 квіт. 2025 р. у Києві. Це перша рада.",
            2,
        ),
        ("ru", "Ущерб составил 5 млн руб. за год. Это больше, чем прежде.", 2),
        ("de", "Die Brücke ist z. B. am Montag zu. Danach öffnet sie.", 2),
    ],
)
def test_sentences_are_split_past_abbreviations(language: str, text: str, count: int) -> None:
    spans = split_sentences(text, language)
    assert len(spans) == count
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    joined = "".join(span.of(text) for span in spans)
    assert joined.replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_a_quotation_of_two_sentences_stays_whole() -> None:
    text = 'She said: "We will go. We will win." The crowd left.'
    assert [span.of(text) for span in split_sentences(text, "en")][-1] == "The crowd left."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_table(language: str) -> None:
    found = table(language)
    assert len(found.stop) > 80
    assert set(found.certainty) >= {"undecided", "denied", "expected", "possible", "reported"}
    assert found.lead_ins


def test_an_unknown_language_is_left_alone() -> None:
    assert not is_dangling("He left.", "xx")
    assert lift("The paper says that all is well here.", "xx").text.startswith("The paper")


@pytest.mark.parametrize(
    "text",
    ["He left early.", "This includes fuel.", "However, it rained.", "The first two cover ships."],
)
def test_starts_that_point_back_are_seen(text: str) -> None:
    assert is_dangling(text, "en")


@pytest.mark.parametrize(
    "text", ["It is expected that rain will fall.", "This week the ferry stops.", "The US left."]
)
def test_starts_that_stand_alone_are_left_in_peace(text: str) -> None:
    assert not is_dangling(text, "en")


@pytest.mark.parametrize(
    ("text", "rest", "who"),
    [
        ("The mayor said that the ferry will stop.", "The ferry will stop.", "The mayor"),
        ("According to Ada Brandt, the ferry will stop.", "The ferry will stop.", "Ada Brandt"),
        ("The ferry will stop in May, the mayor said.", "The ferry will stop in May.", "the mayor"),
        ("It is noted that the ferry will stop.", "The ferry will stop.", None),
        (
            "Despite the rain, The Post, citing informed sources, reports that the ferry will run.",
            "Despite the rain, the ferry will run.",
            "informed sources",
        ),
    ],
)
def test_attribution_is_moved_out(text: str, rest: str, who: str | None) -> None:
    found = lift(text, "en")
    assert (found.text, found.who, found.moved) == (rest, who, True)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said that he will resign soon.",
        "It is expected that the ferry may stop.",
        'The mayor said "we will stop the ferry" on Monday.',
    ],
)
def test_attribution_stays_where_moving_it_would_harm(text: str) -> None:
    assert lift(text, "en").text == text


def test_a_lost_hedge_is_noticed() -> None:
    assert hedges_lost("He may not go", "He may go", "en") == {"not"}
    assert hedges_lost("Він, ймовірно, піде", "Він піде", "uk") == {"ймовірно"}


def test_unnamed_sources_only_report() -> None:
    assert certainty_of("The ferry stops.", "en", "its own sources") is Certainty.REPORTED
    assert certainty_of("The ferry stops.", "en", "the mayor") is Certainty.STATED
    assert certainty_of("The mayor denied the claim.", "en") is Certainty.DENIED


def test_a_month_is_no_hedge() -> None:
    assert certainty_of("The bridge closes in May.", "en") is Certainty.STATED


def test_datelines_and_asides_are_dropped_but_not_numbers() -> None:
    assert without_asides("NORTHHAVEN (AP) — The port (pictured) grew (by 3%).", "en") == (
        "The port grew (by 3%)."
    )
    assert without_connective("However, the port grew fast.", "en") == "The port grew fast."


def test_a_list_in_a_sentence_has_parts() -> None:
    assert items_in('There are three areas: "air", "sea" and "land".', "en") == (
        "air",
        "sea",
        "land",
    )
    assert items_in("There was rain: the ferry stopped early.", "en") == ()


def test_the_country_is_not_the_pronoun() -> None:
    assert content("The US told us", "en") == ["US", "told"]
    assert stem("logistics", "en") == stem("logistical", "en")
    assert stem("мостами", "uk") == stem("мости", "uk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council has decided to close the bridge.", "en"),
        ("Міська рада вирішила закрити міст у травні.", "uk"),
        ("Городской совет решил закрыть мост в мае.", "ru"),
        ("Der Stadtrat will die Brücke im Mai schließen.", "de"),
        ("12 345", ""),
    ],
)
def test_the_language_of_a_text_is_found(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_the_mark_that_opens_a_quotation_goes_with_it_even_where_it_never_closes() -> None:
    text = "“It was hard,” the mayor said. “This concerns the ferry. It may sail again"
    assert [span.of(text) for span in split_sentences(text, "en")] == [
        "“It was hard,” the mayor said.",
        "“This concerns the ferry.",
        "It may sail again",
    ]


def test_a_quotation_that_never_closes_holds_nothing_together() -> None:
    assert len(split_sentences('He called it "a day. The ferry left. It rained.', "en")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "When asked, she did not want to answer.",
        "In May, she did not want a new ferry.",
        "The bridge, she said, will stay open.",
        '"We will keep the ferry," he added on Monday.',
    ],
)
def test_a_pronoun_in_the_frame_points_back(text: str) -> None:
    assert points_back(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ada Brandt said on Monday she did not want to close the bridge.",
        "Asked by Anna Holm, she did not want to answer.",
        "The bridge that Ada Brandt opened, she said, will stay open.",
        "The captain left the harbour before he had seen the storm.",
    ],
)
def test_a_pronoun_after_its_name_is_left_in_peace(text: str) -> None:
    assert not points_back(text, "en")


def test_a_permission_is_no_possibility() -> None:
    assert certainty_of("Boats may ask for a place at the pier.", "en") is Certainty.STATED
    assert certainty_of("The storm may reach the pier.", "en") is Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("language", "text"),
    [("hi", "भूकंप ५.९ मैग्निट्यूड का था।"), ("de", "Die Zahl stieg auf 3.000 im Jahr 2025.")],
)
def test_a_number_is_never_split(language: str, text: str) -> None:
    assert len(split_sentences(text, language)) == 1


def test_labels_before_a_colon_are_dropped() -> None:
    text = "Why it matters: The ferry carries half of the town."
    assert without_connective(text, "en") == "The ferry carries half of the town."
    assert without_connective("The latest figures are good news.", "en").startswith("The latest")


def test_words_are_counted_no_further_than_is_asked() -> None:
    assert has_words("The bridge, at last, isn't shut.", 6)
    assert not has_words("The bridge, at last, isn't shut.", 7)
