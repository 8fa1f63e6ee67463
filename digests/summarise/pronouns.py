"""A name for "He" and "She" where the sentence before names one person and nobody else.

A wrong name is far worse than a sentence that is passed over. So the sentence before, of the same
paragraph, has to begin with the person's name and must hold no other name, office or word for a
person, and no pronoun of the other kind. What follows the pronoun has to be what a person does
(says, warns, ...); in English it may be anything where the paragraph knows of nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digests.text.cues import QUOTATION
from digests.text.people import People, gender_of_name, people
from digests.text.tables import table

WORD = re.compile(r"[^\W\d_][\w’'ʼ-]*")
LAST_WORD = re.compile(r"([^\W\d_][\w’'-]*)\.?\Z")
GOES_ON = re.compile(r"[\w’'-]")
LONGEST_WORD = 100  # characters
BESIDE = re.compile(r" \([^()]{1,20}\)")
AGE = re.compile(r", \d{1,3},")
WHO_IT_IS = re.compile(
    r", (?:an?|the|eine?|der|die|une?|le|la) [^,;:()\"“”„«»]{2,80},", re.IGNORECASE
)
FEWEST, MOST = 2, 4  # words of a full name
POSSESSIVE = re.compile(r"[’'ʼ]s?$")
OF_PEOPLES = ("ian", "ish", "ese", "an", "er")  # "the Ukrainian" may be somebody
ANYTHING = ("en",)  # where the verb after the pronoun may be any
WITH = frozenset({"with", "mit", "avec", "con", "com", "z", "ze", "з", "із", "с", "со"})


class Antecedent(NamedTuple):
    """Somebody whom a sentence is about, and "male", "female" or "" where it can't be told."""

    name: str
    gender: str


def starts_with_pronoun(text: str, language: str) -> bool:
    """Whether a sentence starts with "He " or "She "."""
    words = people(language)
    return bool(words) and text.startswith((f"{words.he} ", f"{words.she} ") if words else ())


def named(
    text: str, before: Sequence[str], language: str, known: str = ""
) -> tuple[str, str] | None:
    """The sentence with the name in brackets for its first pronoun, and the name; else None.

    `before` are the sentences before it in its paragraph, in order, `known` is the whole text, in
    which "Brandt" alone may have a given name. "[Ada Brandt] said ..."
    """
    words = people(language)
    if not words or not before or not starts_with_pronoun(text, language):
        return None
    who = _antecedent(before, words, language, known)
    pronoun, rest = text.split(" ", 1)
    gender = "male" if pronoun == words.he else "female"
    if who is None or who.gender not in (gender, "") or who.name.split()[-1] in rest:
        return None
    says = words.says.match(text, len(pronoun))
    if not says and (language not in ANYTHING or _knows_others(before, who, words)):
        return None
    mine, other = (words.his, words.her) if gender == "male" else (words.her, words.his)
    if who.gender == "" and other.search(before[-1]):
        return None
    if mine.search(before[-1]) and _knows_others(before, who, words):
        return None
    return f"[{who.name}] {rest}", who.name


def _antecedent(
    before: Sequence[str], words: People, language: str, known: str
) -> Antecedent | None:
    """Whom the last of the sentences is about, if it is about one person; through pronouns."""
    last = before[-1]
    if not starts_with_pronoun(last, language):
        return _subject(last, words, language, known)
    who = _antecedent(before[:-1], words, language, known) if len(before) > 1 else None
    pronoun = last.split(" ", 1)[0]
    gender = "male" if pronoun == words.he else "female"
    if who is None or who.gender not in (gender, ""):
        return None
    says = words.says.match(last, len(pronoun))
    sure = says and _nobody_else(last[len(pronoun) :], gender, words, language)
    return Antecedent(who.name, gender) if sure else None


def _subject(text: str, words: People, language: str, known: str) -> Antecedent | None:
    """The person whose name a sentence begins with, when nobody else is in it."""
    start = _name(text, words, known)
    if start is None:
        return None
    name, end, given = start
    roles = text[:end]
    told = {
        gender
        for gender, found in (
            ("male", words.masculine.search(roles)),
            ("female", words.feminine.search(roles)),
        )
        if found
    }
    told |= {gender_of_name(given)} - {""}
    beside = BESIDE.match(text, end)
    end = beside.end() if beside else end
    apposition = AGE.match(text, end) or WHO_IT_IS.match(text, end)
    if apposition and any(word[0].isupper() for word in WORD.findall(apposition[0])):
        apposition = apposition if language == "de" else None
    rest = text[apposition.end() if apposition else end :]
    gender = told.pop() if len(told) == 1 else ""
    goes_on = re.match(r" ([^\W\d_]\w*)", rest)
    follows = goes_on[1] if goes_on else ""
    linked = {*table(language).conjunctions, *WITH}
    if told or not follows or not follows[0].islower() or follows in linked:
        return None
    return Antecedent(name, gender) if _nobody_else(rest, gender, words, language) else None


def _name(text: str, words: People, known: str) -> tuple[str, int, str] | None:
    """The name at the start of a sentence, where it ends, and its given name.

    Offices before it are left out. A surname alone is a name where the text has it in full.
    """
    run: list[re.Match[str]] = []
    for found in WORD.finditer(text):
        gap = text[run[-1].end() : found.start()] if run else text[: found.start()]
        fits = found[0][0].isupper() or words.role.fullmatch(found[0])
        if not fits or gap not in (("", " ", ". ") if run else ("",)):
            break
        run.append(found)
    roles = [number for number, one in enumerate(run) if words.role.fullmatch(one[0])]
    first = roles[-1] + 1 if roles else 0
    name = run[first:]
    if not name or any(POSSESSIVE.search(one[0]) for one in run) or len(name) > MOST:
        return None
    end = name[-1].end()
    if len(name) == 1 and roles:
        return text[run[first - 1].start() : end], end, name[0][0]  # "Mayor Brandt"
    if len(name) == 1:
        given = _given_name(name[0][0], known)
        return (name[0][0], end, given) if given else None
    shown = text[name[0].start() : end]
    return (shown, end, shown) if roles or gender_of_name(shown) else None


def _given_name(surname: str, known: str) -> str:
    """The one given name that a text has before a surname; "" where it has none, or several."""
    capital = {word for word in _words_before(surname, known) if word[0].isupper()}
    given = {word for word in capital if gender_of_name(word)}
    return given.pop() if len(given) == 1 and len(capital) == 1 else ""


def _words_before(name: str, known: str) -> Iterator[str]:
    """The words right before a name, wherever it stands; a text may be a line of a megabyte."""
    end, place = 0, known.find(f" {name}")
    while place >= 0:
        after = place + 1 + len(name)
        before = LAST_WORD.search(known, max(end, place - LONGEST_WORD), place)
        if before and not GOES_ON.match(known, after):
            yield before[1]
            end = after
        place = known.find(f" {name}", after)


def _nobody_else(rest: str, gender: str, words: People, language: str) -> bool:
    """Whether a sentence, after whom it begins with, holds nobody else that "he" could mean."""
    other = {"male": words.her, "female": words.his}.get(gender)
    if words.person.search(rest) or words.role.search(rest) or words.him.search(rest):
        return False
    if other and other.search(rest):
        return False
    settled, end, before = False, 0, ""
    calendar, stop = table(language).calendar, table(language).stop
    for found in WORD.finditer(rest):
        word, gap = found[0], rest[end : found.start()]
        if word[0].isupper():
            known = (
                word.lower() in calendar
                or word.lower() in stop
                or (len(word) > 1 and word.isupper())
            )
            placed = gap == " " and (before in words.place or settled)
            alone = not re.match(r" [^\W\d_a-z]", rest[found.end() :])  # not "the Korean War"
            if before == "the" and alone and word.endswith(OF_PEOPLES):
                placed = False
            settled = known or placed
            if not settled:
                return False
        else:
            settled = False
        end, before = found.end(), word.lower()
    return True


def _knows_others(before: Sequence[str], who: Antecedent, words: People) -> bool:
    """Whether the paragraph so far, but for its last sentence, may hold another person."""
    mine = set(who.name.split())
    for sentence in before[:-1]:
        plain = QUOTATION.sub(" ", sentence)
        theirs = [word for word in WORD.findall(plain) if word[0].isupper() and word not in mine]
        if words.person.search(plain) or words.role.search(plain) or len(theirs) > 1:
            return True
    return False
