"""Names: whether a text has only those of its source, in whatever form, case or script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from digests.summarise.grounding.tokens import ALIKE, BREAKS, Token, alike, tokens_of
from digests.summarise.grounding.vocabulary import Vocabulary, folded, vocabulary
from digests.text.numbers import number_word, scale_word
from digests.text.tables import table

IRREGULAR = (
    "britain british briton britons uk", "france french", "spain spanish spaniard", "wales welsh",
    "netherlands dutch holland", "denmark danish dane danes", "poland polish pole poles", "us usa",
    "greece greek greeks", "switzerland swiss", "cyprus cypriot", "ireland irish", "turkey turkish",
    "america american americans us usa", "germany german germans", "russia russian russians",
    "frankreich französisch", "полша польщ польськ", "україн украин", "us u.s", "uk u.k", "un u.n",
)  # fmt: skip
NOUN_ENDS = re.compile(
    r"\w+(?:ung|heit|keit|schaft|tion|tät|ment|nis|tum|ling|eur|ismus)(?:en|s|e)?$"
)
UKRAINIAN_U = re.compile("^у(?=[бвгґджзклмнпрстфхцчшщ])")  # "унаслідок" is "внаслідок"
ARTICLES = frozenset("the a an le la les l el los las il lo i gli o os as un une".split())  # noqa: SIM905
BETWEEN = frozenset("of the and for in de des la von der - & .".split())  # inside of a name  # noqa: SIM905


def stray_names(
    text: str, sources: Iterable[str], language: str, is_common: Callable[[str], bool]
) -> list[str]:
    """Names of a text that its sources, in the same language, lack.

    `is_common` says whether a word is known in small letters, so that one which only stands at
    the start of a sentence is not taken for a name.
    """
    known = [token for source in sources for token in tokens_of(source, language) if token.is_word]
    forms = list(dict.fromkeys(token.text for token in known))
    short = _initials(known)
    return [
        token.text
        for token in names_in(text, language)
        if (
            not any(same_name(token.text, form, language) for form in forms)
            and token.text.replace(".", "") not in short
            and not _spelled_out(token, text, language, forms)
            and not _is_plain(token, language, is_common)
        )
        or _is_raised(token, text, language, forms)
    ]


def _is_raised(token: Token, text: str, language: str, forms: list[str]) -> bool:
    """Whether a word that the sources have in small letters only stands where a name would.

    "Prime Minister Weil" and "the President" may stand for "the prime minister"; "released on
    Budget" may not stand for a date.
    """
    if token.initial or language == "de":
        return False
    same = [form for form in forms if same_name(token.text, form, language)]
    if not same or not all(form.islower() for form in same):
        return False
    words = [one for one in tokens_of(text, language) if one.is_word]
    place = next(n for n, one in enumerate(words) if one.start == token.start)
    beside = words[max(0, place - 1) : place] + words[place + 1 : place + 2]
    titled = any(one.is_capital and one.end < len(text) for one in beside)
    led = place > 0 and words[place - 1].text.lower() in ARTICLES
    return not titled and not led


def names_in(text: str, language: str) -> Iterator[Token]:
    """What is written with a capital letter and is neither a month nor a day of the week."""
    words = vocabulary(language)
    times = (*words.months, *words.weekdays) if words else ()
    for token in tokens_of(text, language):
        if not (token.is_word and token.is_capital) or token.text in ("I", "AM", "PM"):
            continue
        if not any(time.fullmatch(token.text) for time in times):
            yield token


def _is_plain(token: Token, language: str, is_common: Callable[[str], bool]) -> bool:
    """Whether a capital letter makes no name here: the first word, or a German noun."""
    lower, words = token.text.lower(), vocabulary(language)
    if language == "de" and (NOUN_ENDS.fullmatch(token.text) or is_common(lower)):
        return True
    if language == "de" and words and is_measure(token.text, words):
        return True
    if not token.initial:
        return False
    numeral = number_word(lower, language) is not None or scale_word(lower, language) is not None
    return lower in table(language).stop or numeral or is_common(lower) or _is_cue(lower, language)


def is_measure(word: str, words: Vocabulary) -> bool:
    """Whether a word belongs to a number: in German "Prozent" and "Euro" have a capital letter."""
    return (
        scale_word(word.lower(), words.code) is not None
        or bool(words.percent.fullmatch(word))
        or any(unit.fullmatch(word) for unit, _ in words.units)
    )


@lru_cache(maxsize=5_000)
def _is_cue(word: str, language: str) -> bool:
    words, cues = vocabulary(language), table(language)
    patterns = [cues.attributions, cues.hedges, cues.connectives]
    patterns += [words.negations, words.refusals, *words.hedges.values()] if words else []
    return word in (words.breaks if words else ()) or any(one.fullmatch(word) for one in patterns)


@lru_cache(maxsize=100_000)
def same_name(one: str, other: str, language: str) -> bool:
    """Whether two words are forms of one name: "Брюсселю" and "Брюссель", "Iran" and "Iranian"."""
    mine, theirs = _plain(one), _plain(other)
    if mine == theirs or _irregular(mine) & _irregular(theirs):
        return True
    words = vocabulary(language)
    endings = words.endings if words else frozenset({""})
    shared = 0
    for a, b in zip(mine, theirs, strict=False):
        if a != b:
            break
        shared += 1
    least = max(3, min(len(mine), len(theirs)) - 3)
    if shared >= least and mine[shared:] in endings and theirs[shared:] in endings:
        return True
    if language == "de" and min(len(mine), len(theirs)) >= ALIKE:
        return mine in theirs or theirs in mine or alike(mine, theirs)
    return False


def _plain(word: str) -> str:
    plain = folded(re.sub(r"[’'ʼ]s?$", "", word).replace(".", ""))
    return UKRAINIAN_U.sub("в", plain)


@cache
def _irregular(word: str) -> frozenset[int]:
    return frozenset(n for n, forms in enumerate(IRREGULAR) if word in forms.split())


def _initials(tokens: list[Token]) -> set[str]:
    """Short forms of names of several words: "EU" of "European Union"."""
    found, run = set[str](), ""
    for token in tokens:
        if token.is_capital:
            run += token.text[0]
            found |= {run[start:] for start in range(len(run) - 1)}
        elif token.text.lower() not in BETWEEN:
            run = ""
    return found


def _spelled_out(token: Token, text: str, language: str, forms: list[str]) -> bool:
    """Whether the word is part of a name whose short form the source has."""
    run = _run_of(token, tokens_of(text, language))
    place = next(n for n, one in enumerate(run) if one.start == token.start)
    shorts = {form for form in forms if form.isupper() and 2 <= len(form) <= 6}
    for start in range(max(0, place - 5), place + 1):
        for end in range(place + 1, min(len(run), start + 6) + 1):
            if "".join(one.text[0] for one in run[start:end]) in shorts:
                return True
    return False


def _run_of(token: Token, tokens: Iterable[Token]) -> list[Token]:
    """The name around a word: capitals with little words between them, or half of a "Co-operation",
    and never two other words or a break.
    """
    run: list[Token] = []
    others = 0
    for one in tokens:
        if one.is_word and one.is_capital:
            run.append(one)
            others = 0
            continue
        others += one.text.lower() not in BETWEEN
        if others > 1 or one.text in BREAKS:
            if any(part.start == token.start for part in run):
                break
            run, others = [], 0
    return run
