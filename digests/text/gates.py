"""Patterns that look before they try: letters that must be there are found much faster.

Most sentences hold none of the words that a pattern begins to matter with. Looking for a word in
a text costs a hundredth of trying a long pattern at every place of it, so each pattern is read
once for the words that every match of it holds. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

Choice = frozenset[str]  # a match holds at least one of these, in small letters

MOST = 60  # words of a choice; more cost as much as the pattern
MOST_JOINED = 12  # words that are made by joining those of two choices
SHORTEST, LONE = 2, ",;:—–"  # letters of a word that is worth looking for; marks are, alone
STEM, ENDING = 4, 2  # letters at least, and at most, of words that are looked for as one
GATES = 2  # choices that are looked at
FLAGS = re.compile(r"\?(?:-?[a-z]+:|:|P<\w+>)")
LOOKS = ("?=", "?!", "?<=", "?<!")
REPEATED = re.compile(r"\*|\+|\?|\{(\d*),?\d*\}")
CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
MARKS = re.compile(r"\[([^\w\s\\^-]{1,6})\]")  # a class that is only a few marks
PLACES = "bBAZ"
KINDS = "wWdDsS"


def possible(patterns: Iterable[Gated], small: str) -> list[re.Pattern[str]]:
    """Those of the patterns that may match somewhere in a text, given in small letters."""
    found = []
    for one in patterns:
        for gate in one.gates:
            for word in gate:
                if word in small:
                    break
            else:
                break
        else:
            found.append(one.pattern)
    return found


class Gated:
    """A pattern with the choices of words that each of its matches holds."""

    __slots__ = ("gates", "groupindex", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.groupindex = pattern.groupindex
        self.gates = tuple(tuple(sorted(one)) for one in words_needed(pattern.pattern))

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self.may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self.pattern.match(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self.may_match(text) else iter(())

    def may_match(self, text: str) -> bool:
        """False where the pattern can't match anywhere in the text."""
        return bool(possible((self,), text.lower()))


def words_needed(pattern: str) -> list[Choice]:
    """Choices of words, the best first: every match of the pattern holds one word of each.

    Of a pattern that knows no such word the list is empty. Case is ignored; look-arounds, anchors
    and whatever may be missing count nothing.
    """
    choices, _, _ = _branches(pattern, 0)
    found: list[Choice] = []
    for one in sorted(map(_shortest, choices), key=_cost):
        tells = all(len(word) >= SHORTEST or word in LONE for word in one)
        known = any(all(any(w in word for w in one) for word in other) for other in found)
        if tells and not known and len(one) <= MOST and len(found) < GATES:
            found.append(one)
    return found


def _cost(choice: Choice) -> float:
    """How much time a choice costs, and how often it lets a text pass: short words do."""
    return sum(1 + 60 / len(word) ** 2 for word in choice)


def _shortest(choice: Choice) -> Choice:
    """As few words that every one of the choice holds: "claims" and "claimed" hold "claim"."""
    found: list[str] = []
    for word in sorted(choice):
        stem = _shared(found[-1], word) if found else ""
        if len(stem) >= STEM and len(word) - len(stem) <= ENDING:
            found[-1] = stem
        else:
            found.append(word)
    return frozenset(w for w in found if not any(o != w and o in w for o in found))


def _shared(one: str, other: str) -> str:
    """The letters that two words begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))]


def _branches(pattern: str, at: int) -> tuple[list[Choice], Choice | None, int]:
    """What is needed by all branches of a group, all that it can be if that is little, its end."""
    needs: list[list[Choice]] = []
    exact: list[Choice | None] = []
    while True:
        need, one, at = _branch(pattern, at)
        needs.append(need)
        exact.append(one)
        if at >= len(pattern) or pattern[at] == ")":
            break
        at += 1
    known = [one for one in exact if one is not None]
    whole = frozenset().union(*known) if len(known) == len(exact) else None
    if len(needs) == 1:
        return needs[0], whole, at
    if not all(needs):
        return [], whole, at
    return [frozenset().union(*(min(need, key=_cost) for need in needs))], whole, at


def _branch(pattern: str, at: int) -> tuple[list[Choice], Choice | None, int]:
    """The same of one branch."""
    needs: list[Choice] = []
    run: Choice = frozenset({""})
    whole = True

    while at < len(pattern) and pattern[at] not in "|)":
        inner, exact, at = _item(pattern, at)
        least, once, at = _times(pattern, at)
        if least == 0:
            exact, inner = (exact | {""} if exact is not None and once else None), []
        needs += inner
        joined = _joined(run, exact) if exact is not None else None
        if joined is not None and (once or not any(exact or ())):
            run = joined
            continue
        whole = False
        if joined is not None and least:  # the first of several
            run = joined
        needs += [run] if all(run) else []
        run = exact if exact is not None and once else frozenset({""})
    if all(run):
        needs.append(run)
    return needs, run if whole else None, at


def _joined(run: Choice, exact: Choice) -> Choice | None:
    """Every word of one followed by every word of the other; None where these are too many."""
    if len(run) * len(exact) > max(MOST_JOINED, len(run), len(exact)):
        return None
    return frozenset(one + other for one, other in product(run, exact))


def _times(pattern: str, at: int) -> tuple[int, bool, int]:
    """How often an item stands at least, and whether it is not repeated."""
    found = REPEATED.match(pattern, at)
    if not found:
        return 1, True, at
    end = found.end() + (pattern[found.end() : found.end() + 1] in ("?", "+"))
    if found[0] == "?":
        return 0, True, end
    least = int(found[1] or 0) if found[0][0] == "{" else int(found[0] == "+")
    return min(least, 1), False, end


def _item(pattern: str, at: int) -> tuple[list[Choice], Choice | None, int]:
    """The same of one character, class or group."""
    mark = pattern[at]
    if mark == "(":
        looks = pattern.startswith(LOOKS, at + 1)
        flags = FLAGS.match(pattern, at + 1)
        needs, exact, end = _branches(pattern, flags.end() if flags else at + 1 + 2 * looks)
        return ([], frozenset({""}), end + 1) if looks else (needs, exact, end + 1)
    if mark == "[":
        found = CLASS.match(pattern, at)
        few = MARKS.match(pattern, at)
        return [], frozenset(few[1]) if few else None, found.end() if found else len(pattern)
    if mark == "\\":
        after = pattern[at + 1]
        if after in PLACES:
            return [], frozenset({""}), at + 2
        return [], None if after in KINDS else frozenset({after.lower()}), at + 2
    if mark in "^$":
        return [], frozenset({""}), at + 1
    return [], None if mark == "." else frozenset({mark.lower()}), at + 1
