"""The built-in summariser: offline, without a key, the same answer every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from digests.errors import SummaryError
from digests.model import Article, KeyPoint, Section
from digests.summarise.choosing import Candidate, Room, choose
from digests.summarise.enumerations import worth_listing
from digests.summarise.merging import (
    Likeness,
    Repeat,
    citations,
    claim_of,
    compare,
    differences,
    merged,
    twins,
)
from digests.summarise.ranking import Concept, Sentence, weigh
from digests.summarise.resolve import resolved
from digests.summarise.sections import assign
from digests.summarise.statements import (
    Statement,
    is_broken,
    is_flawed,
    quoted_share,
    statements_of,
)
from digests.text.tables import table
from digests.text.words import stem, stems

MANY_POWER, SINGLE_POWER = 0.85, 1.0  # a statement's worth is divided by its words to this
LONG_WORD = 4  # letters of a word that counts for repetition
FITTING = 0.4  # what a statement gains by the cues of its section


@dataclass(frozen=True, slots=True)
class _Read:
    """A statement with its stems, made once."""

    statement: Statement
    stems: tuple[str, ...]


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
    read = [
        _Read(statement, tuple(stems(statement.text, statement.language)))
        for place, article in enumerate(articles)
        for statement in resolved(statements_of(article, place))
    ]
    if not any(one.statement.alone for one in read):
        raise SummaryError("There is no full sentence here that a summary could stand on.")
    titles = [article.title for article in articles]
    homes = assign([one.statement for one in read], sections, titles)
    candidates = _candidates(articles, read, homes)
    power = MANY_POWER if len(articles) > 1 else SINGLE_POWER
    chosen = choose(candidates, _weights(articles, read), Room(limit, words), power)
    told = []
    for one, worth in chosen:
        repeats = _repeats(one, candidates, articles)
        full = one if repeats or words is not None else _fullest(one, candidates)
        point = merged(_point(full, worth, articles, sections), repeats)
        told.append((_telling_order(full), point))
    return tuple(point for _, point in sorted(told, key=lambda found: found[0]))


def _repeats(
    kept: Candidate, candidates: Sequence[Candidate], articles: Sequence[Article]
) -> list[Repeat]:
    """What other outlets say in the same words, or with other numbers; the first of each."""
    found: dict[str, Repeat] = {}
    for one in candidates if kept.claim else ():
        if one.claim is None or kept.claim is None or one.claim.outlet in found:
            continue
        if compare(kept.claim, one.claim) in (Likeness.SAME, Likeness.DIFFERS):
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
    read: Sequence[_Read],
    homes: Sequence[tuple[int | None, float]],
) -> list[Candidate]:
    """Statements that stand alone; those that read badly only where there are no others."""
    outlets = [articles[one.statement.article].outlet for one in read]
    alike = twins([one.stems for one in read], outlets, articles[0].language)
    found = []
    for place, (one, (section, fit)) in enumerate(zip(read, homes, strict=True)):
        statement = one.statement
        if not statement.alone:
            continue
        candidate = Candidate(
            statement=statement,
            section=section,
            content=frozenset([stem for stem in one.stems if len(stem) >= LONG_WORD])
            or frozenset(one.stems),
            concepts=frozenset(pairwise(one.stems)),
            length=len(one.stems),
            claim=claim_of(statement, outlets[place]) if place in alike else None,
            worth=1 + FITTING * fit,
            flawed=is_flawed(statement),
        )
        found.append(candidate)
    whole = [one for one in found if not (one.flawed and is_broken(one.statement.text))]
    return whole or found


@cache
def _stop_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in table(language).stop)


def _weights(articles: Sequence[Article], read: Sequence[_Read]) -> dict[Concept, float]:
    stop = _stop_stems(articles[0].language)
    documents: list[list[Sentence]] = [[] for _ in articles]
    counted: set[tuple[int, int]] = set()
    for one in read:
        statement = one.statement
        if (statement.article, statement.first) in counted:
            continue  # a join of what was counted already
        counted.add((statement.article, statement.first))
        documents[statement.article].append(
            Sentence(one.stems, quoted_share(statement.text), not statement.alone)
        )
    titles = [frozenset(stems(article.title, article.language)) - stop for article in articles]
    return weigh(documents, titles, stop)


def _fullest(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate:
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


def _telling_order(candidate: Candidate) -> tuple[int, int, int]:
    section = candidate.section if candidate.section is not None else 1_000
    return section, candidate.statement.first, candidate.statement.article


def _point(
    candidate: Candidate,
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
