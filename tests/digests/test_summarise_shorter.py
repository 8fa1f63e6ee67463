"""Datelines, parentheses and clauses that go in every language, and what has to stay."""

from __future__ import annotations

import pytest

from digests.summarise.clauses import shortened
from digests.summarise.compress import without_asides

MOST = 20  # words


@pytest.mark.parametrize(
    ("language", "text", "rest"),
    [
        ("en", "HARL, Norway (Reuters) - The bridge is shut.", "The bridge is shut."),
        ("de", "Berlin (dpa) - Die Brücke ist gesperrt.", "Die Brücke ist gesperrt."),
        ("de", "Frankfurt/Main (dpa/AFP) – Die Bahn fährt wieder.", "Die Bahn fährt wieder."),
        ("fr", "Paris (AFP) – Le pont est fermé.", "Le pont est fermé."),
        ("es", "Madrid, 4 may (EFE).- El puente está cerrado.", "El puente está cerrado."),
        ("it", "Roma, 4 mag. (askanews) - Il ponte è chiuso.", "Il ponte è chiuso."),
        ("pl", "Warszawa (PAP) - Most jest zamknięty.", "Most jest zamknięty."),
        ("pt", "Lisboa, 4 mai (Lusa) – A ponte está fechada.", "A ponte está fechada."),
        ("uk", "КИЇВ, 4 трав. (Укрінформ) – Міст закрито.", "Міст закрито."),
        ("ru", "Москва. 4 мая. INTERFAX.RU - Мост закрыт.", "Мост закрыт."),
        ("ru", "МОСКВА, 4 мая /ТАСС/. Мост закрыт.", "Мост закрыт."),
        ("de", "Die Brücke (im Süden) ist gesperrt.", "Die Brücke ist gesperrt."),
        ("fr", "Le pont (au sud) est fermé.", "Le pont est fermé."),
        ("es", "El puente (al sur) está cerrado.", "El puente está cerrado."),
        ("it", "Il ponte (a sud) è chiuso.", "Il ponte è chiuso."),
        ("pt", "A ponte (ao sul) está fechada.", "A ponte está fechada."),
        ("pl", "Most (na południu) jest zamknięty.", "Most jest zamknięty."),
        ("uk", "Міст (на півдні) закрито.", "Міст закрито."),
        ("ru", "Мост (на юге) закрыт.", "Мост закрыт."),
    ],
)
def test_datelines_and_parentheses_go(language: str, text: str, rest: str) -> None:
    assert without_asides(text, language) == rest


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Brücke (Baujahr 1950) ist gesperrt."),
        ("de", "Die Brücke (angeblich marode) ist gesperrt."),
        ("fr", "Le pont (pas le quai) est fermé."),
        ("es", "El puente (supuestamente viejo) está cerrado."),
        ("it", "Il ponte (forse vecchio) è chiuso."),
        ("pt", "A ponte (talvez velha) está fechada."),
        ("pl", "Most (podobno stary) jest zamknięty."),
        ("uk", "Міст (нібито старий) закрито."),
        ("ru", "Мост (якобы старый) закрыт."),
        ("ru", "СССР — страна, которой больше нет."),
        ("en", "NATO – the alliance – met."),
        ("en", "UNESCO — the agency — met."),
        ("de", "Berlin - Hamburg ist gesperrt."),
        ("uk", "Одеса – порт на Чорному морі."),
    ],
)
def test_what_is_no_dateline_or_holds_a_doubt_stays(language: str, text: str) -> None:
    assert without_asides(text, language) == text


LONG = [
    (
        "de",
        "Der Rat der Stadt Harl hat am Montag – nach langer Debatte im alten Saal – "
        "die Sperrung der Brücke im Süden der Stadt beschlossen.",
        "Der Rat der Stadt Harl hat am Montag die Sperrung der Brücke im Süden der "
        "Stadt beschlossen.",
    ),
    (
        "fr",
        "Le maire de Harl, qui dirige la ville depuis dix longues années, a annoncé "
        "lundi la fermeture du pont au sud de la ville.",
        "Le maire de Harl a annoncé lundi la fermeture du pont au sud de la ville.",
    ),
    (
        "es",
        "La alcaldesa Ada Brandt, que dirige la ciudad de Harl desde hace muchos "
        "años, anunció el lunes el cierre del puente del sur.",
        "La alcaldesa Ada Brandt anunció el lunes el cierre del puente del sur.",
    ),
    (
        "it",
        "La sindaca Ada Brandt, che guida la città di Harl da molti lunghi anni, ha "
        "annunciato lunedì la chiusura del ponte a sud.",
        "La sindaca Ada Brandt ha annunciato lunedì la chiusura del ponte a sud.",
    ),
    (
        "pt",
        "A prefeita Ada Brandt, que dirige a cidade de Harl com muitos anos de "
        "mandato, anunciou na segunda-feira o fechamento da ponte ao sul.",
        "A prefeita Ada Brandt anunciou na segunda-feira o fechamento da ponte ao sul.",
    ),
    (
        "pl",
        "Burmistrz Jan Kowalski, który kieruje miastem Harl od wielu długich lat i dwóch kadencji, "
        "ogłosił w poniedziałek zamknięcie mostu na południu miasta.",
        "Burmistrz Jan Kowalski ogłosił w poniedziałek zamknięcie mostu na południu miasta.",
    ),
    (
        "uk",
        "Мер Іван Петренко, який керує містом Гарль уже багато довгих років, оголосив у понеділок "
        "закриття старого мосту на самому півдні міста.",
        "Мер Іван Петренко оголосив у понеділок закриття старого мосту на самому півдні міста.",
    ),
    (
        "ru",
        "Мэр Иван Петров, который руководит городом Гарль уже много долгих лет, "
        "объявил в понедельник закрытие старого моста на самом юге города.",
        "Мэр Иван Петров объявил в понедельник закрытие старого моста на самом юге города.",
    ),
]


@pytest.mark.parametrize(("language", "text", "rest"), LONG)
def test_a_clause_that_only_describes_goes_from_a_long_sentence(
    language: str, text: str, rest: str
) -> None:
    assert shortened(text, language, MOST) == rest
    assert shortened(text, language) == text  # short enough for the telephone as it is


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # which ones are meant
        (
            "de",
            "Die Autos, die älter als zehn Jahre sind und aus der Stadt kommen, "
            "dürfen nach der neuen Ordnung in die Altstadt von Harl fahren.",
        ),
        (
            "uk",
            "Школярі, які живуть за річкою і ходять до школи пішки щодня, отримали нові квитки на "
            "трамвай від міста Гарль у понеділок.",
        ),
        (
            "ru",
            "Школьники, которые живут за рекой и ходят в школу пешком каждый день, "
            "получили новые билеты на трамвай от города Гарль.",
        ),
        (
            "pl",
            "Uczniowie, którzy mieszkają za rzeką i chodzą do szkoły pieszo, zostali zaproszeni do "
            "starego ratusza miasta Harl w poniedziałek.",
        ),
        # a doubt, a negation, a condition, a contrast
        (
            "fr",
            "Le maire de Harl, qui pourrait quitter la ville dans les semaines à "
            "venir, a annoncé lundi la fermeture du pont au sud.",
        ),
        (
            "es",
            "La alcaldesa Ada Brandt, que no dirige la ciudad de Harl desde hace "
            "años, anunció el lunes el cierre del puente del sur.",
        ),
        (
            "it",
            "La sindaca Ada Brandt, che secondo la stampa guida la città da anni, ha "
            "annunciato lunedì la chiusura del ponte a sud.",
        ),
        (
            "de",
            "Der Rat der Stadt Harl hat am Montag – aber nur für den Winter und den Frühling – die "
            "Sperrung der Brücke im Süden beschlossen.",
        ),
        # two dashes that are no pair
        (
            "ru",
            "Главная цель города Гарль на этот год – новый мост, а лучшее средство для этого – "
            "переговоры с соседним городом и деньги министерства.",
        ),
    ],
)
def test_a_clause_that_the_rest_needs_stays(language: str, text: str) -> None:
    assert shortened(text, language, MOST) == text
