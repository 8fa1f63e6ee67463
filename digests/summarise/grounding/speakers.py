"""Who says so: a text may let nobody speak whom its sources don't, and leave no speaker out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digests.summarise.grounding.names import same_name
from digests.summarise.grounding.polarity import TOLD
from digests.summarise.grounding.tokens import (
    BREAKS,
    Token,
    clauses_of,
    content_of,
    share_of,
    tokens_of,
)
from digests.summarise.grounding.vocabulary import vocabulary
from digests.text.cues import QUOTATION
from digests.text.tables import table

FAR = 18  # words back from "said" in which its speaker is looked for
QUOTES = frozenset('"“”«»„')


def says_so(text: str, language: str) -> bool:
    """Whether somebody is named, or meant, who says what the text says."""
    words = vocabulary(language)
    plain = _unquoted(text)
    if any(cue.search(plain) for cue in _cues(language)):
        return True
    return bool(words and words.hedges["alleged"].search(plain))


def attribution_lost(text: str, sources: Sequence[str], language: str) -> bool:
    """Whether the text tells as a fact what a source only says that somebody says."""
    if says_so(text, language):
        return False
    told = content_of(text, language)
    for said in _cues(language):
        for source in sources:
            if not said.search(_unquoted(source)):
                continue
            for clause in clauses_of(source, language):
                rest = content_of(said.sub(" ", clause), language)
                if len(rest) > 1 and share_of(rest, told) >= TOLD:
                    return True
    return False


def _cues(language: str) -> tuple[re.Pattern[str], ...]:
    """The words of saying, and of claiming and accusing, which tell no fact either."""
    return table(language).attributions, table(language).claims


def stray_speakers(text: str, sources: Sequence[str], language: str) -> Iterator[str]:
    """Speakers of a text whom no source lets speak, as reasons."""
    said = table(language).attributions
    known: list[Token] = []
    speaks = False
    for number, source in enumerate(sources):
        tokens = tokens_of(source, language)
        for found in said.finditer(source):
            speaks = True
            known += _speakers(tokens, found, language, far=True)
            known += _clause_of(tokens, found)
            if number:  # "he said": named in the sentence before
                known += _names(tokens_of(sources[number - 1], language))
    for found in said.finditer(_unquoted(text)):
        if not speaks:
            yield f"nobody says so in the cited sentences (“{found[0]}”)"
            return
        for token in _speakers(tokens_of(text, language), found, language, far=False):
            written = token.text
            if written.lower() in table(language).stop:
                continue
            if not any(same_name(written, other.text, language) for other in known):
                yield f"“{written}” does not say so in the cited sentences"
                return


def _unquoted(text: str) -> str:
    """The text with blanks in place of its quotations, so that places stay."""
    return QUOTATION.sub(lambda quote: " " * len(quote[0]), text)


def _names(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.is_word and token.is_capital]


def _near(clauses: Sequence[list[Token]], language: str) -> list[Token]:
    """The names of the nearest clause that has a word with a meaning: "his office said"."""
    stop = table(language).stop
    for clause in clauses:
        if any(token.is_word and token.text.lower() not in stop for token in clause):
            return _names(clause)
    return []


def _speakers(
    tokens: Sequence[Token], cue: re.Match[str], language: str, *, far: bool
) -> list[Token]:
    """The names nearest to "said": in its clause, after ", said", or (`far`) before its clause."""
    left = [token for token in tokens if token.end <= cue.start()][-FAR:]
    after = _after(tokens, cue)
    if any(token.text.lower() not in table(language).stop for token in after):
        return _names(after)
    clauses: list[list[Token]] = [[]]
    for token in reversed(left):
        if token.text in BREAKS or token.text in QUOTES:
            clauses.append([])
        else:
            clauses[-1].append(token)
    if not far:
        return _near(clauses, language)
    return next((names for clause in clauses if (names := _names(clause))), [])


def _after(tokens: Sequence[Token], cue: re.Match[str]) -> list[Token]:
    """The words after ", said" or "according to", where a speaker follows its verb."""
    left = [token for token in tokens if token.end <= cue.start()]
    apart = not left or left[-1].text in BREAKS or left[-1].text in QUOTES
    if not apart and " " not in cue[0]:
        return []
    right = [token for token in tokens if token.start >= cue.end()]
    return [token for token in _until_break(right) if token.is_word]


def _clause_of(tokens: Sequence[Token], cue: re.Match[str]) -> list[Token]:
    """The words around "said" that may be its speaker: "a spokesman of the Party"."""
    found = _after(tokens, cue)
    for token in reversed([one for one in tokens if one.end <= cue.start()][-FAR:]):
        if token.text in BREAKS or token.text in QUOTES:
            break
        found.append(token)
    return [token for token in found if token.is_word]


def _until_break(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.text in BREAKS or token.text in QUOTES or token.text == ".":
            return
        yield token
