"""Summarising: from the articles of one story to key points with citations.

```python
>>> from datetime import UTC, datetime
>>> from digests.model import Article, Section
>>> from digests.summarise import summarise
>>> now = datetime(2025, 4, 26, tzinfo=UTC)
>>> article = Article(
...     id=1, title="Bridge to close", outlet="Harbour Post", url=None, author=None,
...     published=now, first_seen=now, language="en",
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
from typing import Protocol, runtime_checkable

from digests.model import Article, KeyPoint, Section


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


def summarise(
    articles: Sequence[Article], *, sections: Sequence[Section] = (), limit: int = 10
) -> tuple[KeyPoint, ...]:
    """The key points of one story by the built-in summariser; see the example above.

    Offline and deterministic. At most `limit` points, at most five a section. Raises SummaryError
    when the text holds nothing that a summary could stand on.
    """
    from digests.summarise.extractive import key_points

    return key_points(articles, sections, limit)
