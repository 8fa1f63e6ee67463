"""Datelines of agencies and papers are dropped, in the forms that nine languages know."""

from __future__ import annotations

import pytest

from digests import ArticleDraft, summarise
from digests.summarise.compress import without_asides
from digests.text.sentences import split_sentences

TOLD = {
    "en": "The harbour bridge of Harl will close in May.",
    "de": "Die Hafenbrücke von Harl wird im Mai gesperrt.",
    "fr": "Le pont du port de Harl fermera en mai.",
    "es": "El puente del puerto de Harl cerrará en mayo.",
    "it": "Il ponte del porto di Harl chiuderà a maggio.",
    "pt": "A ponte do porto de Harl fechará em maio.",
    "pl": "Most w porcie w Harlu zostanie zamknięty w maju.",
    "uk": "Міст у порту Гарля закриють у травні.",
    "ru": "Мост в порту Гарля закроют в мае.",
}


@pytest.mark.parametrize(
    ("language", "dateline"),
    [
        ("en", "BERLIN, Nov 24 (Reuters) - "),
        ("en", "NEW YORK/LONDON, Nov. 24 (Reuters) - "),
        ("en", "Nov 24 (Reuters) - "),
        ("en", "Kyiv, November 24 – "),
        ("en", "HARL, Norway (AP) — "),
        ("en", "Washington (CNN)"),
        ("en", "New York (CNN Business)"),
        ("en", "(CNN)"),
        ("en", "(CNN) - "),
        ("en", "Nashua, New Hampshire (CNN) - "),
        ("en", "Harl (UPI)"),
        ("de", "Frankfurt/Main, 24. November (Reuters) - "),
        ("de", "Berlin/Brüssel (dpa/AFP) - "),
        ("fr", "PARIS, 24 novembre (Reuters) - "),
        ("es", "Madrid, 24 nov (EFE).- "),
        ("es", "Buenos Aires (Argentina), 24 nov (EFE).- "),
        ("it", "(ANSA) - ROMA, 24 NOV - "),
        ("it", "Roma, 24 nov. (Adnkronos) - "),
        ("pt", "São Paulo, 24 de novembro de 2026 - "),
        ("pt", "Lisboa, 24 nov 2026 (Lusa) – "),
        ("pl", "Warszawa (PAP) - "),
        ("uk", "Київ. 24 листопада. ІНТЕРФАКС-УКРАЇНА – "),
        ("uk", "Київ, 24 листопада (Укрінформ) – "),
        ("ru", "Москва. 24 ноября. INTERFAX.RU - "),
        ("ru", "МОСКВА, 24 ноя — РИА Новости. "),
        ("ru", "МОСКВА, 24 ноября. /ТАСС/. "),
    ],
)
def test_a_dateline_is_neither_a_point_nor_a_part_of_one(language: str, dateline: str) -> None:
    draft = ArticleDraft(title="", text=dateline + TOLD[language], outlet="", language=language)
    assert [point.text for point in summarise([draft])] == [TOLD[language]]


@pytest.mark.parametrize(
    "text",
    [
        "Holm, aged 34 – The engineer of the bridge.",
        "Harl, 12 people – The ferry sank at night.",
        "NATO – The alliance met in Harl on Monday.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    assert without_asides(text, "en") == text


def test_french_marks_keep_the_space_before_them() -> None:
    text = "« Rien n’est décidé », a-t-il affirmé : « pas avant l’été » ; 58 % sont pour !"
    assert without_asides(text, "fr") == text


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("pl", ["Koszt ma wzrosnąć do 192 mld zł.", "Spółka zaprzeczyła temu."]),
        ("ru", ["Долг составил 2,3 млн руб.", "Сам задержанный вину не признаёт."]),
        ("ru", ["Это стоит 5 млн руб. в год.", "Больше не дадут."]),
        ("uk", ["Борг сягає 31,2 млрд грн.", "Уряд не коментує."]),
        ("pl", ["Zginęły trzy osoby – podał asp. sztab. Tomasz Kruk.", "Policja bada sprawę."]),
        ("pl", ["Zakaz popiera 71,3 proc. Polaków, a 14 proc. jest przeciw.", "Reszta nie wie."]),
        ("pl", ["To o 8,5 proc.", "W zeszłym roku było mniej."]),
        ("pl", ["„To zła decyzja” – napisał na platformie X.", "Zapowiedział odwołanie."]),
        (
            "de",
            ["Neu verhandeln muss das Gericht, entschied der 1. Strafsenat.", "Wann, ist offen."],
        ),
        ("es", ["Viven en EE. UU. desde 2010.", "Pagan 46.000 soles."]),
        ("ru", ["Об этом пишет Interfax.ru в понедельник.", "Курс не изменился."]),
    ],
)
def test_short_forms_end_a_sentence_only_where_they_do(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [span.of(text) for span in split_sentences(text, language)] == sentences


def test_what_a_live_page_says_to_its_readers_is_no_news() -> None:
    text = (
        "The harbour bridge of Harl will close in May. Stay with us for the latest from Harl."
        " This is Ada Holm taking over from Tom Brandt."
    )
    points = summarise([ArticleDraft(title="", text=text, outlet="", language="en")])
    assert [point.text for point in points] == ["The harbour bridge of Harl will close in May."]
