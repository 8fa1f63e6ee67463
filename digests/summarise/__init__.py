"""Summarising: from the articles of one story to key points with citations.

```python
>>> from digests import ArticleDraft, Section, summarise
>>> article = ArticleDraft(
...     title="Bridge to close", outlet="Harbour Post",
...     text="The old harbour bridge will close in May. However, a decision on a new bridge "
...     "has not yet been made. The mayor said that the ferry will run twice an hour.",
... )
>>> points = summarise([article], sections=[Section(title="Ferry", cues=("ferry",))], limit=3)
>>> for point in points:
...     print(point.section, "|", point.text, "|", point.certainty, "|", point.attribution)
Ferry | The ferry will run twice an hour. | stated | The mayor
None | The old harbour bridge will close in May. | stated | None
None | A decision on a new bridge has not yet been made. | undecided | None
>>> points[2].citations[0].quote
'However, a decision on a new bridge has not yet been made.'

```
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from digests.model import Article, ArticleDraft, KeyPoint, Section

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@runtime_checkable
class Summariser(Protocol):
    """Turns the articles of one story into key points."""

    @property
    def name(self) -> str:
        """A short name for logs and notes: "extractive"."""
        ...

    async def summarise(
        self,
        articles: Sequence[Article],
        sections: Sequence[Section],
        limit: int,
        language: str = "",
    ) -> tuple[KeyPoint, ...]:
        """At most `limit` points in telling order; `articles` are of one story, the lead first.

        Each point has the title of a section or None, a `score` (the higher the more important)
        and citations into these articles: `quote == article.text[start:end]`. `language` is the
        code of the language that points are wanted in; whoever can't translate leaves them as they
        are. Raises SummaryError when it can't do its work or finds nothing to tell.
        """
        ...


@runtime_checkable
class Translator(Protocol):
    """A summariser that can also tell a headline in another language."""

    async def headline(self, title: str, source: str, language: str) -> str | None:
        """The headline in `language`, or None where it can't be told faithfully now."""
        ...


def summarise(
    articles: Sequence[Article | ArticleDraft | str],
    *,
    sections: Sequence[Section] = (),
    limit: int = 10,
) -> tuple[KeyPoint, ...]:
    """The key points of one story by the built-in summariser; see the example above.

    The articles are of one event, the most important one first: whole articles, drafts, or only
    texts. Drafts and texts get their place as id, from 1 on, and dates and languages are found
    where they are missing. Offline and deterministic. At most `limit` points, at most five a
    section. Raises SummaryError when nothing in them could be told.
    """
    from digests.summarise.extractive import key_points

    return key_points(
        [_article(one, place) for place, one in enumerate(articles, 1)], sections, limit
    )


def _article(given: Article | ArticleDraft | str, place: int) -> Article:
    """The same as an article; what has no date is as old as can be."""
    if isinstance(given, Article):
        return given
    draft = ArticleDraft(title="", text=given, outlet="") if isinstance(given, str) else given
    return Article(
        id=place,
        title=draft.title,
        text=draft.text,
        outlet=draft.outlet,
        url=draft.url,
        author=draft.author,
        published=draft.published or NO_DATE,
        first_seen=draft.published or NO_DATE,
        language=draft.language,
        text_from=draft.text_from,
    )
