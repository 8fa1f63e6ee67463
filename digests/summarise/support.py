"""Which other articles say what a point says, in other words. Pure.

A sentence supports a point of another article when the point could have been written from it: the
same rules that a language model's points must pass, so no number, name, negation or doubt differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digests.model import Article, Citation, KeyPoint
from digests.summarise.grounding import Passage, can_ground, common_words, flaws_of
from digests.summarise.grounding.names import stray_names
from digests.summarise.grounding.tokens import content_of, share_of
from digests.text.sentences import Span, split_sentences

SAME = 0.7  # share of the point's words that a supporting sentence has


def supported(points: Sequence[KeyPoint], articles: Sequence[Article]) -> tuple[KeyPoint, ...]:
    """The points with a citation into every other article that says the same."""
    spans = {article.id: split_sentences(article.text, article.language) for article in articles}
    return tuple(_supported(point, articles, spans) for point in points)


def _supported(
    point: KeyPoint, articles: Sequence[Article], sentences: dict[int, list[Span]]
) -> KeyPoint:
    cited = {citation.article for citation in point.citations}
    language = next((one.language for one in articles if one.id in cited), "")
    found = [
        citation
        for article in articles
        if article.id not in cited and article.language == language and can_ground(language)
        if (citation := _support(point, article, sentences[article.id]))
    ]
    return replace(point, citations=(*point.citations, *found)) if found else point


def _support(point: KeyPoint, article: Article, sentences: Sequence[Span]) -> Citation | None:
    """The sentence of an article that says all that the point says, or None."""
    language = article.language
    told, common = content_of(point.text, language), common_words(article.text, language)
    for span in sentences:
        quote = span.of(article.text)
        if share_of(told, content_of(quote, language)) < SAME:
            continue
        flaws = flaws_of(point.text, Passage((quote,), language, common), attributed=True)
        whole = (article.title, article.text)  # which names the town but once
        named = not stray_names(point.text, whole, language, common.__contains__)
        if all(flaw.kind == "name" and named for flaw in flaws):
            return Citation(
                article=article.id,
                start=span.start,
                end=span.end,
                quote=quote,
                outlet=article.outlet,
                url=article.url,
            )
    return None
