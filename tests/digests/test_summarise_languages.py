"""Hedges, denials, open decisions and who says so, in each language, from sentence to point."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.errors import SummaryError
from digests.model import Article, KeyPoint
from digests.summarise import summarise

NOW = datetime(2026, 3, 1, tzinfo=UTC)

# By language: what is possible, undecided, denied, expected, refused, reported by sources nobody
# names, said by an office, and said by a person; then how the office is named; a pronoun alone.
SENTENCES = {
    "en": (
        "The bridge might be closed in May.",
        "A decision on the new ferry has not yet been made.",
        "The minister denied that the ferry was sold.",
        "The ferry is expected to sail again in May.",
        "The town will not close the bridge.",
        "According to people familiar with the plan, the ferry will be sold.",
        "The mayor said that the bridge will be closed in May.",
        "The bridge will be closed in May, said Mayor Ada Brandt.",
        "The mayor",
        "She refused to answer any of the questions.",
    ),
    "de": (
        "Die Brücke könnte im Mai geschlossen werden.",
        "Der Rat hat noch keine Entscheidung über die neue Fähre getroffen.",
        "Der Minister bestreitet, dass die Fähre verkauft wurde.",
        "Es wird erwartet, dass die Fähre im Mai fährt.",
        "Die Stadt wird die Brücke nicht schließen.",
        "Nach Angaben aus Regierungskreisen wird die Fähre verkauft.",
        "",
        "Die Brücke wird im Mai geschlossen, sagte Bürgermeister Hans Weber.",
        "",
        "Er sagte nichts dazu und ging nach Hause.",
    ),
    "fr": (
        "Le pont pourrait être fermé en mai.",
        "Aucune décision n'a encore été prise sur le nouveau ferry.",
        "Le ministre a démenti la vente du ferry à une société étrangère.",
        "Le ferry devrait reprendre la mer en mai.",
        "La ville ne fermera pas le pont.",
        "Selon des sources proches du dossier, le ferry sera vendu.",
        "Le maire a déclaré que le pont sera fermé en mai.",
        "Le pont sera fermé en mai, a déclaré le maire Jean Dupont.",
        "Le maire",
        "Il a refusé de répondre aux questions.",
    ),
    "es": (
        "El puente podría cerrarse en mayo.",
        "Aún no se ha tomado una decisión sobre el nuevo ferry.",
        "El ministro negó que el ferry se hubiera vendido.",
        "Se espera que el ferry vuelva a navegar en mayo.",
        "La ciudad no cerrará el puente.",
        "Según fuentes cercanas al caso, el ferry será vendido.",
        "El alcalde dijo que el puente se cerrará en mayo.",
        "El puente se cerrará en mayo, dijo el alcalde Juan Pérez.",
        "El alcalde",
        "Ella se negó a responder a las preguntas.",
    ),
    "it": (
        "Il ponte potrebbe essere chiuso a maggio.",
        "Non è ancora stata presa una decisione sul nuovo traghetto.",
        "Il ministro ha smentito la vendita del traghetto.",
        "Si prevede che il traghetto torni in mare a maggio.",
        "La città non chiuderà il ponte.",
        "Secondo fonti vicine al dossier, il traghetto sarà venduto.",
        "Il sindaco ha detto che il ponte sarà chiuso a maggio.",
        "Il ponte sarà chiuso a maggio, ha detto il sindaco Mario Rossi.",
        "Il sindaco",
        "Lui ha rifiutato di rispondere alle domande.",
    ),
    "pl": (
        "Most może zostać zamknięty w maju.",
        "Decyzja w sprawie nowego promu jeszcze nie zapadła.",
        "Minister zaprzeczył, że prom został sprzedany.",
        "Oczekuje się, że prom wypłynie w maju.",
        "Miasto nie zamknie mostu.",
        "Według anonimowych źródeł prom zostanie sprzedany.",
        "Burmistrz powiedział, że most zostanie zamknięty w maju.",
        "Most zostanie zamknięty w maju, powiedział burmistrz Jan Kowalski.",
        "Burmistrz",
        "On odmówił odpowiedzi na pytania.",
    ),
    "pt": (
        "A ponte poderá ser fechada em maio.",
        "Ainda não foi tomada uma decisão sobre a nova balsa.",
        "O ministro negou que a balsa tenha sido vendida.",
        "Espera-se que a balsa volte a navegar em maio.",
        "A cidade não fechará a ponte.",
        "Segundo fontes próximas ao caso, a balsa será vendida.",
        "O prefeito disse que a ponte será fechada em maio.",
        "A ponte será fechada em maio, disse o prefeito João Silva.",
        "O prefeito",
        "Ela se recusou a responder às perguntas.",
    ),
    "uk": (
        "Міст можуть закрити у травні.",
        "Рішення про новий пором ще не ухвалено.",
        "Міністр заперечив, що пором продали.",
        "Очікується, що пором вийде в море у травні.",
        "Місто не закриє міст у травні.",
        "За даними анонімних джерел, пором продадуть.",
        "Мер заявив, що міст закриють у травні.",
        "Міст закриють у травні, заявив мер Іван Петренко.",
        "Мер",
        "Він відмовився відповідати на запитання.",
    ),
    "ru": (
        "Мост могут закрыть в мае.",
        "Решение о новом пароме ещё не принято.",
        "Министр опроверг, что паром продали.",
        "Ожидается, что паром выйдет в море в мае.",
        "Город не закроет мост в мае.",
        "По данным анонимных источников, паром продадут.",
        "Мэр заявил, что мост закроют в мае.",
        "Мост закроют в мае, заявил мэр Иван Петров.",
        "Мэр",
        "Он отказался отвечать на вопросы.",
    ),
}
CERTAINTIES = ("possible", "undecided", "denied", "expected", "stated")
LANGUAGES = tuple(SENTENCES)


def told(text: str, language: str) -> KeyPoint:
    article = Article(
        id=1,
        title="",
        text=text,
        outlet="Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language=language,
    )
    (point,) = summarise([article])
    return point


@pytest.mark.parametrize("kind", range(len(CERTAINTIES)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_point_is_as_sure_as_its_sentence_and_keeps_every_word(language: str, kind: int) -> None:
    sentence = SENTENCES[language][kind]
    point = told(sentence, language)
    assert point.text == sentence
    assert point.certainty == CERTAINTIES[kind]
    assert point.attribution is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_that_nobody_names_only_report(language: str) -> None:
    point = told(SENTENCES[language][5], language)
    assert point.certainty == "reported"
    assert point.attribution or point.text == SENTENCES[language][5]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if SENTENCES[one][6]])
def test_a_lead_in_moves_to_the_attribution(language: str) -> None:
    sentence, office = SENTENCES[language][6], SENTENCES[language][8]
    point = told(sentence, language)
    assert point.attribution == office
    assert not point.text.startswith(office)
    assert point.shortened and point.citations[0].quote == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tail_that_names_a_person_stays_and_is_the_attribution(language: str) -> None:
    sentence = SENTENCES[language][7]
    point = told(sentence, language)
    assert point.text == sentence
    assert point.attribution and sentence.endswith(f"{point.attribution}.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pronoun_without_its_name_is_not_told(language: str) -> None:
    with pytest.raises(SummaryError):
        told(SENTENCES[language][9], language)


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("fr", "Selon le ministère, le pont sera fermé en mai.", "le ministère"),
        ("es", "Según el ministerio, el puente se cerrará en mayo.", "el ministerio"),
        ("it", "Secondo il ministero, il ponte sarà chiuso a maggio.", "il ministero"),
        ("pt", "Segundo o ministério, a ponte será fechada em maio.", "o ministério"),
        ("uk", "За даними міністерства, міст закриють у травні.", "міністерства"),
        ("ru", "По данным министерства, мост закроют в мае.", "министерства"),
    ],
)
def test_a_lead_in_that_is_a_hedge_stays_and_names_the_source(
    language: str, text: str, who: str
) -> None:
    point = told(text, language)
    assert (point.text, point.attribution) == (text, who)
