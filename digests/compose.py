"""Points become a digest: which stories, in which order, what is new, what is left out. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digests.model import (
    Article,
    Digest,
    DigestQuery,
    DigestSection,
    DigestStory,
    KeyPoint,
    Story,
    Topic,
)

HALF_LIFE = 18.0  # hours: a story half as fresh needs twice the outlets


@dataclass(frozen=True, slots=True)
class Telling:
    """A story with what there is to tell of it, best points first.

    `KeyPoint.new` says what this reader was not told yet; `earlier` is a point that he was.
    """

    story: Story
    points: tuple[KeyPoint, ...]
    earlier: str | None = None
    note: str | None = None


def compose(
    topic: Topic, query: DigestQuery, tellings: Sequence[Telling], left_out: int = 0
) -> Digest:
    """The digest of stories that are given in their order; silent ones disappear.

    `left_out` counts further stories that the caller knows of.
    """
    told = [story for telling in tellings if (story := tell(topic, query, telling))]
    shown = told[query.skip : query.skip + query.max_stories]
    return Digest(
        topic=topic.name,
        title=topic.title,
        period=query.period,
        stories=tuple(shown),
        left_out=left_out + max(0, len(told) - query.skip - len(shown)),
        note=next((telling.note for telling in tellings if telling.note), None),
        first_number=query.skip + 1,
    )


def tell(topic: Topic, query: DigestQuery, telling: Telling) -> DigestStory | None:
    """One story as this reader gets it, or None when there is nothing to say."""
    mark = query.told_until
    update = mark is not None and telling.story.first_seen <= mark
    shown = [point for point in telling.points if point.new or not query.only_new]
    if not shown:
        return None
    story = telling.story
    own = independent(story.articles)
    foreign, shown = _foreign(shown, query.language, story.lead.language)
    newest = _newest(story, mark) if update and query.only_new else None
    return DigestStory(
        story=story.id or None,
        title=newest.title if newest else story.title,
        outlets=tuple(dict.fromkeys(article.outlet for article in own if article.outlet)),
        published=max(article.published for article in own) if update else story.lead.published,
        language=story.lead.language,
        sections=tuple(in_sections(topic, shown, query.max_points)),
        url=newest.url if newest else story.lead.url,
        update=update,
        earlier=telling.earlier if update and query.only_new else None,
        carriers=len(story.articles) - len(own),
        corrected=any(article.corrected for article in own),
        parent=story.parent,
        follows=story.parent_title,
        foreign=foreign,
    )


def _foreign(points: list[KeyPoint], wanted: str, language: str) -> tuple[str, list[KeyPoint]]:
    """The language of the story where none of its points is in the wanted one; else the points,
    with those marked that are not."""
    if not wanted:
        return "", points
    codes = [point.language or language for point in points]
    others = ["" if code == wanted else code for code in codes]
    if all(others):
        return others[0], points
    pairs = zip(points, others, strict=True)
    return "", [replace(point, foreign=code) if code else point for point, code in pairs]


def in_sections(topic: Topic, points: Iterable[KeyPoint], limit: int) -> list[DigestSection]:
    """Points under the topic's sections in their order, then the others; no empty section.

    A section with more than `limit` points keeps those with the highest scores, as they come.
    """
    titles = [section.title for section in topic.sections]
    groups: dict[str | None, list[KeyPoint]] = {title: [] for title in [*titles, None]}
    for point in points:
        groups[point.section if point.section in titles else None].append(point)
    return [
        DigestSection(title=title, points=tuple(_best(group, limit)))
        for title, group in groups.items()
        if group
    ]


def _best(points: Sequence[KeyPoint], limit: int) -> list[KeyPoint]:
    """The points with the highest scores, in the order that they came in."""
    first = sorted(range(len(points)), key=lambda place: (-points[place].score, place))[:limit]
    return [points[place] for place in sorted(first)]


def independent(articles: Sequence[Article]) -> list[Article]:
    """Articles that are no copy of another one."""
    return [article for article in articles if article.original is None] or list(articles)


def copies(articles: Sequence[Article]) -> list[Article]:
    """Articles that are a copy of another one, where there is one that is none."""
    own = {article.id for article in independent(articles)}
    return [article for article in articles if article.id not in own]


def known_by(story: Story, end: datetime) -> Story:
    """The story as it was before `end`, without the articles that came later."""
    articles = tuple(article for article in story.articles if article.first_seen < end)
    if not articles or len(articles) == len(story.articles):
        return story
    return replace(story, articles=articles)


def rank(outlets: int, last: datetime, match: float, now: datetime) -> float:
    """What comes first: coverage by independent outlets, freshness, and the topic's match."""
    hours = max(0.0, (now - last).total_seconds() / 3600)
    return math.log2(1 + outlets) - hours / HALF_LIFE + math.log2(1 + match)


def _newest(story: Story, mark: datetime | None) -> Article | None:
    """The newest article after the mark: it heads an update, and is what its title leads to."""
    newer = [one for one in independent(story.articles) if mark and one.first_seen > mark]
    return newer[-1] if newer else None
