"""Texts that are no plain news: interviews, live blogs, lists, and what is hardly a text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.errors import SummaryError
from digests.model import Article, KeyPoint
from digests.summarise import summarise
from digests.summarise.turns import Turn, speakers_of, turn_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
INTERVIEW = """\
The Harbour Post met the new harbour master on Monday.

Post: What will change first in the harbour of Northhaven?
Holm: The old bridge will stay closed this summer. The night ferry will begin in June.

Post: Will you raise the fares of the ferry to the islands?
Holm: No. The fares will not rise this year.
"""
LIVE = """\
LIVE: Storm reaches Northhaven
14:32
Ferry suspended
The harbour master has suspended all ferries until Wednesday morning.
13:20 GMT
Share this update
12:02
Two people were slightly hurt when a tree fell on the market, police said.
"""


def told(text: str, title: str = "News") -> tuple[KeyPoint, ...]:
    article = Article(
        id=1,
        title=title,
        text=text,
        outlet="Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language="en",
    )
    found = summarise([article])
    for point in found:
        for citation in point.citations:
            assert citation.quote == text[citation.start : citation.end]
    return found


def test_an_interview_gives_what_was_said_and_by_whom() -> None:
    by_text = {point.text: point.attribution for point in told(INTERVIEW)}
    assert by_text["The old bridge will stay closed this summer."] == "Holm"
    assert by_text["The night ferry will begin in June."] == "Holm"
    assert by_text["The fares will not rise this year."] == "Holm"
    assert by_text["The Harbour Post met the new harbour master on Monday."] is None


def test_one_question_in_a_long_text_is_told_like_any_sentence() -> None:
    facts = [f"The {name} of Northhaven is open again." for name in ("pier", "mill", "hall")]
    facts += [f"The council paid for the {name} of the town." for name in ("roof", "wall", "gate")]
    facts += [f"Captains praised the new {name} on Monday." for name in ("lamp", "crane", "dock")]
    question = "Will the harbour of Northhaven keep the old bridge?"
    assert question in {point.text for point in told(" ".join([question, *facts, *facts[:1]]))}


def test_a_speaker_speaks_to_the_end_of_the_line() -> None:
    text = f"{INTERVIEW}\nThe harbour of Northhaven has eleven piers.\n"
    assert {point.text: point.attribution for point in told(text)}[
        "The harbour of Northhaven has eleven piers."
    ] is None


def test_an_answer_is_never_joined_to_what_somebody_else_said() -> None:
    text = (
        "The Harbour Post met the harbour master on Monday.\n"
        "Q: What will change?\nA: It will be a night ferry from June on.\n"
        "Q: And the bridge?\nA: The bridge will stay closed this summer.\n"
    )
    assert {point.text for point in told(text)} == {
        "The Harbour Post met the harbour master on Monday.",
        "The bridge will stay closed this summer.",
    }


def test_one_label_alone_is_no_speaker() -> None:
    assert speakers_of("Northhaven: The bridge is closed.\nThe ferry sails.") == frozenset()
    assert speakers_of("Holm: Yes.\nHolm: No.") == {"Holm"}
    assert turn_of("Holm: Yes.", frozenset({"Holm"})) == Turn("Yes.", "Holm")
    assert turn_of("Brandt: Yes.", frozenset({"Holm"})) is None
    assert turn_of("A: Yes.", frozenset("QA")) == Turn("Yes.", None)


def test_a_live_blog_gives_its_reports_and_not_its_clock() -> None:
    assert {point.text for point in told(LIVE, "Storm reaches Northhaven")} == {
        "The harbour master has suspended all ferries until Wednesday morning.",
        "Two people were slightly hurt when a tree fell on the market.",
    }


def test_a_list_page_gives_its_sentences() -> None:
    text = (
        "1. Visit the lighthouse, which is open daily.\n2. Take the ferry to the islands.\n"
        "Home | About | Contact\n"
    )
    found = told(text)
    assert [point.text for point in found] == [
        "Visit the lighthouse, which is open daily.",
        "Take the ferry to the islands.",
    ]
    assert {point.certainty for point in found} == {"stated"}


def test_an_open_question_is_undecided() -> None:
    (point,) = told("It remains open whether the old bridge of Northhaven will be closed.")
    assert point.certainty == "undecided"


@pytest.mark.parametrize("text", ["Ferry stops.", "Yes.", "14:32\n12:02", "Home | About | Contact"])
def test_what_is_hardly_a_text_gives_one_clear_line(text: str) -> None:
    with pytest.raises(SummaryError, match=r"no full sentence"):
        told(text)


def test_the_answers_of_an_interview_are_those_of_whom_headline_and_opening_name() -> None:
    text = (
        "Ama Darko won the Harrow Prize this month. She spoke to us in Accra.\n\n"
        "Q: The prize had a problem with translated books in the past.\n\n"
        "A: There have been talks with two studios about a film in Cape Coast.\n\n"
        "Q: And the next book?\n\nA: The next book is about a postmistress in Kumasi."
    )
    title = "“I never asked for it”: an interview with Ama Darko"
    found = {point.text: point.attribution for point in told(text, title)}
    assert found == {
        "Ama Darko won the Harrow Prize this month; she spoke to us in Accra.": None,
        "There have been talks with two studios about a film in Cape Coast.": "Ama Darko",
        "The next book is about a postmistress in Kumasi.": "Ama Darko",
    }


def test_a_label_for_answers_in_any_language_is_no_name() -> None:
    for question, answer in (("Frage", "Antwort"), ("Питання", "Відповідь"), ("Q", "A")):
        labels = frozenset({question, answer})
        assert turn_of(f"{answer}: It stays shut.", labels) == Turn("It stays shut.", None)
        assert turn_of(f"{question}: Und dann?", labels) == Turn("Und dann?", None, asks=True)
