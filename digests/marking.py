"""Pure: what is new to a reader, by his told-until mark."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from digests.model import Article, KeyPoint, Period, Story
from digests.store.articles import has_older_text
from digests.stories.novelty import Told

SURELY_NEW = -0.2  # one in ten told points passes, and three in four new ones
ROOM = 5  # new points of an update
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


def changed(points: Sequence[KeyPoint], edited: Sequence[Article]) -> list[KeyPoint]:
    """What else edited articles say: an edit may change what is no point of a long article."""
    if not edited:
        return []
    from digests.summarise.support import sayings_of

    cited = {(one.article, one.start) for point in points for one in point.citations}
    sayings = ((saying, saying.citations[0]) for saying in sayings_of(edited))
    return [saying for saying, one in sayings if (one.article, one.start) not in cited]


def added(points: Sequence[KeyPoint], fresh: Sequence[Article], told: Told) -> list[KeyPoint]:
    """What else these articles say that is surely new, where an update has room for it.

    The best points of an article are often known ones, and who is told of them once is not told
    again what stood beside them. What has no new point at all stays silent.
    """
    new = [point for point in points if point.new]
    if not new or len(new) >= ROOM:
        return []
    for point in new:
        told.add(_said(point))
    beside = {citation for point in new for citation in point.against}
    found: list[KeyPoint] = []
    for saying in changed(points, fresh):
        if len(new) + len(found) >= ROOM:
            break
        if beside.isdisjoint(saying.citations) and told.newness(saying.text) >= SURELY_NEW:
            told.add(saying.text)
            found.append(saying)
    return found


def is_only_said_by(point: KeyPoint, articles: Sequence[Article]) -> bool:
    """Whether no other article says it too."""
    return {citation.article for citation in point.citations} <= {one.id for one in articles}


def context_of(points: Sequence[KeyPoint]) -> str | None:
    """What reminds a reader of a story: of what was told, what most outlets say, then the best."""
    known = [point for point in points if not point.new]
    best = max(known, key=lambda point: (len(point.outlets), point.score), default=None)
    return best.text if best else None


def is_fresh(article: Article, mark: datetime) -> bool:
    """Whether it came, or got another text, after the mark."""
    return article.first_seen > mark or (article.changed or article.first_seen) > mark


def is_edited(article: Article) -> bool:
    """Whether it had another text before: what is only a copy now may have said more then."""
    return (article.changed or article.first_seen) > article.first_seen


def marked(point: KeyPoint, fresh: Sequence[Article], told: Told) -> KeyPoint:
    """The point, new only if nothing but fresh texts say so and nobody said the same before.

    What was told is new again where a fresh text says otherwise than was ever told.
    """
    numbers = {article.id for article in fresh}
    known = any(citation.article not in numbers for citation in point.citations)
    new = not known and told.is_new(_said(point))
    against = (one.quote for one in point.against if one.article in numbers)
    return replace(point, new=new or any(told.is_new(quote) for quote in against))


def is_contradicted(point: KeyPoint, fresh: Sequence[Article]) -> bool:
    """Whether it is only new for what a copy says otherwise: none of these articles says it, and
    none of them is what speaks against it.
    """
    numbers = {article.id for article in fresh}
    return not any(one.article in numbers for one in (*point.citations, *point.against))


def _said(point: KeyPoint) -> str:
    """The point in the words of its article: a model's own words, or a translation, say no more."""
    quotes = (citation.quote for citation in point.citations)
    return " ".join(quotes) if point.written else point.text


def standing(story: Story, parent: Story | None, mark: datetime) -> Hashable:
    """Everything that what is new depends on, besides the points: which text of which article was
    told before the mark."""
    articles = [*story.articles, *(parent.articles if parent else ())]
    texts = tuple((one.id, one.original, one.changed) for one in articles)
    told = tuple((one.first_seen <= mark, is_fresh(one, mark)) for one in articles)
    edited = any(has_older_text(one, mark) for one in articles)
    return texts, told, mark if edited else None


def between(mark: datetime, moments: Iterable[datetime]) -> Period:
    """All marks that none of the moments parts from this one."""
    before = [moment for moment in moments if moment <= mark]
    after = [moment for moment in moments if moment > mark]
    return Period(start=max(before, default=EARLIEST), end=min(after, default=LATEST))
