"""Who says so: not whom it was told to, not when, not a pronoun; and nothing of the sentence."""

from __future__ import annotations

import pytest

from digests import ArticleDraft, KeyPoint, summarise
from digests.model import Certainty
from digests.summarise.attribution import lift


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
        ("uk", "Раніше ЗМІ писали, що посадовець виїхав за кордон.", "ЗМІ"),
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
        (
            "pt",
            'Numa nota publicada no sítio da Presidência, destacou "a generosidade de um homem".',
        ),
    ],
)
def test_nobody_is_named_where_nobody_is(language: str, text: str) -> None:
    assert lift(text, language).who is None


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
        (
            "Детективи затримали колишнього заступника міністра.",
            "Про це 25 листопада повідомила пресслужба бюро.",
            "пресслужба бюро",
        ),
        (
            "Детективы задержали бывшего заместителя министра.",
            "Об этом в понедельник сообщила пресс-служба бюро.",
            "пресс-служба бюро",
        ),
    ],
)
def test_a_credit_names_no_day(text: str, credit: str, who: str) -> None:
    assert point_of(f"{text} {credit}", language_of(text)).attribution == who


def language_of(text: str) -> str:
    return "de" if text.startswith("Die") else "uk" if "і" in text else "ru"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "La alcaldesa de Harl aseguró que no se opone a la venta del puerto."),
        ("es", "La alcaldesa de Harl anunció que venderá el puerto a Noruega."),
        ("it", "La sindaca di Harl ha detto che venderà il porto alla Norvegia."),
        ("it", "La sindaca di Harl ha spiegato che non si oppone alla vendita del porto."),
        ("pt", "A prefeita de Harl afirmou que não se opõe à venda do porto."),
        ("pl", "Premier poinformował, że nie widzi podstaw do sprzedaży portu."),
        ("pl", "Spółka podała, że sprzedała port w Harlu Norwegii."),
        ("uk", "Повітряні сили повідомили, що збили 41 із 57 безпілотників."),
        ("uk", "Мерка повідомила, що не планує продавати порт."),
        ("ru", "Компания сообщила, что не планирует продавать порт."),
        ("ru", "Компания сообщила, что продала порт Норвегии."),
    ],
)
def test_a_sentence_keeps_the_speaker_that_is_its_subject(language: str, text: str) -> None:
    assert point_of(text, language).text == text


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("es", "La alcaldesa aseguró que el puerto no se vende.", "El puerto no se vende."),
        ("es", "El ministerio informó que hay tres heridos en Harl.", "Hay tres heridos en Harl."),
        ("it", "La sindaca ha detto che il porto non si vende.", "Il porto non si vende."),
        ("it", "Il ministero ha detto che l’isola è chiusa.", "L’isola è chiusa."),
        ("pt", "A prefeita afirmou que o porto não será vendido.", "O porto não será vendido."),
        ("pl", "Burmistrz podał, że autobus zastąpi tramwaj.", "Autobus zastąpi tramwaj."),
        ("uk", "Мерка повідомила, що міст закриють у травні.", "Міст закриють у травні."),
        ("uk", "Мерка повідомила, що п’ять мостів закриють.", "П’ять мостів закриють."),
        ("ru", "Мэр сообщила, что совет закроет мост.", "Совет закроет мост."),
    ],
)
def test_a_sentence_with_a_subject_of_its_own_leaves_its_speaker(
    language: str, text: str, told: str
) -> None:
    assert point_of(text, language).text == told


BACK = [
    ("en", "The port will not be sold.", "If it happens, it will be done in May 2028."),
    ("en", "The port will not be sold.", "“I love Paris and Rome,” she said on Friday."),
    ("de", "Der Hafen wird nicht verkauft.", "Man begrüße den Entwurf ausdrücklich."),
    ("de", "Der Hafen wird nicht verkauft.", "„Es gibt keine Pläne dafür“, sagte sie am Freitag."),
    ("fr", "Le port ne sera pas vendu.", "L’une d’elles sort de l’hôpital lundi."),
    ("fr", "Le port ne sera pas vendu.", "Selon elle, le prix serait trop bas."),
    ("es", "El puerto no será vendido.", "Exigió además que se investigue a la empresa."),
    ("es", "El puerto no será vendido.", "Según ella, el precio es demasiado bajo."),
    ("it", "Il porto non sarà venduto.", "«Nessuno aveva segnalato crepe», ha spiegato."),
    ("it", "Il porto non sarà venduto.", "Ha però aggiunto che le risorse ci sono."),
    ("pt", "O porto não será vendido.", "Segundo ele, o preço é baixo demais."),
    ("pl", "Port nie zostanie sprzedany.", "„Cena jest zbyt niska” – zapewniła."),
    ("pl", "Port nie zostanie sprzedany.", "Dodała, że cena jest zbyt niska."),
    ("uk", "Порт у Гарлі не продадуть.", "На її думку, ціна надто низька."),
    ("uk", "Порт у Гарлі не продадуть.", "За його словами, ціна надто низька."),
    ("ru", "Порт в Гарле не продадут.", "По ее словам, цена слишком низкая."),
    ("ru", "Порт в Гарле не продадут.", "«Цена слишком низкая», — утверждает она."),
    ("en", "The port will not be sold.", "On Monday he said that the price was too low."),
    ("uk", "Порт у Гарлі не продадуть.", "Доказів вона журналістам не навела."),
    ("ru", "Порт в Гарле не продадут.", "За месяц он подешевел на треть."),
    ("ru", "Порт в Гарле не продадут.", "Там же добавили, что цена слишком низкая."),
    ("pl", "Port nie zostanie sprzedany.", "Jak wyjaśnił, cena jest zbyt niska."),
    ("es", "El puerto no será vendido.", "Anunció que recurrirá la decisión."),
    ("it", "Il porto non sarà venduto.", "«Non ci penso nemmeno», ha replicato."),
]


@pytest.mark.parametrize(("language", "before", "text"), BACK)
def test_what_points_back_at_somebody_is_never_told_alone(
    language: str, before: str, text: str
) -> None:
    draft = ArticleDraft(title="", text=f"{before} {text}", outlet="", language=language)
    assert all(not point.text.startswith(text[:12]) for point in summarise([draft]))


def test_a_sentence_that_is_joined_to_another_keeps_its_speaker_in_words() -> None:
    text = (
        "Judge Consuelo Farr said there was no evidence that Zammit knew about the payment. "
        "She did not rule out that money had changed hands."
    )
    point = point_of(text, "en")
    assert point.text == (
        "Judge Consuelo Farr said there was no evidence that Zammit knew about the payment; she"
        " did not rule out that money had changed hands."
    )
    assert point.attribution == "Judge Consuelo Farr"


def test_a_sentence_is_not_joined_to_the_words_of_somebody_else() -> None:
    text = (
        "Le groupe a démenti cette information dans un communiqué. « Nous ne laisserons pas faire"
        " », a prévenu Clémence d’Or, de l’association Harl Nature."
    )
    (point,) = summarise([ArticleDraft(title="", text=text, outlet="", language="fr")])
    assert point.text == "Le groupe a démenti cette information dans un communiqué."


def test_what_is_denied_is_not_joined_to_what_is_stated() -> None:
    text = (
        "Harl has not asked for the cranes, Minister Ionel Marin said in Harl on Monday. He denied"
        " that his government had offered to pay for them."
    )
    points = summarise([ArticleDraft(title="", text=text, outlet="", language="en")])
    assert all(";" not in point.text for point in points)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Mayor Ada Brandt told parliament that Harl “will not be found wanting” but stopped"
            " short of confirming the plan.",
        ),
        (
            "en",
            "Paddy Orm said the company had treated its workers as numbers, and accused it of"
            " having failed to ask them.",
        ),
        (
            "en",
            "A police source told the Courier that sabotage could not be excluded, but Police Chief"
            " Sigrid Lund stressed there was no sign of it.",
        ),
        ("fr", "La mairie a dit que le port sera vendu et a demandé l’aide de l’État."),
        ("es", "El ministerio afirmó que el puerto se vende, pero la alcaldesa lo niega."),
        ("es", "El ministerio afirmó que el puerto se vende y pidió ayuda al Estado."),
        ("it", "Il ministero ha detto che il porto si vende e ha chiesto aiuto allo Stato."),
        ("pt", "O ministério afirmou que o porto será vendido e pediu ajuda ao Estado."),
        ("pl", "Burmistrz podał, że port będzie sprzedany, i poprosił o pomoc państwo."),
        ("uk", "Мерка повідомила, що порт продадуть, і попросила про допомогу."),
        ("ru", "Мэр сообщила, что порт продадут, и попросила о помощи."),
    ],
)
def test_what_the_speaker_does_besides_is_not_laid_upon_somebody_else(
    language: str, text: str
) -> None:
    point = point_of(text, language)
    assert point.text == text
    assert point.attribution


def test_what_was_said_of_two_subjects_leaves_its_speaker() -> None:
    text = "The ministry said that the port will be sold and the ferry will run."
    assert point_of(text, "en").text == "The port will be sold and the ferry will run."


def test_german_indirect_speech_keeps_its_speaker_from_sentence_to_sentence() -> None:
    text = (
        "Hinweise auf ein Motiv gebe es nicht, so die Polizei. Anders lautende Berichte der"
        " „Kieler Rundschau“ seien falsch. Der Verdächtige müsse am Freitag vor den Richter."
    )
    points = summarise([ArticleDraft(title="", text=text, outlet="", language="de")])
    assert [point.attribution for point in points] == ["die Polizei"] * 3
    assert points[1].text == "Anders lautende Berichte der „Kieler Rundschau“ seien falsch."
    assert [citation.quote for citation in points[1].citations] == [
        "Anders lautende Berichte der „Kieler Rundschau“ seien falsch.",
        "Hinweise auf ein Motiv gebe es nicht, so die Polizei.",
    ]


def test_german_indirect_speech_without_a_speaker_is_not_told_alone() -> None:
    text = (
        "Nach dem Entwurf würde die Regelung im Mai in Kraft treten. Ausnahmen seien nicht"
        " vorgesehen."
    )
    (point,) = summarise([ArticleDraft(title="", text=text, outlet="", language="de")])
    assert point.text.endswith("in Kraft treten; Ausnahmen seien nicht vorgesehen.")


def test_who_cites_sources_in_a_clause_of_its_own_is_heard() -> None:
    text = (
        "The offer covers intelligence and logistics for the allies. This is reported by the"
        " Harbour Post, which cites sources of its own."
    )
    (point,) = summarise([ArticleDraft(title="", text=text, outlet="", language="en")])
    assert point.text == "The offer covers intelligence and logistics for the allies."
    assert (point.attribution, point.certainty) == ("sources of its own", Certainty.REPORTED)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Starmer said that talks were going on and that Trump had spoken of them, and he called"
            " this an important element.",
        ),
        ("ru", "Мэр сообщила, что президент приедет в Гарль, и она будет ему рада."),
        ("uk", "Мерка повідомила, що президент приїде до Гарля, і вона буде йому рада."),
    ],
)
def test_a_pronoun_for_the_speaker_keeps_the_speaker_in_the_sentence(
    language: str, text: str
) -> None:
    assert point_of(text, language).text == text


def test_what_somebody_said_only_at_first_is_told_with_that() -> None:
    text = "The company initially said all staff had been found, a statement that it withdrew."
    assert point_of(text, "en").text == text
