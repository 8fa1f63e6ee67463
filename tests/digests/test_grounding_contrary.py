"""Translations that say the contrary, and honest ones beside them."""

from __future__ import annotations

import pytest

from digests.summarise.grounding import (
    Flaw,
    Passage,
    common_words,
    flaws_of,
    flaws_of_translation,
    sure_names,
)


def judge(of: str, original: str, to: str, text: str) -> tuple[Flaw, ...]:
    passage = Passage((original,), of, common_words(original, of), sure_names(original, of))
    return flaws_of_translation(text, original, to, of, passage)


LIES = [
    (
        "en",
        "The council approved the harbour budget on Monday.",
        "uk",
        "Рада відхилила бюджет порту в понеділок.",
    ),
    (
        "en",
        "Prices in Norhaven rose by 3% in May.",
        "de",
        "Die Preise in Norhaven sanken im Mai um 3 Prozent.",
    ),
    (
        "fr",
        "Le tribunal a acquitté l'ancien ministre Paul Roche.",
        "en",
        "The court convicted former minister Paul Roche.",
    ),
    (
        "fr",
        "Le tribunal a acquitté l'ancien ministre Paul Roche.",
        "en",
        "The court acquitted minister Paul Roche.",
    ),
    (
        "fr",
        "Le chantier coûterait 52 milliards d'euros.",
        "en",
        "The project will cost 52 billion euros.",
    ),
    ("fr", "Le suspect aurait agi seul à Lyon.", "en", "The suspect acted alone in Lyon."),
    (
        "pl",
        "W wypadku pod Brzegiem zginęły trzy osoby, a siedem zostało rannych.",
        "en",
        "Three people were hurt and seven died in an accident near Brzeg.",
    ),
    (
        "es",
        "El Gobierno negó la venta del puerto.",
        "en",
        "The government confirmed the sale of the port.",
    ),
    (
        "ru",
        "Все паромы отменены, сообщили в порту.",
        "en",
        "Some ferries have been cancelled, the port said.",
    ),
    ("ru", "Ставка может снизиться до 14%.", "uk", "Ставка може зрости до 14%."),
    ("en", "The northern bridge is shut.", "ru", "Южный мост закрыт."),
    ("it", "L'aumento riguarderebbe 240 mila case.", "en", "The increase affects 240,000 homes."),
]
HONEST = [
    (
        "en",
        "Prices in Norhaven rose by 3% in May.",
        "de",
        "Die Preise in Norhaven stiegen im Mai um 3 Prozent.",
    ),
    ("de", "Der Hafen wurde an Norwegen verkauft.", "en", "The port was sold to Norway."),
    (
        "fr",
        "Le tribunal a acquitté l'ancien ministre Paul Roche.",
        "en",
        "The court acquitted former minister Paul Roche.",
    ),
    (
        "fr",
        "Le chantier coûterait 52 milliards d'euros.",
        "en",
        "The project would cost 52 billion euros.",
    ),
    (
        "fr",
        "Le suspect aurait agi seul à Lyon.",
        "en",
        "The suspect allegedly acted alone in Lyon.",
    ),
    (
        "pl",
        "W wypadku pod Brzegiem zginęły trzy osoby, a siedem zostało rannych.",
        "en",
        "Three people died and seven were hurt in an accident near Brzeg.",
    ),
    (
        "ru",
        "Все паромы отменены, сообщили в порту.",
        "en",
        "All ferries have been cancelled, the port said.",
    ),
    ("ru", "Ставка может снизиться до 14%.", "uk", "Ставка може знизитися до 14%."),
]


@pytest.mark.parametrize(("of", "original", "to", "lie"), LIES)
def test_a_translation_that_says_the_contrary_is_refused(
    of: str, original: str, to: str, lie: str
) -> None:
    assert judge(of, original, to, lie)


@pytest.mark.parametrize(("of", "original", "to", "text"), HONEST)
def test_an_honest_translation_beside_it_holds(of: str, original: str, to: str, text: str) -> None:
    assert judge(of, original, to, text) == ()


def test_a_german_measure_is_no_name() -> None:
    original = "Die Bahn machte im Mai rund 1,2 Mrd. Euro Verlust."
    passage = Passage((original,), "de", common_words(original, "de"))
    assert flaws_of("Die Bahn machte im Mai rund 1,2 Milliarden Euro Verlust.", passage) == ()
