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
    (
        "uk",
        "За даними слідства, посадовець нібито вимагав гроші.",
        "en",
        "According to investigators, the official demanded money.",
    ),
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
    (
        "en",
        "The harbour bridge will close for repairs on 4 May, the port authority said.",
        "uk",
        "Портовий міст закриють на ремонт 4 травня, повідомила адміністрація порту.",
    ),
    (
        "en",
        "The harbour bridge will close for repairs on 4 May, the port authority said.",
        "de",
        "Die Hafenbrücke wird am 4. Mai wegen Reparaturen gesperrt, teilte die Hafenbehörde mit.",
    ),
    (
        "en",
        "The council approved the budget on Monday by 14 votes to 3.",
        "fr",
        "Le conseil a approuvé lundi le budget par 14 voix contre 3.",
    ),
    (
        "en",
        "The council approved the budget on Monday by 14 votes to 3.",
        "es",
        "El concejo aprobó el lunes el presupuesto por 14 votos contra 3.",
    ),
    (
        "en",
        "The council approved the budget on Monday by 14 votes to 3.",
        "ru",
        "Совет в понедельник утвердил бюджет 14 голосами против 3.",
    ),
    (
        "en",
        "The company denied that it had paid officials.",
        "pl",
        "Firma zaprzeczyła, że płaciła urzędnikom.",
    ),
    (
        "en",
        "The company denied that it had paid officials.",
        "it",
        "L'azienda ha negato di aver pagato funzionari.",
    ),
    (
        "de",
        "Die Bahn will bis 2028 rund 3.000 Stellen streichen, sagte ein Sprecher.",
        "en",
        "The railway plans to cut about 3,000 jobs by 2028, a spokesman said.",
    ),
    (
        "de",
        "Der Umsatz sank um 3,8 Prozent auf 2,06 Milliarden Euro.",
        "en",
        "Revenue fell by 3.8 percent to 2.06 billion euros.",
    ),
    (
        "fr",
        "Le chantier coûterait plus de 52 milliards d'euros, selon le ministère.",
        "en",
        "The project would cost more than 52 billion euros, according to the ministry.",
    ),
    (
        "fr",
        "Le chantier coûterait plus de 52 milliards d'euros, selon le ministère.",
        "de",
        "Das Projekt würde laut Ministerium mehr als 52 Milliarden Euro kosten.",
    ),
    (
        "uk",
        "Остаточного рішення щодо тарифів ще не ухвалено.",
        "en",
        "A final decision on tariffs has not been made yet.",
    ),
    (
        "uk",
        "За даними поліції, в аварії загинули щонайменше троє людей.",
        "en",
        "At least three people died in the accident, according to police.",
    ),
    (
        "ru",
        "Банк России может снизить ставку до 14%, сообщили два источника.",
        "en",
        "The Bank of Russia may cut the rate to 14%, two sources said.",
    ),
    (
        "ru",
        "Банк России может снизить ставку до 14%, сообщили два источника.",
        "uk",
        "Банк Росії може знизити ставку до 14%, повідомили два джерела.",
    ),
    (
        "es",
        "Al menos 14 personas murieron y 27 resultaron heridas en Perú.",
        "en",
        "At least 14 people died and 27 were injured in Peru.",
    ),
    (
        "it",
        "Il governo starebbe valutando un taglio da 4 miliardi di euro.",
        "en",
        "The government is reportedly considering a cut of 4 billion euros.",
    ),
    (
        "pt",
        "O relatório deverá ser entregue até 15 de março.",
        "en",
        "The report is expected to be delivered by 15 March.",
    ),
    (
        "pl",
        "Umowa ma zostać podpisana do końca marca.",
        "en",
        "The agreement is to be signed by the end of March.",
    ),
    (
        "en",
        "The strike ended after the union accepted the offer.",
        "de",
        "Der Streik endete, nachdem die Gewerkschaft das Angebot angenommen hatte.",
    ),
    (
        "en",
        "Only two of the five suspects confessed, police said.",
        "de",
        "Nur zwei der fünf Verdächtigen gestanden, sagte die Polizei.",
    ),
    (
        "en",
        "The former mayor was sentenced to two years in prison.",
        "ru",
        "Бывшего мэра приговорили к двум годам тюрьмы.",
    ),
    (
        "en",
        "Prices rose less than expected in May.",
        "es",
        "Los precios subieron menos de lo esperado en mayo.",
    ),
    (
        "en",
        "Some 600,000 people die of malaria each year, according to the WHO.",
        "de",
        "Laut WHO sterben jedes Jahr rund 600.000 Menschen an Malaria.",
    ),
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


DENIED = [
    (
        "en",
        "The town hall denied that the harbour bridge had collapsed.",
        "The harbour bridge collapsed.",
    ),
    (
        "en",
        "The mayor did not say that the old bridge had collapsed.",
        "The old bridge had collapsed.",
    ),
    (
        "de",
        "Das Rathaus bestritt, dass die alte Brücke eingestürzt ist.",
        "Die alte Brücke ist eingestürzt.",
    ),
    (
        "fr",
        "La mairie a démenti que le vieux pont est tombé lundi.",
        "Le vieux pont est tombé lundi.",
    ),
    ("es", "El alcalde negó que el puente cayó el lunes.", "El puente cayó el lunes."),
    (
        "it",
        "Il sindaco ha smentito che il ponte è crollato lunedì.",
        "Il ponte è crollato lunedì.",
    ),
    ("pt", "O prefeito negou que a ponte caiu na segunda.", "A ponte caiu na segunda."),
    (
        "pl",
        "Ratusz zaprzeczył, że stary most się zawalił.",
        "Stary most się zawalił.",
    ),
    ("uk", "Мерія заперечила, що старий міст обвалився.", "Старий міст обвалився."),
    ("ru", "Мэрия опровергла, что старый мост обрушился.", "Старый мост обрушился."),
]


@pytest.mark.parametrize(("language", "sentence", "point"), DENIED)
def test_what_is_denied_is_no_fact(language: str, sentence: str, point: str) -> None:
    passage = Passage((sentence,), language)
    assert "negation" in {flaw.kind for flaw in flaws_of(point, passage, attributed=True)}
    kept = {flaw.kind for flaw in flaws_of(sentence, passage, attributed=True)}
    assert "negation" not in kept
