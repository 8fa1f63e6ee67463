"""A headline without any text: it is all that there is to tell of its article. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digests.model import Article, Citation, KeyPoint
from digests.text.cues import certainty_of

SCORE = 0.5


def headline_points(articles: Sequence[Article], limit: int) -> tuple[KeyPoint, ...]:
    """The headlines of articles that are nothing else, each once, as they stand."""
    bare = [one for one in articles if one.text.strip() == one.title.strip()]
    first = {one.title.strip().casefold(): one for one in reversed(bare)}
    once = [one for one in bare if first[one.title.strip().casefold()] is one]
    return tuple(map(_point, once[:limit]))


def _point(article: Article) -> KeyPoint:
    text = article.text
    cited = Citation(
        article=article.id,
        start=0,
        end=len(text),
        quote=text,
        outlet=article.outlet,
        url=article.url,
    )
    return KeyPoint(
        text=text,
        citations=(cited,),
        first_seen=article.first_seen,
        certainty=certainty_of(text, article.language),
        score=SCORE,
    )
