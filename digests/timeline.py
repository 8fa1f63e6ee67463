"""How a story went on, day by day. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from digests.model import Article, KeyPoint, Story, TimelineDay


def timeline_of(story: Story, points: Iterable[KeyPoint], zone: tzinfo) -> tuple[TimelineDay, ...]:
    """The days of a zone on which something came, the oldest first.

    An article counts on the day when it was published, or taken in where that was earlier (a page
    may name a date in the future). A point counts on the day of the first article that says it.
    """
    ordered = sorted(story.articles, key=lambda article: (moment_of(article), article.id))
    dates = {article.id: moment_of(article).astimezone(zone).date() for article in ordered}
    first_said = Counter(
        min(dates[citation.article] for citation in point.citations) for point in points
    )
    days: dict[date, list[Article]] = {}
    for article in ordered:
        days.setdefault(dates[article.id], []).append(article)
    known: set[str] = set()
    return tuple(_day(day, articles, first_said[day], known) for day, articles in days.items())


def moment_of(article: Article) -> datetime:
    """When an article counts in a timeline."""
    return min(article.published, article.first_seen)


def _day(day: date, articles: list[Article], points: int, known: set[str]) -> TimelineDay:
    """`known` holds the outlets of the days before, and gets those of this one."""
    own = [article for article in articles if article.original is None]
    outlets = dict.fromkeys(article.outlet for article in own if article.outlet)
    joined = tuple(outlet for outlet in outlets if outlet not in known)
    known.update(joined)
    return TimelineDay(
        day=day,
        first_seen=moment_of(articles[0]),
        headline=(own or articles)[0].title,
        articles=len(articles),
        joined=joined,
        points=points,
    )
