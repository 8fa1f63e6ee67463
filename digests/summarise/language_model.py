"""The summariser that asks a language model, and believes nothing that it can't find in the text.

numbered sentences ─▶ drafted points ─▶ grounded ─▶ refused ones once anew ─▶ grounded ─▶ what is
still refused gives way to its source sentence ─▶ translated, if asked, and grounded again
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from digests.errors import SummaryError
from digests.model import Article, KeyPoint, Section
from digests.summarise.drafting import (
    Material,
    Telling,
    in_place_of,
    in_telling_order,
    judge,
    judge_headline,
    judge_translation,
    material_of,
    translated,
    without_repeats,
    written,
)
from digests.summarise.grounding import can_ground
from digests.summarise.prompt import (
    MOST_CITED,
    Drafted,
    numbered,
    points_question,
    read_points,
    read_texts,
    repair_question,
    translation_question,
)
from digests.summarise.question import Question
from digests.text.cues import without_connective

WANTED = "points"  # the key that every answer has
UNUSABLE = "the language model gave no usable answer"


class Asker(Protocol):
    """Whoever gets a question answered, and counts what became of the answers."""

    async def ask(self, question: Question, wanted: str) -> tuple[Mapping[str, Any], bool]:
        """The answer's object with that key, and whether it is new. Raises SummaryError."""
        ...

    async def count(self, *, points: int, repaired: int, replaced: int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Judged:
    """A drafted point that holds, or the reasons why it does not."""

    draft: Drafted
    reasons: tuple[str, ...] = ()
    repaired: bool = False


class LanguageModelSummariser:
    """Key points in the words of a model, each checked against the sentences that it cites."""

    def __init__(self, asker: Asker, model: str) -> None:
        self._asker = asker
        self.name = f"language model {model}"

    async def summarise(
        self,
        articles: Sequence[Article],
        sections: Sequence[Section],
        limit: int,
        language: str = "",
    ) -> tuple[KeyPoint, ...]:
        """At most `limit` points in telling order, in `language` where it can be checked.

        Only articles in the language of the first one are read.

        Raises:
            SummaryError: the model gave no answer, or none of use; its language can't be checked.
        """
        source = articles[0].language
        if not can_ground(source):
            raise SummaryError("what a language model writes can’t be checked in this language")
        alike = [article for article in articles if article.language == source]
        material = material_of(alike, numbered(alike))
        if not material.sentences:
            raise SummaryError("There is no full sentence here that a summary could stand on.")
        tellings = await self._tellings(material, sections, limit)
        if language in ("", source) or not can_ground(language):
            return in_telling_order(tellings, sections)
        return in_telling_order(await self._translated(tellings, material, language), sections)

    async def headline(self, title: str, source: str, language: str) -> str | None:
        """The headline in `language`, or None where it can't be told faithfully now."""
        if not (can_ground(source) and can_ground(language)):
            return None
        try:
            question = translation_question([title], source, language)
            answer, _ = await self._asker.ask(question, WANTED)
        except SummaryError:
            return None
        text = read_texts(answer, 1).get(1, "").strip()
        if not title.endswith("."):
            text = text.removesuffix(".")
        return text if text and not judge_headline(text, title, source, language) else None

    async def _tellings(
        self, material: Material, sections: Sequence[Section], limit: int
    ) -> list[Telling]:
        question = points_question(material.sentences, sections, limit, material.language)
        answer, new = await self._asker.ask(question, WANTED)
        drafts = read_points(answer, material.sentences, sections)[:limit]
        if not drafts:
            raise SummaryError(UNUSABLE)
        judged = await self._repaired([_judged(draft, material) for draft in drafts], material)
        tellings, replaced = [], 0
        for rank, one in enumerate(judged):
            score = 1 / (1 + rank)
            told: Telling | None
            if one.reasons:
                replaced += 1
                told = in_place_of(one.draft, material, score)
            else:
                told = written(one.draft, material, score)
            tellings += [_mended(told, one)] if told else []
        if new:
            repaired = sum(one.repaired for one in judged)
            await self._asker.count(points=len(judged), repaired=repaired, replaced=replaced)
        if not tellings:
            raise SummaryError(UNUSABLE)
        return without_repeats(tellings, material.language)

    async def _repaired(self, judged: list[_Judged], material: Material) -> list[_Judged]:
        """The drafts, refused ones written anew where that helps."""
        refused = [place for place, one in enumerate(judged) if one.reasons]
        if not refused:
            return judged
        items = []
        for one in (judged[place] for place in refused):
            cited = material.passage(one.draft.sentences[:MOST_CITED]).sentences
            items.append((one.draft.text, one.reasons, cited))
        question = repair_question(items, material.language)
        try:
            answer, _ = await self._asker.ask(question, WANTED)
        except SummaryError:
            return judged  # their source sentences take their places
        texts = read_texts(answer, len(refused))
        for number, place in enumerate(refused, 1):
            if number in texts:
                again = _judged(replace(judged[place].draft, text=texts[number]), material)
                judged[place] = replace(again, repaired=not again.reasons)
        return judged

    async def _translated(
        self, tellings: Sequence[Telling], material: Material, language: str
    ) -> list[Telling]:
        """The tellings in another language; what can't be told faithfully stays as it is."""
        question = translation_question(
            [telling.whole for telling in tellings], material.language, language
        )
        answer, new = await self._asker.ask(question, WANTED)
        texts = read_texts(answer, len(tellings))
        told = []
        for number, telling in enumerate(tellings, 1):
            text = texts.get(number)
            holds = text and not judge_translation(text, telling, material, language)
            point = translated(text, telling, language) if text and holds else telling.point
            told.append(replace(telling, point=point))
        if new:
            kept = sum(one.point.language != language for one in told)
            await self._asker.count(points=len(told), repaired=0, replaced=kept)
        return told


def _mended(telling: Telling, judged: _Judged) -> Telling:
    """The telling, which says what became of the model's own words."""
    how = "replaced" if judged.reasons else "repaired" if judged.repaired else ""
    return replace(telling, point=replace(telling.point, mended=how))


def _judged(draft: Drafted, material: Material) -> _Judged:
    draft = replace(draft, text=without_connective(draft.text, material.language))
    return _Judged(draft, tuple(flaw.reason for flaw in judge(draft, material)))
