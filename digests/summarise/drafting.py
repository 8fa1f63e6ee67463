"""From what a language model drafted to key points: judged, built, or replaced. Pure.

A drafted point that says more or less than its sentences is refused; what stands in its place is
the statement that the built-in summariser would tell of the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.model import Article, Certainty, Citation, KeyPoint, Section
from digests.summarise.attribution import lift
from digests.summarise.grounding import (
    Flaw,
    Passage,
    common_words,
    flaws_of,
    flaws_of_translation,
    speaks_to_model,
    sure_names,
)
from digests.summarise.grounding.tokens import content_of, share_of
from digests.summarise.merging import citations
from digests.summarise.prompt import MOST_CITED, Drafted, Numbered
from digests.summarise.resolve import resolved
from digests.summarise.statements import Statement, statements_of
from digests.text.cues import certainty_of

REPEATS = 0.7  # share of words told already at which a point is a repetition


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The articles of a story in one language, with what can be cited of them."""

    articles: tuple[Article, ...]
    sentences: tuple[Numbered, ...]
    statements: tuple[tuple[Statement, ...], ...]  # of each article
    common: frozenset[str]
    names: frozenset[str]

    @property
    def language(self) -> str:
        return self.articles[0].language

    def passage(self, numbers: Sequence[int]) -> Passage:
        """The cited sentences, whole, as a point is compared with them."""
        texts = tuple(self.text(self.sentences[number - 1]) for number in numbers)
        return Passage(texts, self.language, self.common, self.names)

    def text(self, sentence: Numbered) -> str:
        return sentence.span.of(self.articles[sentence.article].text)

    def statement(self, number: int) -> Statement | None:
        """What the built-in summariser can tell of a sentence alone, or None."""
        sentence = self.sentences[number - 1]
        telling = [
            statement
            for statement in self.statements[sentence.article]
            if statement.alone
            and sentence.span in statement.told
            and not speaks_to_model(statement.text, self.language)
        ]
        return min(telling, key=lambda statement: statement.own, default=None)


@dataclass(frozen=True, slots=True)
class Telling:
    """A point with the text that is compared and translated: who says so stands in it."""

    point: KeyPoint
    whole: str
    numbers: tuple[int, ...]


def material_of(articles: Sequence[Article], sentences: Sequence[Numbered]) -> Material:
    """Everything that judging and building need of a story."""
    language = articles[0].language
    text = "\n".join(article.text for article in articles)
    return Material(
        articles=tuple(articles),
        sentences=tuple(sentences),
        statements=tuple(
            tuple(resolved(statements_of(article, place))) for place, article in enumerate(articles)
        ),
        common=common_words(text, language),
        names=sure_names(text, language),
    )


def judge(draft: Drafted, material: Material) -> tuple[Flaw, ...]:
    """What is wrong with a drafted point; empty when it holds."""
    if len(draft.sentences) > MOST_CITED:
        return (Flaw("form", f"it cites more than {MOST_CITED} sentences"),)
    return flaws_of(
        draft.text, material.passage(draft.sentences), attributed=bool(_speaker(draft, material))
    )


def _speaker(draft: Drafted, material: Material) -> str | None:
    """Who says the cited sentence, where the built-in summariser can tell it beside the text."""
    told = content_of(draft.text, material.language)
    statements = [material.statement(number) for number in draft.sentences]
    found = max(
        (one for one in statements if one),
        key=lambda one: share_of(content_of(one.text, material.language), told),
        default=None,
    )
    return found.attribution if found else None


def written(draft: Drafted, material: Material, score: float) -> Telling:
    """The key point of a draft that holds."""
    language, passage = material.language, material.passage(draft.sentences)
    lifted = lift(draft.text, language)
    if lifted.moved and flaws_of(lifted.text, passage, attributed=True):
        lifted = replace(lifted, text=draft.text, who=None, moved=False)
    who = lifted.who or (None if lifted.moved else _unsaid(draft, material))
    cited = [material.sentences[number - 1] for number in draft.sentences]
    point = KeyPoint(
        text=lifted.text,
        citations=tuple(_citation(one, material.articles[one.article]) for one in cited),
        first_seen=min(material.articles[one.article].first_seen for one in cited),
        section=draft.section,
        certainty=certainty_of(draft.text, language, who),
        attribution=_not_the_outlet(who, material.articles[cited[0].article]),
        written=True,
        language=language,
        score=score,
    )
    return Telling(point, draft.text, draft.sentences)


def _unsaid(draft: Drafted, material: Material) -> str | None:
    """Who says so, where the text leaves it to the credit."""
    passage = material.passage(draft.sentences)
    lost = any(flaw.kind == "attribution" for flaw in flaws_of(draft.text, passage))
    return _speaker(draft, material) if lost else None


def _citation(sentence: Numbered, article: Article) -> Citation:
    return Citation(
        article=article.id,
        start=sentence.span.start,
        end=sentence.span.end,
        quote=sentence.span.of(article.text),
        outlet=article.outlet,
        url=article.url,
    )


def _not_the_outlet(who: str | None, article: Article) -> str | None:
    return None if who and who.casefold() == article.outlet.casefold() else who


def in_place_of(draft: Drafted, material: Material, score: float) -> Telling | None:
    """What the built-in summariser tells of the first cited sentence that can stand alone."""
    for number in draft.sentences[:MOST_CITED]:
        statement = material.statement(number)
        if statement is None:
            continue
        article = material.articles[statement.article]
        cited = citations(statement, article)
        point = KeyPoint(
            text=statement.text,
            citations=cited,
            first_seen=article.first_seen,
            section=draft.section,
            certainty=statement.certainty,
            attribution=_not_the_outlet(statement.attribution, article),
            added=statement.added,
            shortened=statement.text != " ".join(citation.quote for citation in cited),
            language=material.language,
            score=score,
        )
        quote = statement.spans[0].of(article.text)
        whole = quote if statement.own == 1 and statement.attribution else statement.text
        return Telling(point, whole, (number,))
    return None


def without_repeats(tellings: Sequence[Telling], language: str) -> list[Telling]:
    """The tellings that do not say again what one before them says."""
    kept: list[Telling] = []
    for telling in tellings:
        mine = content_of(telling.point.text, language)
        if not any(
            telling.point.text == other.point.text
            or share_of(mine, content_of(other.point.text, language)) >= REPEATS
            for other in kept
        ):
            kept.append(telling)
    return kept


def in_telling_order(
    tellings: Sequence[Telling], sections: Sequence[Section]
) -> tuple[KeyPoint, ...]:
    """By section, then as their sentences stand in the articles."""
    places = {section.title: number for number, section in enumerate(sections)}

    def place(telling: Telling) -> tuple[int, int]:
        title = telling.point.section
        return places.get(title, len(places)) if title else len(places), telling.numbers[0]

    return tuple(telling.point for telling in sorted(tellings, key=place))


def judge_translation(text: str, telling: Telling, material: Material, language: str) -> list[Flaw]:
    """What is wrong with a translated point; empty when it holds."""
    passage = material.passage(telling.numbers)
    return list(flaws_of_translation(text, telling.whole, language, material.language, passage))


def judge_headline(text: str, title: str, source: str, language: str) -> tuple[Flaw, ...]:
    """What is wrong with a translated headline; empty when it holds."""
    passage = Passage((title,), source, common_words(title, source), sure_names(title, source))
    return flaws_of_translation(text, title, language, source, passage)


def translated(text: str, telling: Telling, language: str) -> KeyPoint:
    """The point in another language; how sure it is and what it cites stay."""
    lifted = lift(text, language)
    point = telling.point
    certainty = point.certainty
    if certainty is Certainty.STATED:
        certainty = certainty_of(text, language, lifted.who)
    return replace(
        point,
        text=lifted.text,
        attribution=lifted.who if lifted.moved else None,
        certainty=certainty,
        shortened=False,
        added=(),
        written=True,
        language=language,
    )
