"""What is no news: something sensible is told, or one clear line says why not."""

from __future__ import annotations

import pytest

from digests import Database, Newsroom, SummaryError, Topic, summarise
from digests.model import ArticleDraft
from digests.text.kinds import is_code, is_list, is_table
from digests.text.sentences import split_sentences
from tests.digests.newsdesk import NOW

CODE = """function add(a, b) {
  // Returns the sum of both numbers.
  return a + b;
}
const total = [1, 2].reduce((x, y) => add(x, y), 0);
console.log("The total is", total);
"""
PYTHON = '''import re

WORD = re.compile("x")


def words(text: str) -> list[str]:
    """Words in order as they are written."""
    return WORD.findall(text)
'''
TABLE = (
    "| Land | Menschen | Fläche |\n|---|---|---|\n| Norwegen | 5,4 | 385 |\n| Schweden | 10 | 450 |"
)
LIST = {
    "en": "1. Visit the old museum\n2. Take the night ferry home\n3. Eat fried herring here",
    "uk": "• Утепліть вікна та двері\n• Встановіть термостат вдома\n• Перевірте котел у майстра",
}
LIVE = (
    "18:42 – The ferry has stopped until further notice.\n"
    "17:55 – The roof of the market hall has been torn off by the wind.\n"
    "17:20 – Our reporter is at the quay and hears the storm."
)
PROSE = (
    "The bridge is shut. It costs 12 million; the ministry pays.\nA ferry sails.\nThe end is near."
)


@pytest.mark.parametrize("text", [CODE, PYTHON])
async def test_program_code_is_refused_in_one_line(database: Database, text: str) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    with pytest.raises(SummaryError, match="program code"):
        await newsroom.summary(ArticleDraft(title="", text=text, outlet=""), NOW)


async def test_a_table_is_refused_in_one_line(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    with pytest.raises(SummaryError, match="table"):
        await newsroom.summary(ArticleDraft(title="", text=TABLE, outlet=""), NOW)


@pytest.mark.parametrize("text", ["😀 " * 60, "ok " * 80, "…\n" * 30, "12 34\n" * 40])
async def test_what_says_nothing_is_refused_in_one_line(database: Database, text: str) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    with pytest.raises(SummaryError, match="no whole sentence"):
        await newsroom.summary(ArticleDraft(title="ok", text=text, outlet=""), NOW)


def test_prose_is_neither_code_nor_table_nor_list() -> None:
    for text in (PROSE, *LIVE.split("\n"), "a; b; c"):
        assert not (is_code(text) or is_table(text) or is_list(text))


@pytest.mark.parametrize("language", LIST)
def test_the_entries_of_a_list_are_told_without_their_marks(language: str) -> None:
    draft = ArticleDraft(title="", text=LIST[language], outlet="", language=language)
    told = [point.text for point in summarise([draft])]
    assert told == [line.split(" ", 1)[1] for line in LIST[language].splitlines()]


def test_entries_of_a_live_page_are_not_joined() -> None:
    told = [point.text for point in summarise([LIVE])]
    assert "The roof of the market hall has been torn off by the wind." in told
    assert not any("reporter" in text for text in told)  # "Our" is nobody's


def test_the_number_of_an_entry_stays_with_it() -> None:
    (span,) = split_sentences("1. Visit the old harbour museum.", "en")
    assert span == (0, 32)
