"""What other articles say of a point: who supports it, and everything that an outlet says. Pure.

A sentence supports a point of another article when the point could have been written from it: the
same rules that a language model's points must pass, so no number, name, negation or doubt differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from digests.model import Article, Citation, KeyPoint
from digests.summarise.grounding import Passage, can_ground, common_words, flaws_of
from digests.summarise.grounding.names import stray_names
from digests.summarise.grounding.tokens import content_of, share_of
from digests.summarise.merging import citations
from digests.summarise.resolve import resolved
from digests.summarise.statements import Statement, is_flawed, statements_of
from digests.text.sentences import Span, split_sentences

SAME = 0.7  # share of the point's words that a supporting sentence has
PLAINLY = 0.5  # the same without forms of one word, which are looked up only from here on


def supported(points: Sequence[KeyPoint], articles: Sequence[Article]) -> tuple[KeyPoint, ...]:
    """The points with a citation into every other article that says the same."""
    read = [_Read(article) for article in articles if can_ground(article.language)]
    return tuple(_supported(point, articles, read) for point in points)


def unrepeated(points: Sequence[KeyPoint], articles: Sequence[Article]) -> tuple[KeyPoint, ...]:
    """The points without those that another one says whole, as surely and by the same source.

    Of two that say the same the one with more outlets stays, then the better one. Whoever said
    only a part of what stays is not named for it: nothing is claimed for anybody.
    """
    read = {one.id: _Read(one) for one in articles if can_ground(one.language)}
    best = sorted(points, key=lambda point: (-len(point.outlets), -point.score))
    kept: list[KeyPoint] = []
    for point in best:
        if not any(_says(other, point, read) for other in kept):
            kept = [other for other in kept if not _says(point, other, read)] + [point]
    return tuple(point for point in points if point in kept)


def voices_of(articles: Sequence[Article]) -> list[KeyPoint]:
    """Every statement of the articles as a point of its own, to be compared with."""
    return [
        _point(statement, article)
        for article in articles
        for statement in statements_of(article, 0)
    ]


def own_voices(copies: Sequence[Article], articles: Sequence[Article]) -> list[KeyPoint]:
    """The statements of copies that stand in none of these articles."""
    known = {sentence for article in articles for sentence in _sentences(article)}
    originals = {article.id: article for article in articles}
    alike = (copy for copy in copies if copy.language == articles[0].language)
    own = [
        copy
        for copy in alike
        if not _is_outdated(copy, originals.get(copy.original or 0)) and _sentences(copy) - known
    ]
    return [
        voice
        for voice in voices_of(own)
        if not all(_plain(citation.quote) in known for citation in voice.citations)
    ]


def _is_outdated(copy: Article, original: Article | None) -> bool:
    """Whether its original was edited since: it still says what that one said before."""
    edited = original.changed if original else None
    return bool(edited and edited > max(copy.first_seen, copy.changed or copy.first_seen))


def _sentences(article: Article) -> set[str]:
    spans = split_sentences(article.text, article.language)
    return {_plain(span.of(article.text)) for span in spans}


def _plain(sentence: str) -> str:
    return " ".join(sentence.split())


def sayings_of(articles: Sequence[Article]) -> list[KeyPoint]:
    """Every statement of the articles that can be told as it stands."""
    return [
        _point(statement, article)
        for article in articles
        for statement in resolved(statements_of(article, 0))
        if statement.alone and not is_flawed(statement)
    ]


def _point(statement: Statement, article: Article) -> KeyPoint:
    cited = citations(statement, article)
    return KeyPoint(
        text=statement.text,
        citations=cited,
        first_seen=article.first_seen,
        certainty=statement.certainty,
        attribution=statement.attribution,
        added=statement.added,
        shortened=statement.text != " ".join(citation.quote for citation in cited),
    )


@dataclass
class _Read:
    """An article with its sentences, each with its words."""

    article: Article

    @cached_property
    def sentences(self) -> list[tuple[Span, str, frozenset[str]]]:
        article = self.article
        spans = split_sentences(article.text, article.language)
        quotes = [(span, span.of(article.text)) for span in spans]
        return [
            (span, quote, frozenset(content_of(quote, article.language))) for span, quote in quotes
        ]

    @cached_property
    def common(self) -> frozenset[str]:
        return common_words(self.article.text, self.article.language)

    def like(self, told: tuple[str, ...]) -> Iterator[tuple[Span, str]]:
        """The sentences that have most of these words."""
        plain = frozenset(told)
        for span, quote, words in self.sentences:
            plainly = len(plain & words) >= PLAINLY * len(plain)
            if plainly and share_of(told, content_of(quote, self.article.language)) >= SAME:
                yield span, quote


def _supported(point: KeyPoint, articles: Sequence[Article], read: Sequence[_Read]) -> KeyPoint:
    cited = {citation.article for citation in point.citations}
    language = next((one.language for one in articles if one.id in cited), "")
    others = [one for one in read if one.article.id not in cited]
    found = [
        (citation, one.article.first_seen)
        for one in others
        if one.article.language == language and (citation := _support(point, one))
    ]
    if not found:
        return point
    return replace(
        point,
        citations=(*point.citations, *(citation for citation, _ in found)),
        first_seen=min(point.first_seen, *(seen for _, seen in found)),
    )


def _support(point: KeyPoint, read: _Read) -> Citation | None:
    """The sentence of an article that says all that the point says, or None."""
    article, language = read.article, read.article.language
    told = content_of(point.text, language)
    for span, quote in read.like(told) if told else ():
        if is_said(point.text, quote, article, read.common):
            return Citation(
                article=article.id,
                start=span.start,
                end=span.end,
                quote=quote,
                outlet=article.outlet,
                url=article.url,
            )
    return None


def is_said(text: str, quote: str, article: Article, common: frozenset[str]) -> bool:
    """Whether a sentence of an article says all that a text says."""
    language = article.language
    flaws = flaws_of(text, Passage((quote,), language, common), attributed=True)
    whole = (article.title, article.text)  # which names the town but once
    named = not stray_names(text, whole, language, common.__contains__)
    return all(flaw.kind == "name" and named for flaw in flaws)


def _says(more: KeyPoint, less: KeyPoint, read: Mapping[int, _Read]) -> bool:
    """Whether one point says all that another one says."""
    alike = more.certainty is less.certainty and more.attribution == less.attribution
    known = read.get(more.citations[0].article)
    if not alike or known is None or (more.language, less.language) != ("", ""):
        return False
    language = known.article.language
    told, words = (content_of(point.text, language) for point in (less, more))
    plainly = len({*told} & {*words}) >= PLAINLY * len({*told})
    if not told or not plainly or share_of(told, words) < SAME:
        return False
    return is_said(less.text, more.text, known.article, known.common)
