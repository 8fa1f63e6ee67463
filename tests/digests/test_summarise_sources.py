"""Who says so: not whom it was told to, not when, not a pronoun; and nothing of the sentence."""

from __future__ import annotations

import pytest

from digests import ArticleDraft, KeyPoint, summarise


def point_of(text: str, language: str) -> KeyPoint:
    (point,) = summarise([ArticleDraft(title="", text=text, outlet="", language=language)], limit=1)
    return point


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        (
            "de",
            "„Die Brücke bleibt bis zum Mai gesperrt“, sagte Ingenieurin Lena Holm der"
            " Nachrichtenagentur Nordpress am Freitag.",
            "Ingenieurin Lena Holm",
        ),
        ("de", "„Die Brücke bleibt gesperrt“, sagte Lena Holm dem NDR.", "Lena Holm"),
        ("de", "„Die Brücke bleibt gesperrt“, sagte Lena Holm auf Anfrage.", "Lena Holm"),
        ("de", "Der Schaden liegt den Ermittlern zufolge bei 450.000 Euro.", "den Ermittlern"),
        ("de", "Dem Hafenamt zufolge liegt der Schaden bei 450.000 Euro.", "Dem Hafenamt"),
        (
            "es",
            "El puerto será vendido a Noruega, según confirmaron a EFE fuentes del Ejecutivo.",
            "fuentes del Ejecutivo",
        ),
        (
            "es",
            "El puerto será vendido a Noruega, dijo a los periodistas la alcaldesa Ada Brandt.",
            "la alcaldesa Ada Brandt",
        ),
        ("es", "El puerto será vendido a Noruega, según publica El Correo.", "El Correo"),
        (
            "fr",
            "Le port sera vendu à la Norvège, a précisé à l'AFP la maire Ada Brandt.",
            "la maire Ada Brandt",
        ),
        (
            "it",
            "Il porto sarà venduto alla Norvegia, ha detto ai giornalisti la sindaca Ada Brandt.",
            "la sindaca Ada Brandt",
        ),
        (
            "pt",
            "O porto será vendido à Noruega, disse aos jornalistas a prefeita Ada Brandt.",
            "a prefeita Ada Brandt",
        ),
        (
            "pt",
            "Já a Confederação do Turismo alertou que cada ano de atraso custará 20 milhões.",
            "A Confederação do Turismo",
        ),
        (
            "pl",
            "„Most pozostanie zamknięty” – powiedziała dziennikarzom prok. Anna Madej.",
            "prok. Anna Madej",
        ),
        (
            "pl",
            "Trzy osoby zginęły w wypadku pod Harlem – poinformował asp. sztab. Tomasz Kruk.",
            "asp. sztab. Tomasz Kruk",
        ),
        (
            "uk",
            "Порт продадуть Норвегії, повідомив журналістам речник порту Остап Гнатюк.",
            "речник порту Остап Гнатюк",
        ),
        (
            "ru",
            'Порт продадут Норвегии, сообщили "Интерфаксу" два источника в совете директоров.',
            "два источника в совете директоров",
        ),
        (
            "ru",
            "Источник в правительстве рассказал РБК, что порт продадут Норвегии.",
            "Источник в правительстве",
        ),
    ],
)
def test_a_source_is_named_without_whom_it_told(language: str, text: str, who: str) -> None:
    assert point_of(text, language).attribution == who


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "„Es gibt keine Pläne für einen Verkauf der Brücke“, sagte er auf Anfrage."),
        ("es", "El ministro evitó dar detalles: “No está decidido nada”, dijo a los periodistas."),
        ("it", "Il ministro frena: «Non c’è nulla di deciso», ha detto a margine di un convegno."),
        ("pt", "O ministro recuou: “Não há nada decidido”, disse aos jornalistas em Santarém."),
        ("ru", "«Никаких угроз семья адвоката не получала», – утверждает она."),
        ("uk", "«Жодних погроз родина адвоката не отримувала», – стверджує вона."),
        ("it", "Ha però aggiunto che le risorse per il nuovo ponte si possono trovare."),
    ],
)
def test_nobody_is_named_where_nobody_is(language: str, text: str) -> None:
    assert point_of(text, language).attribution is None


@pytest.mark.parametrize(
    ("text", "credit", "who"),
    [
        (
            "Die Polizei hat in Harl einen Mann festgenommen.",
            "Das teilte die Staatsanwaltschaft am Donnerstag mit.",
            "die Staatsanwaltschaft",
        ),
        (
            "Die Polizei hat in Harl einen Mann festgenommen.",
            "Das sagte Oberstaatsanwältin Ines Vogt dem NDR.",
            "Oberstaatsanwältin Ines Vogt",
        ),
    ],
)
def test_a_german_credit_names_no_day(text: str, credit: str, who: str) -> None:
    assert point_of(f"{text} {credit}", "de").attribution == who
