"""What a reader narrows a topic to: words and outlets that a story needs, or may not have. Pure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from digests.model import Article, Filters, Story
from digests.stories.terms import fold
from digests.stories.topics import Phrases


class Sieve:
    """Filters made ready."""

    def __init__(self, filters: Filters) -> None:
        self._filters = filters
        self._outlets = {_name(outlet) for outlet in filters.outlets}
        self._without = {_name(outlet) for outlet in filters.without_outlets}
        self._words: dict[tuple[tuple[str, ...], str], Phrases] = {}

    def through(self, story: Story) -> Story | None:
        """The story as told by the outlets that are wanted; None when it is not wanted at all."""
        filters = self._filters
        if filters.words and not any(self._says(one, filters.words) for one in story.articles):
            return None
        if any(self._says(one, filters.without_words) for one in story.articles):
            return None
        kept = tuple(one for one in story.articles if self._wanted_outlet(one))
        if len(kept) == len(story.articles):
            return story
        return replace(story, title=kept[0].title, articles=kept) if kept else None

    def _says(self, article: Article, phrases: tuple[str, ...]) -> bool:
        if not phrases:
            return False
        key = phrases, article.language
        if key not in self._words:
            self._words[key] = Phrases(phrases, article.language)
        return bool(self._words[key].find(f"{article.title}\n{article.text}"))

    def _wanted_outlet(self, article: Article) -> bool:
        names = {_name(article.outlet), _name(urlsplit(article.url or "").hostname or "")}
        if self._outlets and not names & self._outlets:
            return False
        return not names & self._without


def _name(outlet: str) -> str:
    """ "The Lantern" and "lantern" are one outlet, as are www.lantern.example and its host."""
    words = outlet.strip().casefold()
    return fold(words.removeprefix("the ").removeprefix("www."))
