"""Who says so is moved out of a sentence, and what stays is one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.model import Article
from digests.summarise.attribution import lift
from digests.summarise.statements import statements_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said", "alone"),
    [
        (
            "en",
            "The mayor said that talks were going on and that the county had agreed.",
            "Talks were going on and the county had agreed.",
        ),
        (
            "en",
            "The mayor said that the bridge is old and that is a problem for all.",
            "The bridge is old and that is a problem for all.",
        ),
        ("uk", "Мер заявив, що міст старий і що його закриють у травні.", None),
        ("fr", "Le maire a déclaré que le pont est vieux et que le quai ferme en mai.", None),
    ],
)
def test_two_statements_of_one_speaker_stay_two_sentences(
    language: str, said: str, alone: str | None
) -> None:
    found = lift(said, language)
    assert found.moved
    assert " і що " not in found.text
    assert " et que " not in found.text
    if alone:
        assert found.text == alone


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The minister responded to reports that the ferry had sunk off Harl."),
        ("en", "The company rejects claims that the ferries are unsafe."),
        ("en", "The board did not say that the port will be sold."),
        ("fr", "Les officiels n'ont pas confirmé que le port sera vendu."),
        ("es", "El ministro no dijo que el puerto será vendido."),
        ("it", "Il ministro non ha detto che il porto sarà venduto."),
        ("pt", "O ministro não disse que o porto será vendido."),
        ("pl", "Minister nie powiedział, że port zostanie sprzedany."),
        ("uk", "Міністр не заявив, що порт продадуть."),
        ("ru", "Министр не заявил, что порт продадут."),
        ("de", "Der Minister sagte nicht, dass der Hafen verkauft wird."),
        ("fr", "La maire, Ada Brandt, a assuré que le pont sera fermé."),
        ("uk", "Згідно з планом, розбитим на етапи, міст закриють у травні."),
    ],
)
def test_what_nobody_said_is_nobodys(language: str, said: str) -> None:
    found = lift(said, language)
    assert not found.moved
    assert (found.text, found.who) == (said, None)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (
            "President Ada Brandt on Monday said she did not agree with the plan.",
            "President Ada Brandt",
        ),
        ("The council announced that it has sold the port.", "The council"),
        (
            "At least nine ports were sold, according to the Courier's investigation.",
            "the Courier's investigation",
        ),
    ],
)
def test_a_speaker_is_named_without_the_day(said: str, who: str) -> None:
    assert lift(said, "en").who == who


LONG_STATEMENT = (
    "At least sixty people are missing after the old grain store at the northern harbour of the "
    "town of Northhaven fell into the river late in the evening while the crews of three ferries "
    "and a tug were waiting below it for the morning tide"
)


@pytest.mark.parametrize(
    ("said", "text", "who"),
    [
        (f"{LONG_STATEMENT}, Mayor Ada Brandt said.", f"{LONG_STATEMENT}.", "Mayor Ada Brandt"),
        (
            f"{LONG_STATEMENT}, Radio North has reported.",
            f"{LONG_STATEMENT}.",
            "Radio North",
        ),
        (f"“{LONG_STATEMENT},” Ada Brandt said.", f"“{LONG_STATEMENT}.”", "Ada Brandt"),
        (f"“{LONG_STATEMENT}!” Ada Brandt wrote.", f"“{LONG_STATEMENT}!”", "Ada Brandt"),
    ],
)
def test_a_sentence_that_is_too_long_does_without_its_speaker(
    said: str, text: str, who: str
) -> None:
    found = lift(said, "en")
    assert (found.text, found.who, found.moved) == (text, who, True)


@pytest.mark.parametrize(
    "said",
    [
        "The bridge closes in May, Mayor Ada Brandt said.",
        "“The bridge closes in May,” Ada Brandt said.",
        f"{LONG_STATEMENT}, Ada Brandt may have said.",
        f"“{LONG_STATEMENT},” Ada Brandt said in the hall, which was full of captains.",
    ],
)
def test_a_speaker_stays_where_the_sentence_is_short_or_more_than_a_name_goes(said: str) -> None:
    assert lift(said, "en").text == said


def test_a_mark_takes_the_place_of_the_comma_of_a_quotation() -> None:
    found = lift("The council wants “a strong bridge for all,” according to officials.", "en")
    assert found.text == "The council wants “a strong bridge for all.”"


@pytest.mark.parametrize(
    "said",
    [
        "The council said Monday it would close the bridge in May.",
        "Mayor Brandt said Tuesday that she is considering a new ferry for the islands.",
        "The navy warned the United States that the port could be closed to its ships.",
        "The campaign was rocked on Friday after federal officials said the letters were forged.",
        "Mayor Brandt welcomed a pastor on Monday and said the release would help the town.",
    ],
)
def test_a_day_a_country_and_a_sentence_are_no_speakers(said: str) -> None:
    found = lift(said, "en")
    assert (found.text, found.moved) == (said, False)


@pytest.mark.parametrize(
    ("said", "text", "who"),
    [
        (
            "The council has said the bridge closes in May.",
            "The bridge closes in May.",
            "The council",
        ),
        (
            "The bridge closes in May, officials have said.",
            "The bridge closes in May.",
            "officials",
        ),
        (
            "The bridge closes in May, the Post first reported.",
            "The bridge closes in May.",
            "the Post",
        ),
    ],
)
def test_a_speaker_is_named_without_the_helping_verb(said: str, text: str, who: str) -> None:
    found = lift(said, "en")
    assert (found.text, found.who) == (text, who)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "“The bridge is old and closes in May,” Ada Brandt said. “The ferry runs at night.”",
            "Ada Brandt",
        ),
        ("The bridge is old and closes in May, Ada Brandt said. “The ferry runs at night.”", None),
        (
            "“The bridge is old and closes in May.” The council met. “The ferry runs at night.”",
            None,
        ),
        (
            "“The bridge is old and closes in May,” Ada Brandt said.\n“The ferry runs at night.”",
            None,
        ),
        (
            "“The bridge is old and closes in May,” Ada Brandt said. “The ferry” runs at night.",
            None,
        ),
    ],
)
def test_a_quotation_after_a_quotation_is_of_the_same_speaker(text: str, who: str | None) -> None:
    article = Article(
        id=1,
        title="",
        text=text,
        outlet="Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language="en",
    )
    last = statements_of(article, 0)[-1]
    assert last.attribution == who
    assert last.told == {last.spans[0]}
    assert [span.of(text)[:11] for span in last.spans[1:]] == ["“The bridge"] * bool(who)


@pytest.mark.parametrize(
    ("language", "said", "who"),
    [
        ("de", "Der Bund zahlt laut Ministerium 12 Millionen Euro für die Brücke.", None),
        ("de", "Der Bund zahlt laut Ministerium die Brücke allein.", None),
        ("de", "Der Bund zahlt die Brücke allein, laut Bericht 2024 des Amtes.", "Bericht 2024"),
        ("de", "Die Brücke wird erst im Mai gesperrt laut Ministerium.", "Ministerium"),
        ("it", "Il ponte costerà secondo il ministero 12 milioni di euro.", None),
        ("pl", "Most będzie kosztował według ministerstwa 12 milionów euro.", None),
        ("pt", "A ponte vai fechar em maio segundo dados das autoridades.", "dados das"),
    ],
)
def test_a_speaker_inside_a_sentence_ends_before_its_rest(
    language: str, said: str, who: str | None
) -> None:
    assert (lift(said, language).who or "").startswith(who or "")
    assert bool(lift(said, language).who) == bool(who)
