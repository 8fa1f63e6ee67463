"""A name for "He" and "She": where it is sure, and never a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.model import Article
from digests.summarise.pronouns import named
from digests.summarise.statements import Statement, statements_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)

SURE = [
    # language, the sentences before, the sentence, whom it means
    (
        "en",
        ["Olena Koval opened the new bridge in Harl on Monday."],
        "She said it cost 12 million.",
        "Olena Koval",
    ),
    (
        "en",
        ["Mayor Ada Brandt closed the Harl bridge on Monday."],
        "She was born in Harl.",
        "Ada Brandt",
    ),
    ("en", ["Mr Hnat was arrested in Harl on Friday."], "He denied the charges.", "Mr Hnat"),
    (
        "en",
        ["President Volodymyr Tkach signed the ferry law on Monday."],
        "He said it would help.",
        "Volodymyr Tkach",
    ),
    (
        "en",
        ["Foreign Minister Andrii Melnyk arrived in Oslo on Friday."],
        "He warned of delays.",
        "Andrii Melnyk",
    ),
    (
        "en",
        ["Robert Fink, 34, repaired the crane in May."],
        "He told reporters it was old.",
        "Robert Fink",
    ),
    (
        "en",
        ["Anna Holm, an engineer from the city, inspected the quay."],
        "She warned of cracks.",
        "Anna Holm",
    ),
    (
        "en",
        ["Olena Koval said she would leave the board in May."],
        "She added that the work was done.",
        "Olena Koval",
    ),
    (
        "en",
        ["Olena Koval left the board in May.", "She said the work was done."],
        "She added that it was hard.",
        "Olena Koval",
    ),
    ("en", ["Harl mayor Ada Brandt opened the bridge."], "She thanked the builders.", "Ada Brandt"),
    ("en", ["Thomas Weber joined NATO talks in Brussels."], "He stressed unity.", "Thomas Weber"),
    ("en", ["Former President Peter Lang died in Harl on Sunday."], "He was 84.", "Peter Lang"),
    (
        "de",
        ["Bürgermeisterin Ada Brandt eröffnete am Montag die Brücke."],
        "Sie sagte, die Arbeit sei getan.",
        "Ada Brandt",
    ),
    (
        "de",
        ["Thomas Weber besuchte am Montag die Fähre."],
        "Er betonte, dass die Fähre sicher ist.",
        "Thomas Weber",
    ),
    (
        "de",
        ["Verkehrsminister Jan Holm (SPD) eröffnete am Freitag die Strecke."],
        "Er kündigte weitere Züge an.",
        "Jan Holm",
    ),
    ("fr", ["La maire, arrivée lundi, a ouvert le pont."], "", ""),
    (
        "fr",
        ["Claire Dupont a inauguré le pont lundi."],
        "Elle a déclaré que le pont est sûr.",
        "Claire Dupont",
    ),
    (
        "fr",
        ["Pierre Martin a visité le port vendredi."],
        "Il a ajouté que le quai serait réparé.",
        "Pierre Martin",
    ),
    (
        "uk",
        ["Олена Коваль відкрила міст у понеділок."],
        "Вона заявила, що міст безпечний.",
        "Олена Коваль",
    ),
    (
        "uk",
        ["Мер Іван Петренко відвідав порт у Харкові."],
        "Він наголосив, що кран старий.",
        "Іван Петренко",
    ),
    (
        "ru",
        ["Ольга Коваль открыла мост в понедельник."],
        "Она заявила, что мост безопасен.",
        "Ольга Коваль",
    ),
    ("ru", ["Мэр Иван Петров посетил порт."], "Он подчеркнул, что кран старый.", "Иван Петров"),
]
SURE = [one for one in SURE if one[2]]

TRAPS = [
    # two people
    ("en", ["Olena Koval met Ada Brandt in Harl on Monday."], "She said the bridge was old."),
    ("en", ["Petro Hnat and Ivan Bondar opened the bridge."], "He said it was safe."),
    ("en", ["Petro Hnat criticised Bondar over the bridge."], "He said it was unsafe."),
    ("en", ["Petro Hnat spoke to his brother on Monday."], "He said the bridge was old."),
    ("en", ["Ada Brandt told her deputy that the bridge was old."], "She said it would close."),
    ("en", ["Peter Lang thanked the Pope on Sunday."], "He said the visit was short."),
    ("en", ["Peter Lang thanked a plumber from Harl."], "He said the pipe was old."),
    ("en", ["Peter Lang was replaced by the Ukrainian on Sunday."], "He said little."),
    ("en", ["Petro Hnat told him to leave."], "He said it was late."),
    ("en", ["Petro Hnat met Mr. Koval in Oslo."], "He said the talks went well."),
    ("en", ["Mayor Ada Brandt spoke after Judge Holm."], "She said the case was closed."),
    # somebody else's
    ("en", ["Petro Hnat’s brother was arrested on Monday."], "He denied the charges."),
    ("en", ["Koval’s lawyer Peter Lang filed the papers."], "He said the case was weak."),
    # the other kind
    ("en", ["Ada Brandt closed the bridge on Monday."], "He said it was a mistake."),
    ("en", ["Peter Lang closed the bridge on Monday."], "She said it was a mistake."),
    ("en", ["President Volodymyr Tkach said she was wrong."], "He said so on Monday."),
    # not a person
    ("en", ["Harbour Courier reported the sale on Monday."], "He said it was wrong."),
    ("en", ["Bank Holm closed its office on Monday."], "She said it was sad."),
    ("en", ["The Harl bridge was closed on Monday."], "He said it was old."),
    ("en", ["Ukraine opened a bridge on Monday."], "She said it was new."),
    # whom a paragraph was about before
    (
        "en",
        ["Ivan Bondar was found dead on Monday.", "Peter Lang found the body in May."],
        "He was 34.",
    ),
    (
        "en",
        ["Ivan Bondar was ill.", "Peter Lang said he had left Harl."],
        "He said the illness was short.",
    ),
    # things may be meant
    ("de", ["Ada Brandt eröffnete die Brücke."], "Sie kostet zwölf Millionen Euro."),
    ("de", ["Ada Brandt lobte Thomas Weber."], "Sie sagte, die Arbeit sei getan."),
    ("de", ["Thomas Weber kritisierte Merz."], "Er sagte, das sei falsch."),
    ("de", ["Die Stadt öffnete die Brücke."], "Sie sagte nichts dazu."),
    ("de", ["Ada Brandt sprach mit ihrem Kollegen."], "Er sagte, die Brücke sei alt."),
    ("fr", ["Claire Dupont a rencontré Anne Martin."], "Elle a dit que le pont est sûr."),
    ("fr", ["Claire Dupont a inauguré la tour."], "Elle mesure trente mètres."),
    ("fr", ["Pierre Martin a parlé à son fils."], "Il a dit que le pont est sûr."),
    ("uk", ["Олена Коваль відкрила школу."], "Вона коштує мільйон."),
    ("uk", ["Олена Коваль зустріла Марію Бондар."], "Вона заявила, що міст безпечний."),
    ("uk", ["Іван Петренко розмовляв із сусідом."], "Він заявив, що міст старий."),
    ("ru", ["Ольга Коваль встретила Марию Бондарь."], "Она заявила, что мост безопасен."),
    ("ru", ["Иван Петров говорил с братом."], "Он заявил, что мост старый."),
    # not at all
    ("en", ["Ada Brandt opened the bridge."], "They said it was new."),
    ("en", ["Ada Brandt opened the bridge."], "It was new and red."),
    ("en", ["Ada Brandt opened the bridge."], "“She is right,” an official said."),
    ("en", ["Peter Lang opened the bridge."], "He was right, Lang said of the engineer."),
    ("en", [], "She said the bridge was new."),
    ("es", ["Ada Brandt abrió el puente."], "Ella dijo que es seguro."),
    ("en", ["“The bridge is old,” Olena Koval told Ada Brandt."], "She left Harl on Monday."),
    ("en", ["When the bridge closed, Ada Brandt left."], "She said it was sad."),
]


@pytest.mark.parametrize(("language", "before", "text", "who"), SURE)
def test_a_pronoun_is_named_where_one_person_can_be_meant(
    language: str, before: list[str], text: str, who: str
) -> None:
    rest = text.split(" ", 1)[1]
    assert named(text, before, language) == (f"[{who}] {rest}", who)


@pytest.mark.parametrize(("language", "before", "text"), TRAPS)
def test_no_pronoun_gets_a_name_that_may_be_wrong(
    language: str, before: list[str], text: str
) -> None:
    assert named(text, before, language) is None


def statements(text: str) -> list[Statement]:
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
    return statements_of(article, 0)


def test_a_named_sentence_stands_alone_and_cites_where_the_name_is_from() -> None:
    text = "Olena Koval opened the new bridge in Harl on Monday. She said it cost 12 million euros."
    first, second = statements(text)
    assert second.text == "[Olena Koval] said it cost 12 million euros."
    assert second.alone and second.added == ("Olena Koval",)
    assert second.spans == (second.spans[0], first.spans[0]) and second.own == 1


def test_a_name_from_another_paragraph_is_not_put_in() -> None:
    text = (
        "Olena Koval opened the new bridge in Harl on Monday.\nShe said it cost 12 million euros."
    )
    assert not statements(text)[1].alone


def test_a_surname_is_a_name_where_the_text_has_it_in_full() -> None:
    first = "The bridge was planned by Olena Koval in 2019.\n"
    second = "Koval left the board in May. She said the work was done."
    assert statements(first + second)[-1].text == "[Koval] said the work was done."
    assert not statements(second)[-1].alone
    two = "The bridge was planned by Olena Koval and Ivan Koval.\n"
    assert not statements(two + second)[-1].alone
    again = "Olena Koval Koval, as her friends say, is also Olena. Kovalenko is not.\n"
    assert statements(first + again + second)[-1].alone
    other = "Ivan Kovalenko and Petro Koval-Bily built it, but Marta Koval paid.\n"
    assert statements(other + second)[-1].text == "[Koval] said the work was done."
    assert not statements(first + other + second)[-1].alone
