"""The built-in summariser: what a digest tells of an article, and how it can be traced."""

from __future__ import annotations

import doctest
import importlib
from datetime import UTC, datetime

import pytest

import digests
from digests.errors import SummaryError
from digests.model import Article, Certainty, KeyPoint, Section
from digests.summarise import Summariser
from digests.summarise.extractive import ExtractiveSummariser, key_points

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HARBOUR = """\
The port of Northhaven has quietly offered two kinds of help to the ferry alliance.
This includes pilots and fuel for the towns along the coast.
The Harbour Post writes about this, citing its own sources.
It is noted that the alliance's plans are divided into three areas of work \
- "routes", "piers" and "tickets".
The first two provide for safe landing places in all nine towns.
And the ticket component involves one fare for the whole coast. \
This idea has already been publicly supported by Mayor Ada Brandt, the article says.
The publication writes that it is expected that the training of captains \
may be moved from Northhaven to the eastern islands.
However, a decision on a larger fleet has not yet been made.
The article says that night ferries will probably not run in winter in order to avoid ice.
"""
SECTIONS = (
    Section(title="Help from the port", cues=("pilots", "fuel", "offered", "help")),
    Section(
        title="Alliance plans", cues=("routes", "piers", "ticket", "fleet", "training", "ferries")
    ),
)


def article(text: str, number: int = 1, language: str = "en", title: str = "News") -> Article:
    return Article(
        id=number,
        title=title,
        text=text,
        outlet="The Harbour Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language=language,
    )


def points(text: str, language: str = "en", limit: int = 24) -> tuple[KeyPoint, ...]:
    return key_points([article(text, language=language)], SECTIONS, limit)


def with_words(found: tuple[KeyPoint, ...], words: str) -> KeyPoint:
    (point,) = (point for point in found if words in point.text)
    return point


def test_every_quote_is_a_span_of_the_article() -> None:
    for point in points(HARBOUR):
        assert point.citations
        for citation in point.citations:
            assert citation.quote == HARBOUR[citation.start : citation.end]


def test_sections_get_their_points_and_at_most_five() -> None:
    found = points(HARBOUR)
    sections = [point.section for point in found]
    assert sections.count("Alliance plans") == 5
    assert "Help from the port" in sections
    assert sections == sorted(sections, key=lambda title: title or "", reverse=True)


def test_a_credit_names_the_source_of_the_lead() -> None:
    lead = with_words(points(HARBOUR), "quietly offered")
    assert lead.attribution == "its own sources"
    assert lead.certainty is Certainty.REPORTED
    assert "citing its own sources" in lead.citations[-1].quote


def test_the_parts_of_a_list_take_the_place_of_the_first_two() -> None:
    found = with_words(points(HARBOUR), "safe landing places")
    assert '"routes" and "piers" provide for safe landing places' in found.text
    assert found.added == ("routes", "piers")


def test_a_sentence_that_points_back_is_joined_to_what_it_points_at() -> None:
    found = with_words(points(HARBOUR), "Ada Brandt")
    assert found.text == (
        "The ticket component involves one fare for the whole coast; this idea has already been "
        "publicly supported by Mayor Ada Brandt."
    )
    assert len(found.citations) == 2


def test_a_quotation_of_several_sentences_is_joined_to_nothing() -> None:
    found = points(
        "“Oh no,” replies the masked stranger, a stable boy. “It’s just that masks are so "
        "comfortable. Everyone will be wearing them in the future.”"
    )
    assert [point.text for point in found] == [
        "“Oh no,” replies the masked stranger, a stable boy."
    ]


def test_hedges_stay_and_give_the_certainty() -> None:
    found = points(HARBOUR)
    moved = with_words(found, "may be moved")
    assert moved.text.startswith("It is expected that the training")
    assert moved.certainty is Certainty.EXPECTED
    undecided = with_words(found, "larger fleet")
    assert undecided.text == "A decision on a larger fleet has not yet been made."
    assert undecided.certainty is Certainty.UNDECIDED
    assert with_words(found, "probably not run").certainty is Certainty.EXPECTED


def test_no_point_starts_in_the_air() -> None:
    starts = ("this", "it is noted", "however", "and ", "he ", "the first two", "the article")
    for point in points(HARBOUR):
        assert not point.text.lower().startswith(starts), point.text


def test_the_limit_is_kept_and_each_section_has_its_share() -> None:
    found = points(HARBOUR, limit=3)
    assert len(found) == 3
    assert {point.section for point in found} == {"Help from the port", "Alliance plans"}


def test_the_same_articles_give_the_same_points() -> None:
    assert points(HARBOUR) == points(HARBOUR)


def test_two_outlets_on_one_fact_make_one_point() -> None:
    first = article("The old bridge in Northhaven will close on 3 May for repairs.", 1)
    second = article("The old bridge in Northhaven will close on 3 May for long repairs.", 2)
    assert len(key_points([first, second], (), 5)) == 1


@pytest.mark.parametrize("text", ["", "Menu\nHome\nContact", "* * *", "https://example.org/a"])
def test_a_text_without_sentences_gives_one_clear_line(text: str) -> None:
    with pytest.raises(SummaryError, match=r"no full sentence"):
        key_points([article(text)], (), 5)


def test_the_package_offers_it() -> None:
    assert digests.summarise([article(HARBOUR)], sections=SECTIONS, limit=24) == points(HARBOUR)


async def test_it_is_a_summariser() -> None:
    summariser = ExtractiveSummariser()
    assert isinstance(summariser, Summariser)
    assert await summariser.summarise([article(HARBOUR)], SECTIONS, 24) == points(HARBOUR)


def test_the_documented_example_runs() -> None:
    assert doctest.testmod(importlib.import_module("digests.summarise")).failed == 0


@pytest.mark.parametrize(
    ("language", "text", "certainty", "kept"),
    [
        ("uk", "Рішення про новий міст ще не ухвалено міською радою.", "undecided", "ще не"),
        (
            "uk",
            "Навчання, ймовірно, перенесуть до західних областей країни.",
            "expected",
            "ймовірно",
        ),
        ("ru", "Решение о новом мосте ещё не принято городским советом.", "undecided", "ещё не"),
        ("ru", "Паром может выйти в море уже в начале мая.", "possible", "может"),
        ("de", "Die neue Brücke könnte schon im Mai eröffnet werden.", "possible", "könnte"),
        ("fr", "Le nouveau pont pourrait ouvrir dès le mois de mai.", "possible", "pourrait"),
        ("es", "El nuevo puente podría abrir en el mes de mayo.", "possible", "podría"),
        ("it", "Il nuovo ponte potrebbe aprire nel mese di maggio.", "possible", "potrebbe"),
        ("pt", "A nova ponte poderia abrir no mês de maio.", "possible", "poderia"),
        ("pl", "Nowy most może zostać otwarty w miesiącu maju.", "possible", "może"),
    ],
)
def test_each_language_keeps_its_hedges(
    language: str, text: str, certainty: str, kept: str
) -> None:
    (point,) = key_points([article(text, language=language)], (), 5)
    assert kept in point.text
    assert point.certainty == certainty


def test_ukrainian_lead_ins_move_to_the_attribution() -> None:
    text = "Зазначається, що новий міст відкриють у травні. Мер заявила, що пором скасують влітку."
    first, second = key_points([article(text, language="uk")], (), 5)
    assert first.text == "Новий міст відкриють у травні."
    assert second.text == "Пором скасують влітку."
    assert second.attribution == "Мер"


def test_a_sentence_that_is_cut_off_is_not_told() -> None:
    text = (
        "The old bridge will close in May for repairs. The council wants to keep the ferry and..."
    )
    (point,) = points(text)
    assert point.text == "The old bridge will close in May for repairs."


def test_russian_and_ukrainian_lists_are_counted_from_the_right_end() -> None:
    text = (
        "Плани мають три напрями – «повітря», «море» та «земля». "
        "Перші два передбачають нагляд за миром у небі."
    )
    (point,) = points(text, "uk")
    assert "повітря" in point.text.split(";")[1]
    assert "море" in point.text.split(";")[1]
    assert "земля" not in point.text.split(";")[1]


def test_an_unknown_language_is_detected() -> None:
    assert [p.text for p in points(HARBOUR, "")] == [p.text for p in points(HARBOUR)]


def test_the_marks_of_lists_and_live_pages_are_no_part_of_a_point() -> None:
    told = points(
        "- The fire began in a warehouse near the port at night.\n"
        "3. Schools nearby stay closed on Monday and Tuesday.\n"
        "14:32 – The storm has reached the harbour and all ferries are cancelled.\n"
        "12:05 Good morning and welcome to our live coverage of the storm.\n"
        "12.5 million people watched the match on television.\n"
    )
    assert {point.text for point in told} == {
        "The fire began in a warehouse near the port at night.",
        "Schools nearby stay closed on Monday and Tuesday.",
        "The storm has reached the harbour and all ferries are cancelled.",
        "12.5 million people watched the match on television.",
    }


def test_the_questions_of_an_interview_are_not_told() -> None:
    told = points(
        "How did the storm change the city of Norhaven?\n"
        "Norhaven lost 300 trees and the old pier, the mayor recalls.\n"
        "Will the pier be rebuilt soon?\n"
        "The pier will be rebuilt by 2028.\n"
    )
    assert len(told) == 2
    assert not any("?" in point.text for point in told)


def test_nothing_is_left_out_of_a_quotation() -> None:
    (told,) = points('Mayor Ada Brandt said: "The bridge (the old one) will never close again."')
    assert '"The bridge (the old one) will never close again."' in told.text


def test_a_german_cue_is_found_in_compounds() -> None:
    text = (
        "Die Hafenbrücke von Harl wird im Mai gesperrt. Die Brückensperrung dauert drei Wochen. "
        "Der Rat der Stadt tagt am Montag."
    )
    draft = digests.ArticleDraft(title="", text=text, outlet="", language="de")
    found = digests.summarise([draft], sections=[Section(title="Verkehr", cues=("Brücke",))])
    assert [point.section for point in found] == ["Verkehr", "Verkehr", None]
