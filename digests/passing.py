"""Pure: stories that are read for one answer and never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from digests.errors import SummaryError
from digests.model import Article, ArticleDraft, Story
from digests.preparing import to_article, with_language
from digests.text.kinds import is_code, is_table

FEWEST_LETTERS = 8  # different ones; who writes a sentence needs as many


def together(stories: Sequence[Story], now: datetime) -> Story:
    """One story of them all that is not stored; articles that are not either get ids below 0.

    A text that several of them hold counts once: the others carry it.
    """
    articles: dict[str, Article] = {}
    for article in (article for story in stories for article in story.articles):
        number = article.id or -1 - len(articles)
        first = next((one for one in articles.values() if one.text == article.text), None)
        copied = first.id if first and first.id != number else article.original
        articles.setdefault(
            article.url or f"{number}", replace(article, id=number, original=copied)
        )
    return Story(
        id=0,
        title=stories[0].title,
        articles=tuple(articles.values()),
        first_seen=now,
        last_seen=now,
    )


def passing_story(found: ArticleDraft, now: datetime) -> Story:
    """A story of one text that is not stored; its ids are 0."""
    draft = with_language(found)
    article = to_article(draft, 0, now)
    return Story(id=0, title=draft.title, articles=(article,), first_seen=now, last_seen=now)


def nothing_to_tell(story: Story) -> SummaryError:
    """Why nothing of a story can be told, in one line."""
    if is_table(story.lead.text):
        return SummaryError("This is a table; a summary needs sentences.")
    return SummaryError("There is no whole sentence in it that a summary could stand on.")


def check_is_text(story: Story) -> None:
    """
    Raises:
        SummaryError: it is nothing but program code, whose comments are no news, or next to
            nothing said again and again.
    """
    texts = [article.text for article in story.articles]
    if all(len({*filter(str.isalpha, text)}) < FEWEST_LETTERS for text in texts):
        raise nothing_to_tell(story)
    if all(map(is_code, texts)):
        raise SummaryError("This is program code and no text that could be summed up.")
