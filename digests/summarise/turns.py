"""Interviews: who speaks, by the labels at the start of lines ("Holm: The bridge stays shut")."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

LABEL = re.compile(r"^(?P<who>[^\W\d_][\w.’' -]{0,30}?):[ \t]+(?=\S)", re.MULTILINE)
QUESTION, ANSWER = "Q", "A"
ASKS = frozenset(
    "q question frage pregunta domanda pergunta pytanie питання запитання вопрос".split()  # noqa: SIM905
)
ANSWERS = frozenset(
    "a answer antwort réponse respuesta risposta resposta odpowiedź відповідь ответ".split()  # noqa: SIM905
)
OFTEN = 2  # lines that start with the same label make it a speaker's
NAME = re.compile(
    r"[A-ZÀ-ÞА-ЯЁІЇЄҐŁŚŻŹĆ][\w’'-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-ÞА-ЯЁІЇЄҐŁŚŻŹĆ][\w’'-]+)+"
)


class Turn(NamedTuple):
    """What is said, and by whom as far as a name is given; `asks` where the outlet speaks."""

    text: str
    who: str | None
    asks: bool = False


def speakers_of(text: str) -> frozenset[str]:
    """The labels of a text that stand for speakers: those of several lines, and "Q" and "A"."""
    seen = Counter(found["who"] for found in LABEL.finditer(text)) if ":" in text else Counter()
    return frozenset(
        who for who, lines in seen.items() if lines >= OFTEN or {QUESTION, ANSWER} & {who}
    )


def turn_of(sentence: str, speakers: frozenset[str], answerer: str | None = None) -> Turn | None:
    """The turn that a sentence opens, or None where it opens none; "A" is the `answerer`."""
    found = LABEL.match(sentence)
    if not found or found["who"] not in speakers:
        return None
    label, said = found["who"], sentence[found.end() :]
    if label.lower() in ASKS:
        return Turn(said, None, asks=True)
    nameless = len(label) == 1 or label.lower() in ANSWERS
    return Turn(said, answerer if nameless else label)


def answerer_of(title: str, text: str, speakers: frozenset[str]) -> str | None:
    """Whose answers "A" gives: who is named in full both in the headline and above the interview,
    and nobody else is.
    """
    if not any(label.lower() in ANSWERS for label in speakers):
        return None
    labels = (found.start() for found in LABEL.finditer(text) if found["who"] in speakers)
    above = text[: next(labels, 0)]
    both = {name for name in NAME.findall(title) if name in above}
    return both.pop() if len(both) == 1 else None
