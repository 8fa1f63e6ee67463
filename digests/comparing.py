"""Pure: points of a story, held against all that its articles and their copies say."""

from __future__ import annotations

from collections.abc import Sequence

from digests.marking import is_edited
from digests.model import Article, KeyPoint
from digests.stories.agreement import Views

MOST_CARRIED = 40  # copies of a story that are looked into for other numbers, the newest


def compared(
    points: Sequence[KeyPoint], articles: Sequence[Article], carried: Sequence[Article] = ()
) -> tuple[KeyPoint, ...]:
    """The points, each once, with who says the same and who says otherwise in these articles.

    A copy supports nothing, but it may give another number than its original.
    """
    if len(articles) + len(carried) < 2:
        return tuple(points)
    from digests.summarise.support import own_voices, supported, unrepeated, voices_of

    language = articles[0].language
    views = Views(language, {one.id: one.published for one in (*articles, *carried)})
    if len(articles) > 1:
        points = views.agreed(unrepeated(supported(points, articles), articles))
    spoken = [article for article in articles if article.language == language]
    voices = voices_of(spoken) if len(articles) > 1 else []
    return views.contrasted(points, [*voices, *own_voices(carried[-MOST_CARRIED:], articles)])


def heard(carried: Sequence[Article]) -> list[Article]:
    """Copies that may have said something else than their original: the newest, and those that
    had another text before.
    """
    older = (article for article in carried[:-MOST_CARRIED] if is_edited(article))
    return [*older, *carried[-MOST_CARRIED:]]
