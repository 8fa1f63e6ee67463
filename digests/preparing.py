"""Pure: everything that can be known of a draft before the store is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digests.model import Article, ArticleDraft, TextFrom
from digests.stories.corrections import is_corrected
from digests.stories.keys import keys_of, plain, text_key
from digests.stories.terms import Words, profile_terms, words_of
from digests.text.language import language_of

LEAST = 20  # letters of a text


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with everything that can be known of it before asking the store."""

    draft: ArticleDraft
    keys: Sequence[str]
    copy_key: str | None
    counts: Counter[str]
    words: Words

    @property
    def all_keys(self) -> list[str]:
        """Also that of its very text, which it may share with a copy."""
        return [*self.keys, self.copy_key] if self.copy_key else list(self.keys)


def prepare(draft: ArticleDraft, arrived: datetime | None = None) -> Prepared:
    """A headline without any text is its own text: it still is news, and can be cited. A draft
    without a date is as old as its arrival; that is no date to know it by.
    """
    whole = with_language(replace(draft, text=draft.title) if is_bare(draft) else draft)
    words, bare = words_of(whole.title, whole.text, whole.outlet), plain(whole.text)
    counts = profile_terms(words, whole.language)
    dated = replace(whole, published=whole.published or arrived)
    return Prepared(dated, keys_of(whole, bare), text_key(bare), counts, words)


def is_bare(draft: ArticleDraft) -> bool:
    """Whether there is a headline and no text, but for a "Comments" or "Read more …"."""
    text = draft.text.strip()
    return not text or (len(text) < LEAST < len(draft.title))


def with_language(draft: ArticleDraft) -> ArticleDraft:
    """The draft with its language as two letters, detected where its source is silent or wrong."""
    said = draft.language.replace("_", "-").partition("-")[0].lower()
    language = language_of(said, f"{draft.title}\n{draft.text}")
    return draft if language == draft.language else replace(draft, language=language)


def to_article(draft: ArticleDraft, number: int, now: datetime) -> Article:
    return Article(
        id=number,
        title=draft.title,
        text=draft.text,
        outlet=draft.outlet,
        url=draft.url,
        author=draft.author,
        published=draft.published or now,
        first_seen=now,
        language=draft.language,
        text_from=draft.text_from,
        feed=draft.feed,
        corrected=is_corrected(draft),
    )


def is_edit(article: Article, draft: ArticleDraft) -> bool:
    """Whether the words changed. A feed's excerpt says nothing against the whole text."""
    was, now = plain(article.text), plain(draft.text)
    if draft.text_from is TextFrom.FEED and (now in was or article.text_from is not TextFrom.FEED):
        return False
    return bool(now) and (was != now or plain(article.title) != plain(draft.title))
