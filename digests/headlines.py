"""Headlines in the language of who reads them: translated by a model, and checked, else marked."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from digests.model import Digest, DigestStory

if TYPE_CHECKING:
    from digests.summarise import Summariser, Translator


async def with_headlines(digest: Digest, language: str, summariser: Summariser | None) -> Digest:
    """The digest with the headlines of its stories in `language`, as far as they can be told so.

    A headline that stays as it is is marked by the language that it is in, unless the story as a
    whole is.
    """
    if not language:
        return digest
    translator = _translator(summariser)
    stories = await asyncio.gather(
        *(_story(story, language, translator) for story in digest.stories)
    )
    titles = {old.title: new.title for old, new in zip(digest.stories, stories, strict=True)}
    title = titles.get(digest.title, digest.title) if len(stories) == 1 else digest.title
    return replace(digest, title=title, stories=tuple(stories))


def _translator(summariser: Summariser | None) -> Translator | None:
    from digests.summarise import Translator

    return summariser if isinstance(summariser, Translator) else None


async def _story(story: DigestStory, language: str, translator: Translator | None) -> DigestStory:
    if story.language in ("", language) or not story.title:
        return story
    told = translator and await translator.headline(story.title, story.language, language)
    if told:
        return replace(story, title=told)
    return story if story.foreign else replace(story, title_foreign=story.language)
