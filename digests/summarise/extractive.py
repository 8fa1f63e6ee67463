"""The built-in summariser: offline, without a key, the same answer every time."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.errors import SummaryError
from digests.model import Article, KeyPoint, Section
from digests.summarise.enumerations import worth_listing
from digests.summarise.merging import (
    Claim,
    Likeness,
    Repeat,
    citations,
    claim_of,
    compare,
    differences,
    merged,
)
from digests.summarise.ranking import Concept, concepts_of, weigh
from digests.summarise.resolve import resolved
from digests.summarise.sections import assign
from digests.summarise.statements import Statement, is_broken, is_flawed, statements_of
from digests.text.tables import table
from digests.text.words import stem, stems

PER_SECTION = 5
FAIR_SHARE = 2  # points that each section gets before any gets more
MANY_POWER, SINGLE_POWER = 0.75, 1.0  # a statement's worth is divided by its words to this
FLAWED = 0.05  # what a statement that reads badly is worth beside a good one
FITTING = 0.4  # what a statement gains by the cues of its section
REPEATS = 0.6  # share of words told already at which a point is a repetition


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    statement: Statement
    section: int | None
    stems: tuple[str, ...]
    concepts: frozenset[Concept]
    claim: Claim
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class _Room:
    """How much may be told: points in all, and in each section, or words."""

    points: int
    words: int | None = None

    def left(self, chosen: Sequence[tuple[_Candidate, float]]) -> bool:
        if self.words is None:
            return len(chosen) < self.points
        told = sum(len(one.statement.text.split()) for one, _ in chosen)
        return told < self.words

    def open_sections(
        self, rest: Sequence[_Candidate], chosen: Sequence[tuple[_Candidate, float]]
    ) -> set[int | None]:
        """Sections that may still get a point: those without their fair share first."""
        filled = Counter(candidate.section for candidate, _ in chosen)
        most = PER_SECTION if self.words is None else sys.maxsize
        waiting = {one.section for one in rest if filled[one.section] < most}
        short: set[int | None] = {
            section for section in waiting if section is not None and filled[section] < FAIR_SHARE
        }
        return short or waiting


class ExtractiveSummariser:
    """Chooses sentences, makes them stand alone and cites where each comes from."""

    name = "extractive"

    async def summarise(
        self,
        articles: Sequence[Article],
        sections: Sequence[Section],
        limit: int,
        language: str = "",
    ) -> tuple[KeyPoint, ...]:
        """At most `limit` points of one story in telling order; a section has at most five.

        Raises SummaryError when there is nothing to tell.
        """
        return key_points(articles, sections, limit)


def key_points(
    articles: Sequence[Article],
    sections: Sequence[Section],
    limit: int,
    words: int | None = None,
) -> tuple[KeyPoint, ...]:
    """What `ExtractiveSummariser` gives, without waiting.

    With `words`, points are taken until they have that many words together, however many there
    are, and none is lengthened by the sentence after it.
    """
    articles = [_in_its_language(article) for article in articles]
    statements = [
        statement
        for place, article in enumerate(articles)
        for statement in resolved(statements_of(article, place))
    ]
    if not any(statement.alone for statement in statements):
        raise SummaryError("There is no full sentence here that a summary could stand on.")
    homes = assign(statements, sections, [article.title for article in articles])
    candidates = _candidates(articles, statements, homes)
    whole = [one for one in candidates if not is_broken(one.statement.text)]
    if words is None:
        candidates = whole or candidates
    weights = _weights(articles, statements)
    power = MANY_POWER if len(articles) > 1 else SINGLE_POWER
    chosen = _choose(candidates, weights, _Room(limit, words), power)
    told = []
    for one, worth in chosen:
        repeats = _repeats(one, candidates, articles)
        full = one if repeats or words is not None else _fullest(one, candidates)
        point = merged(_point(full, worth, articles, sections), repeats)
        told.append((_telling_order(full), point))
    return tuple(point for _, point in sorted(told, key=lambda found: found[0]))


def _repeats(
    kept: _Candidate, candidates: Sequence[_Candidate], articles: Sequence[Article]
) -> list[Repeat]:
    """What other outlets say in the same words, or with other numbers; the first of each."""
    found: dict[str, Repeat] = {}
    for one in candidates:
        likeness = compare(kept.claim, one.claim)
        if likeness in (Likeness.SAME, Likeness.DIFFERS) and one.claim.outlet not in found:
            article = articles[one.statement.article]
            changed = differences(kept.claim, one.claim)
            found[one.claim.outlet] = Repeat(one.statement, article, changed)
    return list(found.values())


def _in_its_language(article: Article) -> Article:
    """The article with its language, detected where nobody knew it."""
    if article.language:
        return article
    from digests.text.language import detect_language

    return replace(article, language=detect_language(f"{article.title}\n{article.text}"))


def _candidates(
    articles: Sequence[Article],
    statements: Sequence[Statement],
    homes: Sequence[tuple[int | None, float]],
) -> list[_Candidate]:
    found = []
    for statement, (section, fit) in zip(statements, homes, strict=True):
        if not statement.alone:
            continue
        words = tuple(stems(statement.text, statement.language))
        found.append(
            _Candidate(
                statement=statement,
                section=section,
                stems=words,
                concepts=concepts_of(words, _stop_stems(statement.language)),
                claim=claim_of(statement, articles[statement.article].outlet),
                worth=(FLAWED if is_flawed(statement) else 1.0) * (1 + FITTING * fit),
            )
        )
    return found


def _stop_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in table(language).stop)


def _weights(articles: Sequence[Article], statements: Sequence[Statement]) -> dict[Concept, float]:
    language = articles[0].language
    stop = _stop_stems(language)
    documents: list[list[frozenset[Concept]]] = [[] for _ in articles]
    counted: set[tuple[int, int]] = set()
    for statement in statements:
        if (statement.article, statement.first) in counted:
            continue  # a join of what was counted already
        counted.add((statement.article, statement.first))
        documents[statement.article].append(
            concepts_of(stems(statement.text, statement.language), stop)
        )
    titles = [frozenset(stems(article.title, article.language)) - stop for article in articles]
    return weigh(documents, titles, stop)


def _choose(
    candidates: Sequence[_Candidate], weights: dict[Concept, float], room: _Room, power: float
) -> list[tuple[_Candidate, float]]:
    """Candidates by importance, with what each adds; every section gets its fair share first."""
    chosen: list[tuple[_Candidate, float]] = []
    rest = list(candidates)
    covered: set[Concept] = set()
    while rest and room.left(chosen):
        open_to = room.open_sections(rest, chosen)
        scored = [
            (
                sum(weights.get(c, 0.0) for c in one.concepts - covered)
                / max(1, len(one.stems)) ** power,
                n,
            )
            for n, one in enumerate(rest)
            if one.section in open_to
        ]
        if not scored:
            break
        worth, number = max(scored, key=lambda found: (found[0], -found[1]))
        best = rest[number]
        chosen.append((best, worth))
        covered |= best.concepts
        rest = [one for one in rest if not _told(one, chosen)]
    return chosen


def _fullest(chosen: _Candidate, candidates: Sequence[_Candidate]) -> _Candidate:
    """The candidate joined with the sentence that points back at it, where there is such a one."""
    mine = chosen.statement
    for other in candidates:
        joined = other.statement
        if (
            joined.article == mine.article
            and joined.first == mine.first
            and mine.told < joined.told
        ):
            return other
    return chosen


def _told(one: _Candidate, chosen: Sequence[tuple[_Candidate, float]]) -> bool:
    """Whether a candidate repeats a chosen one: the same sentence, or mostly the same words."""
    mine = set(one.stems)
    for other, _ in chosen:
        likeness = compare(other.claim, one.claim)
        if likeness in (Likeness.SAME, Likeness.DIFFERS):
            return True
        if likeness is Likeness.APART:
            continue  # another number by another source is not a repetition
        same = one.statement.article == other.statement.article
        if same and one.statement.told & other.statement.told:
            return True
        if len(mine & set(other.stems)) >= REPEATS * len(mine):
            return True
    return False


def _telling_order(candidate: _Candidate) -> tuple[int, int, int]:
    section = candidate.section if candidate.section is not None else 1_000
    return section, candidate.statement.first, candidate.statement.article


def _point(
    candidate: _Candidate,
    worth: float,
    articles: Sequence[Article],
    sections: Sequence[Section],
) -> KeyPoint:
    statement = candidate.statement
    article = articles[statement.article]
    cited = citations(statement, article)
    return KeyPoint(
        text=statement.text,
        citations=cited,
        first_seen=article.first_seen,
        section=sections[candidate.section].title if candidate.section is not None else None,
        certainty=statement.certainty,
        attribution=_attribution(statement, article),
        items=statement.items if worth_listing(statement.text, statement.items) else (),
        added=statement.added,
        shortened=statement.text != " ".join(citation.quote for citation in cited),
        score=worth,
    )


def _attribution(statement: Statement, article: Article) -> str | None:
    """Who says so, unless it is the outlet that the citation names anyway."""
    who = statement.attribution
    return None if who and who.casefold() == article.outlet.casefold() else who
