"""How many were killed or hurt: outlets count in many forms, and the forms are one number."""

from __future__ import annotations

import pytest

from digests import Database, Newsroom, Topic
from digests.stories import amounts
from digests.stories.agreement import Views
from digests.stories.amounts import amounts_of
from digests.stories.clock import without_clocks
from tests.digests.newsdesk import DAY, HOUR, NOW, draft, query
from tests.digests.test_stories_agreement import FIRE, said

DEAD = {
    "en": (
        "A fire in the Grand Hotel of Norhaven killed at least 14 people on Tuesday night.",
        "The death toll of the fire in the Grand Hotel of Norhaven has risen to {}.",
    ),
    "de": (
        "Bei einem Brand im Grand Hotel in Norhaven starben mindestens 14 Menschen.",
        "Die Zahl der Toten nach dem Brand im Grand Hotel in Norhaven ist auf {} gestiegen.",
    ),
    "fr": (
        "L'incendie du Grand Hôtel de Norhaven a fait au moins 14 morts.",
        "Le bilan de l'incendie du Grand Hôtel de Norhaven est monté à {} morts.",
    ),
    "es": (
        "Al menos 14 personas murieron en el incendio del Grand Hotel de Norhaven.",
        "El número de muertos por el incendio del Grand Hotel de Norhaven subió a {}.",
    ),
    "it": (
        "Almeno 14 persone sono morte nell'incendio del Grand Hotel di Norhaven.",
        "Il numero dei morti nell'incendio del Grand Hotel di Norhaven è salito a {}.",
    ),
    "pt": (
        "Pelo menos 14 pessoas morreram no incêndio do Grand Hotel de Norhaven.",
        "O número de mortos no incêndio do Grand Hotel de Norhaven subiu para {}.",
    ),
    "pl": (
        "Co najmniej 14 osób zginęło w pożarze hotelu Grand w Norhaven.",
        "Liczba ofiar śmiertelnych pożaru hotelu Grand w Norhaven wzrosła do {}.",
    ),
    "uk": (
        "Щонайменше 14 людей загинули внаслідок пожежі в готелі в Норгавені.",
        "Кількість загиблих унаслідок пожежі в готелі в Норгавені зросла до {}.",
    ),
    "ru": (
        "Не менее 14 человек погибли при пожаре в гостинице в Норхавене.",
        "Число погибших при пожаре в гостинице в Норхавене выросло до {}.",
    ),
}


def line_between(one: str, other: str, language: str = "en") -> str:
    (held,) = Views(language, {}).contrasted([said(0, one)], [said(1, other)])
    return " | ".join(held.differs).removeprefix("City Wire: ")


@pytest.mark.parametrize("language", DEAD)
def test_a_toll_that_rose_stands_beside_the_first_one(language: str) -> None:
    first, risen = DEAD[language]
    assert line_between(first, risen.format(17), language).startswith("17")
    assert line_between(first, risen.format(14), language) == ""
    assert "14" in line_between(risen.format(17), first, language)


@pytest.mark.parametrize(
    ("other", "line"),
    [
        ("The fire in the Grand Hotel of Norhaven killed 17.", "killed 17"),
        ("17 dead in fire at the Grand Hotel in Norhaven.", "17 dead"),
        ("17 were killed in the fire at the Grand Hotel of Norhaven.", "17"),
        ("The fire in the Grand Hotel of Norhaven killed 17 people and injured 14.", "17 people"),
        ("14 people died and 17 were hurt in the fire at the Grand Hotel of Norhaven.", ""),
        ("The fire in the Grand Hotel of Norhaven injured 17.", ""),
        ("17 firefighters died in the fire in the Grand Hotel of Norhaven.", ""),
        ("A fire in the Grand Hotel of Norhaven killed 17 people in 1931.", ""),
        ("The owner of the Grand Hotel of Norhaven died after the fire, at 72.", ""),
        ("A fire in a ferry off Lindale killed 17 people.", ""),
        ("Fires like that in the Grand Hotel of Norhaven kill 17 people a year.", ""),
        ("Fires have killed 17 people in Norhaven since the Grand Hotel opened.", ""),
        ("17 people lost their lives in the fire at the Grand Hotel of Norhaven.", "17 people"),
        ("17 people were killed, and 60 were hurt in the Grand Hotel of Norhaven.", "17 people"),
        ("Another 17 people died in the fire in the Grand Hotel of Norhaven.", ""),
        ("Seventeen people were killed.", "17 people"),
    ],
)
def test_what_counts_the_same_dead_is_one_number_and_nothing_else_is(other: str, line: str) -> None:
    assert line_between(DEAD["en"][0], other) == line


def test_the_fate_is_that_of_each_number() -> None:
    text = "The fire killed at least 19 people and injured 52 on Tuesday night in Norhaven."
    assert [(one.number.value, one.number.unit, one.told) for one in amounts_of(text, "en")] == [
        (19, "dead", "at least 19 people"),
        (52, "hurt", "injured 52"),
    ]


def test_an_age_is_told_whole() -> None:
    one = "A 3-year-old boy fell into the gorilla enclosure of the zoo in Lindale."
    assert line_between(one, one.replace("3-year", "4-year")) == "4-year-old"


def test_outlets_that_say_the_same_are_one_line() -> None:
    risen = DEAD["en"][1].format(17)
    (held,) = Views("en", {}).contrasted([said(0, DEAD["en"][0])], [said(1, risen), said(2, risen)])
    assert held.differs == ("City Wire, The Mirror: 17",)
    assert [one.outlet for one in held.against] == ["City Wire", "The Mirror"]


async def test_a_copy_of_what_its_original_said_before_does_not_differ(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="All")])
    page = {"url": "https://post.example/fire"}
    at_least = {number: FIRE.format(f"At least {number}") for number in (12, 17)}
    await newsroom.take_in([draft("Hotel fire", at_least[12], **page)], NOW - DAY)
    await newsroom.take_in([draft("Fire", at_least[12], "City Wire")], NOW - 3 * HOUR)
    await newsroom.take_in([draft("Hotel fire", at_least[17], **page)], NOW - 2 * HOUR)
    (story,) = (await newsroom.digest(query(), NOW)).stories
    assert story.carriers == 1
    assert not any(point.differs for point in story.points)


def test_a_long_table_of_tolls_is_looked_through_a_few_times_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, letters = without_clocks, 0

    def counted(text: str) -> str:
        nonlocal letters
        letters += len(text)
        return plain(text)

    monkeypatch.setattr(amounts, "without_clocks", counted)
    text = "12 people were killed, " * 400
    assert len(amounts_of(text, "en")) == 400
    assert letters < 10 * len(text)


@pytest.mark.parametrize(
    ("language", "nobody", "two"),
    [
        ("en", "Nobody was hurt.", "Two people were hurt."),
        ("en", "No one has been killed.", "The collapse killed 3 people."),
        ("de", "Bei dem Einsturz wurde niemand verletzt.", "2 Menschen wurden verletzt."),
        ("fr", "Personne n'a été blessé.", "2 personnes ont été blessées."),
        ("es", "Nadie resultó herido.", "2 personas resultaron heridas."),
        ("it", "Nessuno è rimasto ferito.", "2 persone sono rimaste ferite."),
        ("pt", "Ninguém ficou ferido.", "2 pessoas ficaram feridas."),
        ("pl", "Nikt nie zginął.", "Zginęły 2 osoby."),
        ("uk", "Ніхто не загинув.", "Загинули 2 людини."),
        ("ru", "Никто не погиб.", "Погибли 2 человека."),
    ],
)
def test_that_nobody_was_hurt_is_held_against_a_number(
    language: str, nobody: str, two: str
) -> None:
    (held,) = Views(language, {}).contrasted([said(0, two)], [said(1, nobody)])
    assert [line.partition(": ")[0] for line in held.differs] == ["City Wire"]
    (held,) = Views(language, {}).contrasted([said(0, nobody)], [said(1, two)])
    assert [line.partition(": ")[0] for line in held.differs] == ["City Wire"]


@pytest.mark.parametrize(
    "other",
    [
        "Nobody knows how many were hurt.",
        "None of the 40 passengers was hurt.",
        "Nobody was killed.",
        "Nobody was hurt in another collapse in the mine of Orsk.",
    ],
)
def test_what_nobody_knows_and_another_fate_are_no_disagreement(other: str) -> None:
    point = said(0, "Two people were hurt in the collapse of the harbour bridge.")
    (held,) = Views("en", {}).contrasted([point], [said(1, other)])
    assert held.differs == ()
