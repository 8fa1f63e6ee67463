"""Texts as people paste and forward them: wrapped lines, quoted mail, heads of messages."""

from __future__ import annotations

import textwrap

import pytest

from digests import read_pasted, summarise
from digests.ingest.plain import read_markdown

ARTICLES = {
    "en": (
        "Court clears former minister of bribery",
        "A court in Harl on Friday acquitted former transport minister Joseph Zammit of bribery,"
        " ruling that prosecutors had failed to prove that he accepted money from a contractor.",
        "Judge Consuelo Farr said there was no evidence that Zammit knew about the payment. She"
        " did not rule out that money had changed hands.",
        "Prosecutors had alleged that Zammit steered the contract for the tunnel to a friend.",
    ),
    "de": (
        "Bund prüft Verkauf der Bahn",
        "Die Bundesregierung prüft den Verkauf von bis zu 24,9 Prozent der Bahn an private"
        " Investoren, wie ein Sprecher des Verkehrsministeriums am Mittwoch in Harl mitteilte.",
        "Die Gewerkschaft kündigte Widerstand gegen den Verkauf an. Sie schloss Streiks vor"
        " Weihnachten jedoch aus.",
        "Laut einer Umfrage lehnen 63 Prozent der Befragten einen Verkauf von Anteilen ab.",
    ),
    "uk": (
        "Кабмін може переглянути тарифи",
        "Уряд розглядає можливість підвищення тарифу на електроенергію для населення з 1 квітня,"
        " повідомляє видання «Гавань» з посиланням на джерела в Кабінеті міністрів країни.",
        "Остаточного рішення щодо тарифів ще не ухвалено. Очікується, що питання розглянуть на"
        " засіданні уряду на початку грудня цього року.",
        "Голова комітету вважає, що підвищення тарифу на електроенергію цього року неминуче.",
    ),
}
MAIL = """---------- Forwarded message ---------
From: Ada Brandt <ada@harl.example>
Date: Tue, 24 Nov 2026 at 09:12
Subject: Fwd: Re: Bridge closure
To: newsroom@harl.example

> The port authority will close the swing bridge from 4 May to 12 June for repairs.
> Buses will run via Lindale during that time, and the tram ends at Market Square.

--
Ada Brandt, who has worked here for 20 years now
Port authority of the city of Harl, Quay 3
"""


@pytest.mark.parametrize("language", list(ARTICLES))
@pytest.mark.parametrize("width", [60, 66, 72, 78])
def test_wrapped_lines_are_the_sentences_that_they_were(language: str, width: int) -> None:
    paragraphs = ARTICLES[language]
    wrapped = "\n\n".join("\n".join(textwrap.wrap(one, width)) for one in paragraphs)
    assert read_pasted(wrapped).text == "\n\n".join(paragraphs[1:])


def test_of_a_forwarded_message_stay_its_subject_and_what_it_says() -> None:
    draft = read_pasted(MAIL)
    assert draft.title == "Bridge closure"
    assert [point.text for point in summarise([draft])] == [
        "The port authority will close the swing bridge from 4 May to 12 June for repairs.",
        "Buses will run via Lindale during that time, and the tram ends at Market Square.",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "- The bridge closes in May, and buses run instead\n- The ferry runs all night from June"
        " on\n- The tram ends at Market Square\n- Nothing else changes for anybody in the town",
        "The bridge closes.\nFerries run.\nThe tram ends at the square.\nIt costs 2 million.",
        "Arsenal 2-1 Everton\nLeeds 0-0 Fulham\nChelsea 3-2 Wolves\nBurnley 1-4 Liverpool",
        "Holm: The bridge stays shut until the end of May this year.\nBrandt: We will see about"
        " that in the council on Monday.\nHolm: There is nothing to see for the council or you.",
    ],
)
def test_lines_of_their_own_stay_apart(body: str) -> None:
    assert read_pasted(f"What changes in Harl\n\n{body}").text == body


@pytest.mark.parametrize(
    "text",
    [
        "市议会周一批准了扩建哈尔港的计划。该公司否认曾要求额外资金。",
        "市議会は月曜日、ハール港の拡張計画を承認した。同社は追加資金を求めたことを否定した。",
    ],
)
def test_a_script_without_spaces_has_sentences_too(text: str) -> None:
    assert "".join(point.text for point in summarise([text])) == text


def test_wrapped_markdown_is_joined_by_the_width_that_was_typed() -> None:
    text = (
        "# Harl bridge to close\n\n"
        "The port authority of Harl will close the swing bridge for\n"
        "repairs from 4 May to 12 June, **the mayor** said in a\n"
        "[statement](https://harl.example/x) published on Monday after a\n"
        "long debate in the council.\n\n"
        "- Buses run via Lindale\n- The tram ends at Market Square\n\n"
        "> Mayor Ada Brandt told the council, which has not decided\n"
        "> yet who will pay for the night ferry.\n"
    )
    assert read_markdown(text, "x.md").text == (
        "The port authority of Harl will close the swing bridge for repairs from 4 May to 12 June,"
        " the mayor said in a statement published on Monday after a long debate in the council.\n\n"
        "Buses run via Lindale\nThe tram ends at Market Square\n\n"
        "Mayor Ada Brandt told the council, which has not decided yet who will pay for the night"
        " ferry."
    )
