"""Which articles a topic wants, and why: one walk over the words, whatever the topic says. Pure.

Words and phrases are compared as stems without case and accents. A `*` at the end of a word takes
every ending. Nothing is a regular expression, so no topic can make matching slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digests.model import Article, Topic
from digests.stories.addresses import address_key
from digests.stories.terms import fold, split, term

IN_TITLE = 3.0
IN_OPENING = 2.0
IN_TEXT = 1.0
OPENING = 120  # words
OUTRIGHT = 2.0  # a feed or an outlet that the topic names


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a topic wants an article; `reasons` are phrases for a person, also for a refusal."""

    wanted: bool
    strength: float = 0.0
    reasons: tuple[str, ...] = ()


class Phrases:
    """Finds any of many phrases in one walk, by their stems or as they are written.

    The work per word does not grow with the number of phrases.
    """

    def __init__(self, phrases: Iterable[str], language: str) -> None:
        self._language = language
        self._stems: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._written: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._beginnings: dict[str, str] = {}
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: str) -> None:
        found = split(phrase)
        if not found:
            return
        if phrase.rstrip().endswith("*") and len(found) == 1:
            self._beginnings[fold(found[0])] = phrase
            return
        stems = tuple(term(word, self._language) for word in found)
        written = tuple(fold(word) for word in found)
        self._stems.setdefault(stems[0], []).append((stems, phrase))
        self._written.setdefault(written[0], []).append((written, phrase))

    def find(self, text: str) -> dict[str, int]:
        """Phrases found, each with the number of the word where it stands first."""
        if not self._stems and not self._beginnings:
            return {}
        found: dict[str, int] = {}
        written = [fold(word) for word in split(text)]
        stems = [term(word, self._language) for word in split(text)]
        for place in range(len(written)):
            for known, forms in ((self._stems, stems), (self._written, written)):
                for wanted, phrase in known.get(forms[place], ()):
                    if tuple(forms[place : place + len(wanted)]) == wanted:
                        found.setdefault(phrase, place)
            if self._beginnings:
                self._find_beginning(written[place], place, found)
        return found

    def _find_beginning(self, word: str, place: int, found: dict[str, int]) -> None:
        for end in range(2, len(word) + 1):
            if phrase := self._beginnings.get(word[:end]):
                found.setdefault(phrase, place)


class Matcher:
    """One topic made ready. `feeds` tells the address of a feed's id."""

    def __init__(self, topic: Topic, feeds: Mapping[int, str] | None = None) -> None:
        self.topic = topic
        self.feeds = feeds or {}
        self._wanted_feeds = {address_key(url) or url for url in topic.feeds}
        self._outlets = {fold(outlet): outlet for outlet in topic.outlets}
        self._words: dict[str, Phrases] = {}
        self._excludes: dict[str, Phrases] = {}

    @property
    def takes_all(self) -> bool:
        topic = self.topic
        return not (topic.words or topic.feeds or topic.outlets)

    def match(self, article: Article) -> Match:
        """Any word, phrase, feed or outlet of the topic is enough; any excluded word refuses."""
        excluded = self._find(self._excludes, self.topic.exclude, article)
        if excluded:
            return Match(False, 0.0, tuple(f"excluded by “{phrase}”" for phrase in excluded))
        if self.takes_all:
            return Match(True, IN_TEXT, ("the topic takes every story",))
        reasons = list(self._outright(article))
        strength = OUTRIGHT * len(reasons)
        for phrase, (where, weight) in self._find(self._words, self.topic.words, article).items():
            reasons.append(f"“{phrase}” {where}")
            strength += weight
        return Match(bool(reasons), strength, tuple(reasons))

    def _outright(self, article: Article) -> Sequence[str]:
        reasons = []
        if fold(article.outlet) in self._outlets:
            reasons.append(f"the outlet {article.outlet}")
        url = self.feeds.get(article.feed) if article.feed is not None else None
        if url and (address_key(url) or url) in self._wanted_feeds:
            reasons.append(f"the feed {url}")
        return reasons

    def _find(
        self, ready: dict[str, Phrases], phrases: Sequence[str], article: Article
    ) -> dict[str, tuple[str, float]]:
        """Phrases with where they stand first and what that is worth."""
        if not phrases:
            return {}
        language = article.language
        if language not in ready:
            ready[language] = Phrases(phrases, language)
        found = {
            phrase: ("in the opening", IN_OPENING) if place < OPENING else ("in the text", IN_TEXT)
            for phrase, place in ready[language].find(article.text).items()
        }
        for phrase in ready[language].find(article.title):
            found[phrase] = ("in the title", IN_TITLE)
        return found
