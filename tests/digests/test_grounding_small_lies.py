"""Small lies beside the truth, in nine languages: one word, one mood, one number changed."""

from __future__ import annotations

import pytest

from digests.summarise.grounding import Flaw, Passage, common_words, flaws_of, sure_names


def judge(language: str, sentence: str, point: str) -> tuple[Flaw, ...]:
    common = common_words(sentence, language)
    names = sure_names(sentence, language)
    return flaws_of(point, Passage((sentence,), language, common, names))


LIES = [
    (
        "en",
        "Poland has privately urged Berlin not to weaken its defences, a diplomat said.",
        "Berlin has privately urged Poland not to weaken its defences, a diplomat said.",
    ),
    (
        "en",
        "Poland has privately urged Berlin not to weaken its defences, a diplomat said.",
        "Poland has publicly urged Berlin not to weaken its defences, a diplomat said.",
    ),
    (
        "en",
        "Poland has privately urged Berlin not to weaken its defences, a diplomat said.",
        "Poland has privately urged Berlin to weaken its defences, a diplomat said.",
    ),
    (
        "en",
        "The company denied having broken consultation rules.",
        "The company admitted having broken consultation rules.",
    ),
    (
        "en",
        "The company denied having broken consultation rules.",
        "The company broke consultation rules.",
    ),
    (
        "en",
        "Sales dropped 3.8% to £2.06bn in the 13 weeks to Nov. 1.",
        "Sales rose 3.8% to £2.06bn in the 13 weeks to Nov. 1.",
    ),
    (
        "en",
        "Sales dropped 3.8% to £2.06bn in the 13 weeks to Nov. 1.",
        "Sales dropped 3.8% to $2.06bn in the 13 weeks to Nov. 1.",
    ),
    (
        "en",
        "Sales dropped 3.8% to £2.06bn in the 13 weeks to Nov. 1.",
        "Sales dropped 3.8% to £2.06m in the 13 weeks to Nov. 1.",
    ),
    (
        "en",
        "Profit is now expected to be £180m-£200m, down from an earlier forecast of £240m-£260m.",
        "Profit is now expected to be £240m-£260m.",
    ),
    (
        "en",
        "Profit is now expected to be £180m-£200m, down from an earlier forecast of £240m-£260m.",
        "Profit will be £180m-£200m.",
    ),
    (
        "en",
        "Prosecutors had alleged that Zammit steered the contract to Tunnelco in return for cash.",
        "Zammit steered the contract to Tunnelco in return for cash.",
    ),
    (
        "en",
        "The opposition leader, Marija Vella, said the verdict does not mean that he is innocent.",
        "Prime minister Marija Vella said the verdict does not mean that he is innocent.",
    ),
    (
        "en",
        "A court on Friday acquitted former transport minister Joseph Zammit of bribery.",
        "A court on Friday convicted former transport minister Joseph Zammit of bribery.",
    ),
    (
        "en",
        "A court on Friday acquitted former transport minister Joseph Zammit of bribery.",
        "A court on Friday acquitted transport minister Joseph Zammit of bribery.",
    ),
    (
        "en",
        "A court on Friday acquitted former transport minister Joseph Zammit of bribery.",
        "A court on Thursday acquitted former transport minister Joseph Zammit of bribery.",
    ),
    (
        "en",
        "The vaccine reduced infections by 51.3% over 18 months.",
        "The vaccine reduced deaths by 51.3% over 18 months.",
    ),
    (
        "en",
        "The vaccine is expected to cost less than $4 a dose.",
        "The vaccine is expected to cost more than $4 a dose.",
    ),
    (
        "en",
        "The vaccine is expected to cost less than $4 a dose.",
        "The vaccine is expected to cost $4 a dose.",
    ),
    (
        "en",
        "At least 14 people died and 27 were hurt when a bus fell into a ravine.",
        "14 people died and 27 were hurt when a bus fell into a ravine.",
    ),
    (
        "en",
        "At least 14 people died and 27 were hurt when a bus fell into a ravine.",
        "At least 27 people died and 14 were hurt when a bus fell into a ravine.",
    ),
    (
        "en",
        "The coastguard says two people are missing after a boat capsized off Inverbeg.",
        "Two people died after a boat capsized off Inverbeg, the coastguard says.",
    ),
    (
        "en",
        "All ferries between Mallaig and Skye have been cancelled, CalMac confirms.",
        "Some ferries between Mallaig and Skye have been cancelled, CalMac confirms.",
    ),
    (
        "en",
        "Some ferries between Mallaig and Skye have been cancelled, CalMac confirms.",
        "All ferries between Mallaig and Skye have been cancelled, CalMac confirms.",
    ),
    ("en", "Most homes are without power.", "All homes are without power."),
    ("en", "The mayor may close the bridge.", "The mayor must close the bridge."),
    ("en", "The mayor wants to close the bridge in May.", "The mayor closed the bridge in May."),
    ("en", "The council voted against the bridge.", "The council voted for the bridge."),
    ("en", "The strike ended before the talks began.", "The strike ended after the talks began."),
    ("en", "Only 12 of the 40 ferries sailed.", "Only 40 of the 12 ferries sailed."),
    ("en", "The talks failed.", "The talks succeeded."),
    (
        "en",
        "The minister resigned because of the scandal.",
        "The minister resigned despite the scandal.",
    ),
    (
        "de",
        "Ein Sprecher des Verkehrsministeriums wies den Bericht zurück.",
        "Ein Sprecher des Verkehrsministeriums bestätigte den Bericht.",
    ),
    (
        "de",
        "Der Mann soll mindestens elf Autos angezündet haben.",
        "Der Mann hat mindestens elf Autos angezündet.",
    ),
    (
        "de",
        "Der Mann soll mindestens elf Autos angezündet haben.",
        "Der Mann soll höchstens elf Autos angezündet haben.",
    ),
    (
        "de",
        "63 Prozent der Befragten lehnen einen Verkauf ab; 22 Prozent wären dafür.",
        "63 Prozent der Befragten sind für einen Verkauf.",
    ),
    (
        "de",
        "Die Gewerkschaft schloss Streiks vor Weihnachten aus.",
        "Die Gewerkschaft kündigte Streiks vor Weihnachten an.",
    ),
    (
        "de",
        "Die Gewerkschaft schloss Streiks vor Weihnachten nicht aus.",
        "Die Gewerkschaft schloss Streiks vor Weihnachten aus.",
    ),
    (
        "de",
        "Die Bahn hatte im ersten Halbjahr einen Verlust von rund 1,2 Mrd. Euro gemacht.",
        "Die Bahn hatte im ersten Halbjahr einen Gewinn von rund 1,2 Mrd. Euro gemacht.",
    ),
    (
        "fr",
        "D'après une source policière, EDF aurait déjà retenu deux sites, Gravelines et Tricastin.",
        "EDF a déjà retenu deux sites, Gravelines et Tricastin.",
    ),
    (
        "fr",
        "Le chantier coûterait plus de 52 milliards d'euros.",
        "Le chantier coûtera plus de 52 milliards d'euros.",
    ),
    (
        "fr",
        "Le chantier coûterait plus de 52 milliards d'euros.",
        "Le chantier coûterait moins de 52 milliards d'euros.",
    ),
    ("fr", "Le suspect nie les faits.", "Le suspect reconnaît les faits."),
    (
        "fr",
        "L'ONG n'exclut pas de saisir le Conseil d'État.",
        "L'ONG exclut de saisir le Conseil d'État.",
    ),
    ("fr", "Les deux victimes ne sont plus en danger.", "Les deux victimes sont en danger."),
    (
        "es",
        "La patronal Exceltur negó que los pisos turísticos sean responsables de la subida.",
        "La patronal Exceltur afirmó que los pisos turísticos son responsables de la subida.",
    ),
    (
        "es",
        "La medida afectaría a unas 240.000 viviendas.",
        "La medida afecta a unas 240.000 viviendas.",
    ),
    (
        "es",
        "El vehículo se habría despistado por exceso de velocidad.",
        "El vehículo se despistó por exceso de velocidad.",
    ),
    (
        "es",
        "El partido votará en contra de la medida en el Congreso.",
        "El partido votará a favor de la medida en el Congreso.",
    ),
    (
        "es",
        "Al menos 14 personas murieron y 27 resultaron heridas.",
        "Murieron 14 personas y 27 resultaron heridas.",
    ),
    (
        "it",
        "Palazzo Chigi ha smentito che sia in programma un aumento dell'Iva.",
        "Palazzo Chigi ha confermato che è in programma un aumento dell'Iva.",
    ),
    (
        "it",
        "A provocare il crollo sarebbe stata una fuga di gas.",
        "A provocare il crollo è stata una fuga di gas.",
    ),
    (
        "it",
        "Il governo starebbe valutando un taglio dell'Irpef da 4 miliardi.",
        "Il governo ha deciso un taglio dell'Irpef da 4 miliardi.",
    ),
    (
        "it",
        "Il vantaggio non supererebbe i 15 euro al mese.",
        "Il vantaggio supererebbe i 15 euro al mese.",
    ),
    (
        "pt",
        "A ANA negou que tenha pedido um aumento das taxas.",
        "A ANA pediu um aumento das taxas.",
    ),
    (
        "pt",
        "O custo da obra terá subido para 9,8 mil milhões de euros.",
        "O custo da obra subiu para 9,8 mil milhões de euros.",
    ),
    (
        "pt",
        "O relator votou contra o marco temporal.",
        "O relator votou a favor do marco temporal.",
    ),
    (
        "pt",
        "O Governo admite adiar para 2037 a abertura do aeroporto.",
        "O Governo adiou para 2037 a abertura do aeroporto.",
    ),
    (
        "pl",
        "Spółka zaprzeczyła, by wystąpiła o dodatkowe środki.",
        "Spółka wystąpiła o dodatkowe środki.",
    ),
    (
        "pl",
        "Koszt inwestycji miał wzrosnąć do 192 mld zł.",
        "Koszt inwestycji wzrósł do 192 mld zł.",
    ),
    ("pl", "Kierowca mógł zasnąć za kierownicą.", "Kierowca zasnął za kierownicą."),
    (
        "pl",
        "Budowę popiera 74 proc. badanych, a przeciw jest 14 proc.",
        "Budowę popiera 14 proc. badanych, a przeciw jest 74 proc.",
    ),
    ("pl", "Umowa ma zostać podpisana do końca marca.", "Umowa została podpisana do końca marca."),
    (
        "uk",
        "У Міненерго інформацію про підвищення спростували.",
        "У Міненерго інформацію про підвищення підтвердили.",
    ),
    (
        "uk",
        "Повітряні сили збили 41 із 57 ударних БпЛА.",
        "Повітряні сили збили 57 із 41 ударних БпЛА.",
    ),
    ("uk", "МВФ нібито наполягає на ринкових цінах.", "МВФ наполягає на ринкових цінах."),
    (
        "uk",
        "Міністерка не виключила, що до цього питання повернуться восени.",
        "Міністерка виключила, що до цього питання повернуться восени.",
    ),
    (
        "ru",
        "Ставка не опустится ниже 12% раньше осени 2027 года.",
        "Ставка опустится ниже 12% раньше осени 2027 года.",
    ),
    (
        "ru",
        "Минфин якобы настаивает на более резком снижении.",
        "Минфин настаивает на более резком снижении.",
    ),
    (
        "ru",
        "Сообщения о задержании второго подозреваемого в МВД опровергли.",
        "Сообщения о задержании второго подозреваемого в МВД подтвердили.",
    ),
    (
        "ru",
        "Мужчина мог выстрелить в адвоката из-за долга.",
        "Мужчина выстрелил в адвоката из-за долга.",
    ),
    ("ru", "Цены выросли на 0,11%.", "Цены снизились на 0,11%."),
    ("uk", "Ціна може зрости до 5,64 грн за кВт·год.", "Ціна може впасти до 5,64 грн за кВт·год."),
    ("pl", "Ceny wzrosły w październiku o 2,1 proc.", "Ceny spadły w październiku o 2,1 proc."),
    (
        "fr",
        "Les prix ont augmenté de 2,1 % en octobre.",
        "Les prix ont baissé de 2,1 % en octobre.",
    ),
    ("es", "Los precios subieron un 2,1 % en octubre.", "Los precios bajaron un 2,1 % en octubre."),
    (
        "it",
        "I prezzi sono aumentati del 2,1% a ottobre.",
        "I prezzi sono calati del 2,1% a ottobre.",
    ),
    ("pt", "Os preços subiram 2,1% em outubro.", "Os preços caíram 2,1% em outubro."),
    (
        "de",
        "Die Preise stiegen im Oktober um 2,1 Prozent.",
        "Die Preise sanken im Oktober um 2,1 Prozent.",
    ),
    (
        "en",
        "Halvorsen said it would cut about 3,400 jobs, or 7.5% of its workforce.",
        "Halvorsen said it would cut about 3,400 jobs, or 75% of its workforce.",
    ),
    (
        "en",
        "Halvorsen said it would cut about 3,400 jobs, or 7.5% of its workforce.",
        "Halvorsen has cut about 3,400 jobs, or 7.5% of its workforce.",
    ),
    (
        "en",
        "Halvorsen said it would cut about 3,400 jobs, or 7.5% of its workforce.",
        "Halvorsen said it would create about 3,400 jobs, or 7.5% of its workforce.",
    ),
    (
        "en",
        "The cuts will not affect shop-floor staff before Christmas, the chief executive said.",
        "The cuts will not affect shop-floor staff, the chief executive said.",
    ),
    ("en", "Poland beat Norway in the final.", "Norway beat Poland in the final."),
    (
        "en",
        "The court sentenced the driver to two years in prison, suspended for four years.",
        "The court sentenced the driver to two years in prison.",
    ),
    ("en", "The minister promised to publish the report.", "The minister published the report."),
    ("en", "Residents asked the mayor to resign.", "The mayor resigned."),
    ("en", "The ship nearly sank off Harl.", "The ship sank off Harl."),
    ("en", "The bank is in talks to buy its rival.", "The bank bought its rival."),
    ("en", "The union threatened to strike from Monday.", "The union will strike from Monday."),
    ("en", "Two of the five suspects confessed.", "The five suspects confessed."),
    (
        "en",
        "A bill that would ban the sale of fireworks was introduced on Monday.",
        "A bill that bans the sale of fireworks was passed on Monday.",
    ),
    (
        "en",
        "The trial was postponed from May to June.",
        "The trial was postponed from June to May.",
    ),
    (
        "en",
        "Scientists found no link between the vaccine and the deaths.",
        "Scientists found a link between the vaccine and the deaths.",
    ),
    (
        "en",
        "The governor vetoed the bill, which the senate had passed.",
        "The governor signed the bill, which the senate had passed.",
    ),
    (
        "de",
        "Die Polizei nahm zwei Männer fest und ließ einen wieder frei.",
        "Die Polizei nahm zwei Männer fest und ließ beide wieder frei.",
    ),
    (
        "de",
        "Das Gericht verurteilte ihn zu zwei Jahren Haft auf Bewährung.",
        "Das Gericht verurteilte ihn zu zwei Jahren Haft.",
    ),
    ("de", "Beinahe wäre die Fähre gesunken.", "Die Fähre ist gesunken."),
    (
        "fr",
        "Le Sénat a supprimé l'article 4 par 187 voix contre 142.",
        "Le Sénat a adopté l'article 4 par 187 voix contre 142.",
    ),
    ("fr", "Le maire a failli démissionner lundi.", "Le maire a démissionné lundi."),
    (
        "es",
        "El Congreso rechazó la moción por 180 votos contra 160.",
        "El Congreso aprobó la moción por 180 votos contra 160.",
    ),
    (
        "es",
        "El juez dejó en libertad al exalcalde Pedro Ruiz.",
        "El juez dejó en libertad al alcalde Pedro Ruiz.",
    ),
    (
        "it",
        "Il Senato ha respinto la mozione con 90 voti.",
        "Il Senato ha approvato la mozione con 90 voti.",
    ),
    (
        "pt",
        "O tribunal absolveu o ex-ministro Paulo Reis.",
        "O tribunal condenou o ex-ministro Paulo Reis.",
    ),
    (
        "pl",
        "Sejm odrzucił weto prezydenta 276 głosami.",
        "Sejm utrzymał weto prezydenta 276 głosami.",
    ),
    (
        "pl",
        "Prokuratura umorzyła śledztwo w sprawie Jana Kosa.",
        "Prokuratura wszczęła śledztwo w sprawie Jana Kosa.",
    ),
    (
        "uk",
        "Суд відмовив у заставі колишньому міністру.",
        "Суд призначив заставу колишньому міністру.",
    ),
    ("uk", "Рада ухвалила бюджет 241 голосом.", "Рада провалила бюджет 241 голосом."),
    ("ru", "Суд оправдал бывшего мэра Льва Когана.", "Суд осудил бывшего мэра Льва Когана."),
    ("ru", "Завод едва не закрылся в мае.", "Завод закрылся в мае."),
]
HONEST = [
    (
        "en",
        "Poland, which hosts three batteries, has privately urged Berlin not to weaken its"
        " defences, a diplomat said.",
        "Poland has privately urged Berlin not to weaken its defences, a diplomat said.",
    ),
    (
        "en",
        "Sales dropped 3.8% in the 13 weeks to November, the company said.",
        "Sales fell 3.8 percent in the 13 weeks to November, the company said.",
    ),
    (
        "es",
        "El ministro dijo que la obra costaría 3 millones de euros.",
        "La obra costará 3 millones de euros, dijo el ministro.",
    ),
    (
        "fr",
        "Le chantier coûterait plus de 52 milliards d’euros.",
        "Le chantier pourrait coûter plus de 52 milliards d’euros.",
    ),
    (
        "uk",
        "Компанія придбала 40 автобусів за 120 млн гривень.",
        "Компанія придбала 40 автобусів за 120 мільйонів гривень.",
    ),
]


@pytest.mark.parametrize(("language", "sentence", "lie"), LIES)
def test_a_small_lie_is_refused(language: str, sentence: str, lie: str) -> None:
    assert judge(language, sentence, sentence) == ()
    assert judge(language, sentence, lie)


@pytest.mark.parametrize(("language", "sentence", "point"), HONEST)
def test_an_honest_rewording_beside_them_holds(language: str, sentence: str, point: str) -> None:
    assert judge(language, sentence, point) == ()
