"""From the sentences of an article to statements: candidates for key points.

The steps, each with its own module: split → leave out what is not a statement → drop datelines,
asides and connectives → move attribution out (attribution) → tie what points back to what it
points at (resolve) → shorten what is too long (compress).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from digests.model import Article, Certainty
from digests.summarise.attribution import credit_of, lift
from digests.summarise.clauses import LONGEST, shortened
from digests.summarise.compress import BYLINE, MARKER, without_asides
from digests.summarise.enumerations import items_in
from digests.summarise.pronouns import named, starts_with_pronoun
from digests.summarise.turns import answerer_of, speakers_of, turn_of
from digests.text.cues import (
    QUOTATION,
    QUOTES,
    certainty_of,
    points_back,
    quotations,
    quotes_paired,
    unquoted,
    without_connective,
)
from digests.text.kinds import is_list
from digests.text.sentences import Span, split_sentences
from digests.text.tables import table
from digests.text.words import has_words

NEAR = 4  # sentences before a pronoun that are looked at
LEAD = 5  # a credit this near the start speaks for everything before it
NOT_NEWS = re.compile(
    r"^(?:https?://\S+|[\W\d]*|read (?:more|also|next)\b.*|(?:photo|image|video|source|credit)s?:.*"
    r"|sign up\b.*|subscribe\b.*|advertisement|share this\b.*|follow us\b.*|click here\b.*"
    r"|(?:copyright|©).*|all rights reserved.*"
    r"|stay (?:with us|tuned)\b.*|this is .{2,60} taking over\b.*"
    r"|(?:here (?:is|are)|these are) (?:the|our) (?:key|main|latest) \w+.*:?)$",
    re.IGNORECASE,
)
LIVE = re.compile(r"\bwelcome to (?:our|the) live\b", re.IGNORECASE)
ENDED = re.compile(r"[.!?…।؟。][\"”»“’')\]]*$")
ASKED = re.compile(r"[?؟][\"”»“’')\]]*$")
QUESTIONS = 0.1  # share of the sentences that makes a text an interview or a list of questions
CUT = re.compile(r"(?:\.\.\.|…)[\"”’»]*$")
FEWEST_WORDS = 4
FEWEST_OF_ENTRY = 3
NOUN = re.compile(r"(?<=\s)[A-ZÄÖÜ]\w+")  # "Berichte" is a noun, "berichte" says something
QUOTED_WORDS = 4  # a quotation of so many words needs a speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One candidate for a key point.

    `article` is the place of its article in the story; `first` is the number of its first
    sentence in the article; `spans` are the sentences that it stands on, of which the first `own`
    are told and the others only support it (they name the source, or what a pronoun means).
    `alone` is False while its start points at something outside it. `moved` is True when an
    attribution was moved out of the text, which `whole` still has; `turn` where somebody else
    begins to speak, or an entry of a list or live page. `doubt` reads off how sure the source
    is: few statements are told, and only of these anybody asks.
    """

    article: int
    first: int
    spans: tuple[Span, ...]
    text: str
    language: str
    own: int = 1
    doubt: Callable[[], Certainty] = field(default=lambda: Certainty.STATED, compare=False)
    attribution: str | None = None
    moved: bool = False
    whole: str = ""
    added: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    alone: bool = True
    turn: bool = False

    @property
    def certainty(self) -> Certainty:
        """How sure the source is, by its own words."""
        return self.doubt()

    @property
    def told(self) -> frozenset[Span]:
        """The sentences that this statement tells."""
        return frozenset(self.spans[: self.own])


def statements_of(article: Article, place: int) -> list[Statement]:
    """The statements of one article in order, each on its own sentence."""
    language = article.language
    found: list[Statement] = []
    speakers = speakers_of(article.text)
    answerer = answerer_of(article.title, article.text, speakers) if speakers else None
    speaker: str | None = None
    end = 0
    before: list[Span] = []  # of the same paragraph
    entries = is_list(article.text)
    spans = split_sentences(article.text, language)
    asked = {span for span in spans if ASKED.search(article.text, span.start, span.end)}
    answers = bool(speakers) or len(asked) >= QUESTIONS * len(spans)
    for number, span in enumerate(spans):
        raw = span.of(article.text)
        turn = turn_of(raw, speakers, answerer) if speakers else None
        if turn or "\n" in article.text[end : span.start]:
            speaker = turn.who if turn else None
            before = []
        end = span.end
        said = turn.text if turn else raw
        credit = credit_of(said, language)
        if credit:
            found = _credited(found, credit.who, span)
        elif _is_statement(said, article.title, entries) and not (answers and span in asked):
            statement = _statement(said, span, number, place, language)
            if speakers:
                statement = _spoken(statement, speaker, bool(turn), asks=bool(turn and turn.asks))
            else:
                statement = _named(statement, before, article.text)
                statement = _carried(statement, found[-1] if found and before else None)
            found.append(statement)
        before.append(span)
    return found


def _named(statement: Statement, before: Sequence[Span], text: str) -> Statement:
    """The statement with a name for its first pronoun, where it is sure who is meant."""
    if statement.alone or not starts_with_pronoun(statement.text, statement.language):
        return statement
    near = [span.of(text) for span in before[-NEAR:]]
    found = named(statement.text, near, statement.language, text)
    if not found or points_back(found[0], statement.language):
        return statement
    told, name = found
    source = next(span for span in reversed(before) if name in span.of(text))
    spans = (*statement.spans, source)
    return replace(statement, text=told, spans=spans, added=(name,), alone=True)


def _carried(statement: Statement, before: Statement | None) -> Statement:
    """The statement as said by whoever spoke before it, where it is clear that he goes on.

    That is by its mood, or because a quotation follows a quotation: "..." Brandt said. "..."
    """
    cues, text = table(statement.language), statement.text
    goes_on = cues.carried.match(text) and not cues.attributions.search(NOUN.sub("", text))
    if before and before.attribution and QUOTATION.fullmatch(text):
        goes_on = goes_on or (before.whole or before.text)[0] in QUOTES
    if statement.attribution or not goes_on:
        return statement
    if before is None or not before.attribution:
        return replace(statement, alone=False)
    return _credit_one(statement, before.attribution, before.spans[0])


def _spoken(statement: Statement, speaker: str | None, turn: bool, *, asks: bool) -> Statement:
    """The statement as said by the one whose turn it is; what only leads to a question is none."""
    who, alone = statement.attribution or speaker, statement.alone and not asks
    moved = statement.moved or turn
    return replace(statement, attribution=who, moved=moved, turn=turn, alone=alone)


def _is_statement(raw: str, title: str, entries: bool) -> bool:
    """Whether it may be told; of a list of `entries` also what is no sentence."""
    if entries and MARKER.match(raw) and has_words(raw, FEWEST_OF_ENTRY):
        return not _is_no_news(raw)
    if _is_no_news(raw) or BYLINE.match(raw) or not has_words(raw, FEWEST_WORDS):
        return False
    if raw.casefold().strip(" .") == title.casefold().strip(" ."):
        return False
    return bool(ENDED.search(raw)) or has_words(raw, 2 * FEWEST_WORDS)


def _is_no_news(raw: str) -> bool:
    return bool(NOT_NEWS.match(raw) or ("welcome to" in raw.lower() and LIVE.search(raw)))


def _statement(raw: str, span: Span, number: int, place: int, language: str) -> Statement:
    plain = without_connective(without_asides(raw, language), language)
    lifted = lift(plain, language)
    rest = without_connective(lifted.text, language) if lifted.moved else plain
    text = shortened(rest, language)
    return Statement(
        article=place,
        first=number,
        spans=(span,),
        text=text,
        language=language,
        doubt=partial(certainty_of, plain, language, lifted.who),
        attribution=lifted.who,
        moved=lifted.moved,
        whole=plain if lifted.moved and lifted.who else "",
        items=items_in(text, language),
        alone=not points_back(text, language),
        turn=bool(MARKER.match(raw)),
    )


def _credited(before: list[Statement], who: str | None, span: Span) -> list[Statement]:
    """The statements with the source that the sentence at `span` names for them.

    Near the start of an article it speaks for all of the lead, else for the sentence before it.
    """
    if who is None:
        return before
    reach = len(before) if len(before) <= LEAD else 1
    kept, named = before[: len(before) - reach], before[len(before) - reach :]
    return kept + [_credit_one(statement, who, span) for statement in named]


def _credit_one(statement: Statement, who: str, span: Span) -> Statement:
    if statement.attribution:
        return statement
    spans = (*statement.spans, span)
    return replace(statement, attribution=who, doubt=partial(_doubt, statement, who), spans=spans)


def _doubt(statement: Statement, who: str) -> Certainty:
    """How sure the source is whose name stands beside the statement."""
    own = statement.certainty
    if own is not Certainty.STATED:
        return own
    return certainty_of(statement.text, statement.language, who)


def is_broken(text: str) -> bool:
    """Whether a sentence is cut off or its quotation marks are not in pairs."""
    if not ENDED.search(text) or not quotes_paired(text):
        return True
    return ("..." in text or "…" in text) and bool(CUT.search(text))


def quoted_share(text: str) -> float:
    """The share of the words that stand in quotation marks."""
    quoted = sum(len(quote.split()) for quote in quotations(text))
    return quoted / max(1, len(text.split())) if quoted else 0.0


def is_flawed(statement: Statement) -> bool:
    """Whether it reads badly: broken, too long, or a quotation without its speaker."""
    text = statement.text
    if is_broken(text) or len(text.split()) > LONGEST:
        return True
    spoken = [quote for quote in quotations(text) if len(quote.split()) >= QUOTED_WORDS]
    if not spoken or statement.attribution or statement.moved:
        return False
    return not table(statement.language).speakers.search(unquoted(text))
