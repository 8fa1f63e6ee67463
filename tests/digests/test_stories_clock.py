"""Times of day that outlets give for one event: the same in other words, or another one."""

from __future__ import annotations

import pytest

from digests import Citation, KeyPoint
from digests.stories.agreement import Views
from digests.stories.clock import clocks_in
from digests.stories.novelty import Told
from tests.digests.newsdesk import NOW

SAILED = "The ferry left the harbour of Norhaven {} on Monday."


def said(outlet: str, text: str) -> KeyPoint:
    citation = Citation(article=len(outlet), start=0, end=1, quote="", outlet=outlet)
    return KeyPoint(text=text, citations=(citation,), first_seen=NOW)


def line_between(one: str, other: str, language: str = "en") -> str:
    """What stands beside the first sentence of who says the other one."""
    (held,) = Views(language, {}).contrasted([said("Post", one)], [said("Mirror", other)])
    return " ".join(held.differs).removeprefix("Mirror: ")


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [
        ("at 21.40", "at 22.40", "22.40"),
        ("at 21:40", "at 22:40", "22:40"),
        ("at 9.40 p.m.", "at 10.40pm", "10.40pm"),
        ("at 9pm", "at 10 pm", "10 pm"),
        ("at 9:40 in the evening", "at 22:40", "22:40"),
    ],
)
def test_two_times_of_one_event_stand_beside_each_other(one: str, other: str, line: str) -> None:
    assert line_between(SAILED.format(one), SAILED.format(other)) == line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at 21:40", "at 21.40"),
        ("at 21:40", "at 9.40 p.m."),
        ("at 21:40", "at 9:40"),  # may be meant
        ("at about 9pm", "at 9:20 p.m."),
        ("at 9pm", "at 9:10 p.m."),
        ("shortly after 21:40", "at 22:40"),
        ("until 21:40", "at 22:40"),
        ("at 21:40 GMT", "at 22:40"),
    ],
)
def test_the_same_time_a_bound_and_another_zone_are_no_disagreement(one: str, other: str) -> None:
    assert line_between(SAILED.format(one), SAILED.format(other)) == ""


def test_the_time_on_another_day_is_another_fact() -> None:
    one = "The first ferry of the day leaves Norhaven at 9:40 on Monday."
    other = "The first ferry of the day leaves Norhaven at 10:40 on Sunday."
    assert line_between(one, other) == ""
    assert line_between(one, other.replace("Sunday", "Monday")) == "10:40"


@pytest.mark.parametrize(
    ("language", "sentence", "one", "other"),
    [
        ("de", "Das Feuer im Hotel in Norhaven brach am Montag um {} aus.", "21.40 Uhr", "22 Uhr"),
        ("fr", "Le feu a éclaté lundi à {} dans un hôtel de Norhaven.", "21h40", "22 heures"),
        ("es", "El fuego empezó el lunes a las {} en un hotel de Norhaven.", "21.40", "22:40"),
        ("it", "L'incendio è scoppiato lunedì alle {} in un hotel di Norhaven.", "21.40", "22.40"),
        ("pt", "O fogo começou na segunda-feira às {} num hotel de Norhaven.", "21h40", "22h"),
        ("pl", "Pożar w hotelu w Norhaven wybuchł w poniedziałek o {}.", "21.40", "22:40"),
        ("uk", "Пожежа в готелі в Норгавені почалася в понеділок о {}.", "21:40", "22.40"),
        ("es", "El fuego empezó a las {} en la cocina.", "21.40", "22:40"),
        ("ru", "Пожар в гостинице в Норхавене начался в понедельник в {}.", "21.40", "22:40"),
    ],
)
def test_times_disagree_in_every_language(
    language: str, sentence: str, one: str, other: str
) -> None:
    assert line_between(sentence.format(one), sentence.format(other), language) == other
    assert line_between(sentence.format(one), sentence.format(one), language) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Shares of the port closed at 21.40 on Monday.",
        "The rate stands at 5.40 percent.",
        "The flight takes 3 hours.",
        "Ils sont à 3 heures de Paris.",
        "The score was 121:40 on 21.40.2026 at 21:40:33.",
    ],
)
def test_a_price_a_duration_and_a_date_are_no_time(sentence: str) -> None:
    assert list(clocks_in(sentence)) == []


def test_other_numbers_are_compared_where_a_time_stands_beside_them() -> None:
    one = "At 21:40 on Monday 14 people were killed in a hotel fire in Lindale."
    other = "At 21.45 on Monday 12 people were killed in a hotel fire in Lindale."
    assert line_between(one, other) == "12 people, 21.45"


def test_another_time_is_news_and_the_same_one_in_other_words_is_not() -> None:
    told = Told([SAILED.format("at 21:40")], "en")
    assert not told.is_new(SAILED.format("at 9.40 p.m."))
    assert told.is_new(SAILED.format("at 23:10"))


def test_a_day_that_only_one_of_them_names_parts_no_times() -> None:
    one, other = (
        "El fuego empezó a las 21.40 en la cocina.",
        "El fuego empezó a las 22.40 el martes.",
    )
    assert line_between(one, other, "es") == "22.40"
    assert line_between(one.replace("21.40", "21.40 del lunes"), other, "es") == ""
