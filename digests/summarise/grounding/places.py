"""Who does what: whether names and numbers stand where the sources have them.

"Iran attacked Israel" holds no word that "Israel attacked Iran" lacks, but before "attacked" the
source never has Iran. A place is known by the words beside it, up to the first with a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from digests.summarise.grounding.amounts import amounts_of
from digests.summarise.grounding.names import same_name
from digests.summarise.grounding.tokens import Token, sure_names, tokens_of
from digests.summarise.grounding.vocabulary import vocabulary
from digests.text.numbers import number_word, scale_word
from digests.text.tables import table

NOUNS_ARE_CAPITAL = "de"  # there only numbers are looked at
NEAR_NAMES = 5  # words between the parts of one name
REACH = 3  # words beside a name that are looked at
JOINS = frozenset(", and or und oder et ou y e o i lub і й та и".split())  # noqa: SIM905
AFTER, BEFORE = "after", "before"  # on which side of a name the words of a place are
Place = tuple[str, ...]
Run = tuple[Token, ...]


def stray_places(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """Names and numbers that took the place of another one, as reasons."""
    names = frozenset().union(*(sure_names(one, language) for one in (text, *sources)))

    def is_held(token: Token) -> bool:
        if _is_numeral(token, language):
            return True
        if not (token.is_word and token.is_capital) or language == NOUNS_ARE_CAPITAL:
            return False
        return not token.initial or any(same_name(token.text, name, language) for name in names)

    torn = _torn_name(text, sources, language)
    if torn and language != NOUNS_ARE_CAPITAL:
        yield f"“{torn}” is no name of the cited sentences"
    known: dict[Place, list[Run]] = {}
    for source in sources:
        for place, run in _places(source, language, is_held):
            known.setdefault(place, []).append(run)
    for place, run in _places(text, language, is_held):
        others = [other for other in known.get(place, ()) if _comparable(run, other, language)]
        nearest = run[-1] if place[0] == AFTER else run[0]
        if others and not any(_meet(nearest, run, other, language) for other in others):
            yield f"“{nearest.text}” stands where the cited sentences have another"
            return


def _torn_name(text: str, sources: Sequence[str], language: str) -> str | None:
    """Two names side by side that no source has together: "Keir Macron"."""
    stop, run = table(language).stop, set[str]()
    known = [tokens_of(source, language) for source in sources]
    for one, other in pairwise(tokens_of(text, language)):
        if not (one.is_capital and other.is_capital and one.is_word and other.is_word):
            run = set()
            continue
        run |= {one.text.casefold(), other.text.casefold()}
        if one.text.lower() in stop or other.initial:
            continue
        if not any(_together(one, other, tokens, run, language) for tokens in known):
            return f"{one.text} {other.text}"
    return None


def _together(
    one: Token, other: Token, tokens: Sequence[Token], run: set[str], language: str
) -> bool:
    """Whether a source has both names, or words, with nothing of weight between them."""
    first = [n for n, token in enumerate(tokens) if same_name(one.text, token.text, language)]
    second = [n for n, token in enumerate(tokens) if same_name(other.text, token.text, language)]
    return any(
        0 < abs(a - b) <= NEAR_NAMES
        and _is_light(tokens[min(a, b) + 1 : max(a, b)], run, table(language).stop)
        for a in first
        for b in second
    )


def _is_light(between: Sequence[Token], run: set[str], stop: frozenset[str]) -> bool:
    """Whether nothing parts two words of one name: further names of it, or no word of weight."""
    if all(token.is_word and token.is_capital for token in between):
        return True
    return all(
        not token.is_word or token.text.lower() in stop or token.text.casefold() in run
        for token in between
    )


def _is_numeral(token: Token, language: str) -> bool:
    if token.is_number:
        return True
    word = token.text.lower()
    return number_word(word, language) is not None or scale_word(word, language) is not None


def _places(
    text: str, language: str, is_held: Callable[[Token], bool]
) -> Iterator[tuple[Place, Run]]:
    """Each run of names or numbers with the words before it, and with those after it."""
    tokens = tokens_of(text, language)
    at = 0
    while at < len(tokens):
        if not is_held(tokens[at]):
            at += 1
            continue
        end = _end_of_run(tokens, at, is_held)
        run = tuple(token for token in tokens[at:end] if is_held(token))
        for place in (
            _beside(tokens[end : end + REACH], AFTER, language),
            _beside(tokens[max(0, at - REACH) : at][::-1], BEFORE, language),
        ):
            if place:
                yield place, run
        at = end


def _end_of_run(tokens: Sequence[Token], at: int, is_held: Callable[[Token], bool]) -> int:
    """Names joined by "and" or a comma share their place."""
    end = at + 1
    while end < len(tokens):
        joined = tokens[end].text.lower() in JOINS and end + 1 < len(tokens)
        if is_held(tokens[end]):
            end += 1
        elif joined and is_held(tokens[end + 1]) and _one_kind(tokens[at], tokens[end + 1]):
            end += 2
        else:
            break
    return end


def _one_kind(one: Token, other: Token) -> bool:
    return one.is_number == other.is_number


def _beside(tokens: Sequence[Token], side: str, language: str) -> Place | None:
    """The words on one side up to the first with a meaning; None when there is none."""
    words, cues = vocabulary(language), table(language)
    breaks = words.breaks if words else frozenset[str]()
    found = [side]
    for token in tokens:
        word = token.text.lower()
        name = token.is_capital and not token.initial
        if not token.is_word or word in breaks or (name and len(found) == 1):
            return None
        found.append(token.stem)
        if word not in cues.stop or cues.attributions.fullmatch(word):
            return tuple(found)
    return None


def _comparable(run: Run, other: Run, language: str) -> bool:
    """Whether a run can be held against another: a day in the place of a name, but not a name
    beside a word that the source has beside a day."""
    mine, theirs = _kind(run[-1], language), _kind(other[-1], language)
    return mine == theirs or (mine, theirs) == ("time", "name")


def _kind(token: Token, language: str) -> str:
    if _is_numeral(token, language):
        return "number"
    words = vocabulary(language)
    times = (*words.months, *words.weekdays) if words else ()
    return "time" if any(time.fullmatch(token.text) for time in times) else "name"


def _meet(nearest: Token, run: Run, other: Run, language: str) -> bool:
    """Whether two runs hold a number in common, or the other one the name nearest to the place."""
    if _is_numeral(run[-1], language):
        return bool(_values(run, language) & _values(other, language))
    return any(same_name(nearest.text, two.text, language) for two in other)


def _values(run: Run, language: str) -> set[float]:
    written = " ".join(token.text for token in run)
    return {amount.value for amount in amounts_of(written, language)}
