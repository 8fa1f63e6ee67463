"""Finds the family of texts that an article belongs to: the store finds, pure code compares."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from math import inf
from urllib.parse import urlsplit

from digests.model import Article, ArticleDraft
from digests.store.articles import stored_articles
from digests.store.copies import articles_with_runs, forget_runs, latest_period, save_runs
from digests.store.database import Transaction
from digests.stories.copies import (
    CANDIDATES,
    Kinship,
    Known,
    Shape,
    kinship,
    period_of,
    shape_of,
)

DAY = 86400.0
LEAST = 2  # sampled runs in common before texts are compared


class CopyFinder:
    """Looks texts up, inside one batch."""

    def __init__(self) -> None:
        self._fresh: dict[int, list[int]] = {}
        self._pending: dict[int, Shape] = {}
        self._known: dict[int, Known] = {}
        self._latest: float | None = None  # period that the store holds, once it was asked

    def kinship_of(self, connection: Transaction, shape: Shape) -> Kinship | None:
        """The family of this text, or None when it is nobody's copy."""
        sample = shape.sample
        if not sample:
            return None
        period = period_of(shape.day)
        latest = self._latest_of(connection)
        periods = [near for near in (period - 1, period, period + 1) if near <= latest]
        common = Counter(articles_with_runs(connection, periods, sample, CANDIDATES))
        fresh = [self._fresh[run] for run in sample if run in self._fresh]
        common.update(chain.from_iterable(fresh))
        found = sorted(common.items(), key=lambda item: (-item[1], -item[0]))
        ids = [article for article, count in found[:CANDIDATES] if count >= LEAST]
        return kinship(shape, self._known_of(connection, ids)) if ids else None

    def add(self, article: int, family: int, shape: Shape) -> None:
        """Let later texts find this one; `family` is its own id when it is nobody's copy."""
        self._pending[article] = shape
        self._known[article] = Known(article, family, shape)
        for run in shape.sample:
            self._fresh.setdefault(run, []).append(article)

    def joined(self, family: int, into: int) -> None:
        """Two families are one."""
        for article, known in self._known.items():
            if known.family == family:
                self._known[article] = Known(article, into, known.shape)

    def forget(self, connection: Transaction, article: Article) -> None:
        """Find an article no longer by what its text was; everything is flushed."""
        shape = shape_of_article(article)
        period = period_of(shape.day)
        forget_runs(connection, [(period, run, article.id) for run in shape.sample])
        self._known.pop(article.id, None)

    def flush(self, connection: Transaction) -> None:
        rows = [
            (period_of(shape.day), run, article)
            for article, shape in self._pending.items()
            for run in shape.sample
        ]
        save_runs(connection, rows)
        if self._latest is not None and rows:
            self._latest = max(self._latest, *(period for period, _, _ in rows))
        self._pending.clear()
        self._fresh.clear()

    def _latest_of(self, connection: Transaction) -> float:
        """What comes after it needs no looking up."""
        if self._latest is None:
            found = latest_period(connection)
            self._latest = -inf if found is None else found
        return self._latest

    def _known_of(self, connection: Transaction, ids: list[int]) -> list[Known]:
        missing = [article for article in ids if article not in self._known]
        if missing:
            for number, stored in stored_articles(connection, missing).items():
                article = stored.article
                shape = shape_of_article(article)
                self._known[number] = Known(number, article.original or number, shape)
        return [self._known[article] for article in ids if article in self._known]


def shape_of_article(article: Article) -> Shape:
    day = article.published.timestamp() / DAY
    return shape_of(article.title, article.text, site_of(article), day)


def site_of(found: ArticleDraft | Article) -> str:
    """The host that published it, or its outlet where there is no address."""
    host = urlsplit(found.url or "").netloc.lower()
    return host.removeprefix("www.") or found.outlet
