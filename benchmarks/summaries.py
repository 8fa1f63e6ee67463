"""Summaries of news with human summaries: `python -m benchmarks.summaries DATA.jsonl -o OUT.jsonl`.

DATA has one item a line: `{"id", "lang", "budget", "title", "text"}` or `{"documents": [{"title",
"source", "text"}]}`. OUT gets `{"id", "points": [{"text", "attribution", "added"}]}`, the most
important point first, until `--sentences N` or `--words N` are reached (default: the item's own
budget of words; the last point may pass it). Prints items per CPU second beside sumy's LexRank.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digests.errors import SummaryError
from digests.model import Article, KeyPoint
from digests.summarise.extractive import key_points

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOST = 40
WORD = re.compile(r"\w+")


def articles_of(item: dict[str, Any]) -> list[Article]:
    """The item's documents as articles of one story."""
    documents = item.get("documents") or [item]
    return [
        Article(
            id=number,
            title=document.get("title") or "",
            text=document["text"],
            outlet=document.get("source") or "",
            url=None,
            author=None,
            published=NOW,
            first_seen=NOW,
            language=item.get("lang") or "en",
        )
        for number, document in enumerate(documents, 1)
    ]


def digest(item: dict[str, Any], words: int | None, sentences: int | None) -> list[KeyPoint]:
    """Points of one item, the most important first."""
    budget = None if sentences else (words or item.get("budget") or 100)
    try:
        points = key_points(articles_of(item), (), sentences or MOST, words=budget)
    except SummaryError as error:
        print(f"{item['id']}: {error}", file=sys.stderr)
        return []
    return sorted(points, key=lambda point: -point.score)


def as_row(point: KeyPoint) -> dict[str, Any]:
    """A point as the scorers read it; a lead-in that named the outlet itself counts as moved."""
    row: dict[str, Any] = {"text": point.text}
    who = point.attribution or (point.outlets[0] if point.shortened else "")
    if who:
        row["attribution"] = who
    if point.added:
        row["added"] = list(point.added)
    return row


class Tokens:
    """A tokenizer for sumy that needs no download."""

    def to_words(self, text: str) -> list[str]:
        return WORD.findall(text.lower())


def lexrank(item: dict[str, Any]) -> list[str]:
    """Sentences of an item in the order of sumy's LexRank."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer, null_stemmer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    from digests.text.sentences import split_sentences

    english = item.get("lang", "en") == "en"
    summarizer = LexRankSummarizer(Stemmer("english") if english else null_stemmer)
    summarizer.stop_words = get_stop_words("english") if english else ()
    tokens = Tokens()
    model = ObjectDocumentModel(
        Paragraph(
            [
                Sentence(span.of(article.text), tokens)
                for span in split_sentences(article.text, article.language)
                if WORD.search(span.of(article.text))
            ]
        )
        for article in articles_of(item)
    )
    return [str(sentence) for sentence in summarizer(model, MOST)]


def rate(work: Callable[[dict[str, Any]], object], items: list[dict[str, Any]]) -> float:
    """Articles per CPU second."""
    work(items[0])
    start = time.process_time()
    for item in items:
        work(item)
    articles = sum(len(item.get("documents") or [item]) for item in items)
    return articles / (time.process_time() - start)


def read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--sentences", type=int)
    length.add_argument("--words", type=int)
    parser.add_argument("--no-lexrank", action="store_true", help="leave out the comparison")
    args = parser.parse_args()
    items = list(read(args.data))
    with args.output.open("w", encoding="utf-8") as out:
        for item in items:
            points = [as_row(point) for point in digest(item, args.words, args.sentences)]
            row = {"id": item["id"], "points": points}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    ours = rate(lambda item: digest(item, args.words, args.sentences), items)
    print(f"{args.data.name}: {len(items)} items, {ours:,.0f} articles per CPU second", end="")
    if not args.no_lexrank:
        try:
            theirs = rate(lexrank, items)
            print(f"; LexRank (sumy) {theirs:,.0f}, ratio {ours / theirs:.1f}", end="")
        except ValueError as error:  # sumy says so when NumPy is missing
            print(f"; no LexRank: {error}", end="")
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
