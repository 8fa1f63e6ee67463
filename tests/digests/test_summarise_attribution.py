"""Who says so is moved out of a sentence, and what stays is one."""

from __future__ import annotations

import pytest

from digests.summarise.attribution import lift


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
