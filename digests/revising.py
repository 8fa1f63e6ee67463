"""An edited article stays in its story; what search, copies and matching know is made anew.

its new text ─▶ search ─▶ still a copy, or one now? ─▶ profile, words and middle of its story
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from digests.assigning import Assigner
from digests.copying import CopyFinder, shape_of_article
from digests.model import Article, ArticleDraft
from digests.store.articles import StoredArticle, stored_articles, update_article
from digests.store.copies import join_families, leave_family
from digests.store.database import Transaction
from digests.store.rejoining import name_story
from digests.store.words import forget_words, index_words
from digests.stories.addresses import address_key
from digests.stories.corrections import is_corrected
from digests.stories.terms import article_terms


class Reviser:
    """Edits stored articles inside one batch; everything before is flushed."""

    def __init__(self, connection: Transaction, assigner: Assigner, copies: CopyFinder) -> None:
        self._connection = connection
        self._assigner = assigner
        self._copies = copies

    def revise(
        self, known: StoredArticle, draft: ArticleDraft, counts: Counter[str], now: datetime
    ) -> Article:
        """The article with the title and text of the draft, whose words are counted."""
        connection, old = self._connection, known.article
        self._copies.forget(connection, old)
        forget_words(connection, old.id, article_terms(old))
        draft = replace(draft, url=_address(old, draft))
        updated = update_article(connection, old, draft, is_corrected(draft), now)
        index_words(connection, {old.id: article_terms(updated)})
        updated = replace(updated, original=self._original(StoredArticle(updated, known.story)))
        if old.original is None and updated.original is None:
            self._assigner.revise(connection, old.id, counts)
        elif updated.original is None:
            day = shape_of_article(updated).day
            self._assigner.adopt(connection, old.id, counts, day, known.story)
        elif old.original is None:
            self._assigner.drop(connection, old.id)
        name_story(connection, known.story)
        return updated

    def _original(self, edited: StoredArticle) -> int | None:
        """Whose copy it is now, stored; it becomes that of no article of another story.

        Stories that people saw apart stay apart: the edit of one page may mean nothing for them.
        """
        article, shape = edited.article, shape_of_article(edited.article)
        kin = self._copies.kinship_of(self._connection, shape)
        families = {kin.family, *kin.also} - {article.id} if kin else set()
        family = article.original if article.original in families else min(families, default=None)
        if family and stored_articles(self._connection, [family])[family].story != edited.story:
            family = None
        if family and article.original is None:
            join_families(self._connection, article.id, family)
            self._copies.joined(article.id, family)
        elif article.original and family != article.original:
            leave_family(self._connection, article.id)
            if family:
                join_families(self._connection, article.id, family)
        self._copies.add(article.id, family or article.id, shape)
        return family


def _address(old: Article, draft: ArticleDraft) -> str | None:
    """Where the text stands now: another page, and no variant of the old address."""
    new = address_key(draft.url) if draft.own_page else None
    return draft.url if new and new != address_key(old.url) else old.url
