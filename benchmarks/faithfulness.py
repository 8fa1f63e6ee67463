"""Can the points be trusted? `python -m benchmarks.faithfulness DATA.jsonl` (form: summaries.py).

Of the built-in summariser, by language: points with a quote that is not in its article, a start
that points back, or a number or quotation that the cited sentences lack; how many hedges and
attributions of the cited sentences are kept. Over sentences written by hand in nine languages
(said.toml): whether certainty and speaker are right, and every cue is kept. Of the language model's
path, on a scripted endpoint on loopback: how many lies are told and how many get through, and how
many honest rewordings are told (rules, pairs written by hand in nine languages, and sentences of
human summaries, which are not all faithful). The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.faithfulness_model import Honest, human, lie_about, pairs, reword
from benchmarks.summaries import articles_of, read
from digests.errors import SummaryError
from digests.model import Article, KeyPoint
from digests.summarise.extractive import key_points
from digests.summarise.grounding.marks import stray_quotations
from digests.text.cues import hedges_in, is_dangling
from digests.text.tables import table

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
FAULTS = ("quote", "dangling", "number", "quotation")
PAIRS = Path(__file__).with_name("grounded.jsonl")
SAID = Path(__file__).with_name("said.toml")
CUE = re.compile(r"\*([^*]+)\*")  # in said.toml: what has to stay in the point


@dataclass
class BuiltIn:
    """Faults of points, and of how many hedges and attributions how many were kept."""

    points: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    hedged: int = 0
    hedges_kept: int = 0
    attributed: int = 0
    attributions_kept: int = 0

    def add(self, point: KeyPoint, articles: dict[int, Article]) -> set[str]:
        """Count a point; returns its faults."""
        language = articles[point.citations[0].article].language
        sources = [citation.quote for citation in point.citations]
        told = point.citations[0].quote
        said = table(language).attributions
        found = {
            "quote": any(
                citation.quote != articles[citation.article].text[citation.start : citation.end]
                for citation in point.citations
            ),
            "dangling": is_dangling(point.text, language),
            "number": bool(
                set(NUMBER.findall(point.text)) - set(NUMBER.findall(" ".join(sources)))
            ),
            "quotation": bool(stray_quotations(point.text, [*sources, " ".join(sources)])),
        }
        self.points += 1
        self.faults.update(name for name, wrong in found.items() if wrong)
        if hedges := hedges_in(told, language):
            self.hedged += 1
            self.hedges_kept += hedges <= hedges_in(point.text, language)
        if said.search(told):
            self.attributed += 1
            self.attributions_kept += bool(
                said.search(point.text) or point.attribution or point.shortened
            )
        return {name for name, wrong in found.items() if wrong}

    def as_row(self) -> dict[str, Any]:
        """Shares in per cent; None of what there was nothing of (a language without cues)."""
        shares = {name: _share(self.faults[name], self.points) for name in FAULTS}
        return {
            "points": self.points,
            **shares,
            "hedges_kept": _share(self.hedges_kept, self.hedged) if self.hedged else None,
            "attributions_kept": (
                _share(self.attributions_kept, self.attributed) if self.attributed else None
            ),
        }


def built_in(
    items: Iterable[dict[str, Any]], limit: int, *, show: bool
) -> tuple[BuiltIn, dict[str, BuiltIn]]:
    """What the built-in summariser tells of every item: of all, and of each language."""
    found, by_language = BuiltIn(), defaultdict[str, BuiltIn](BuiltIn)
    for item in items:
        articles = articles_of(item)
        try:
            points = key_points(articles, (), limit)
        except SummaryError:
            continue
        by_number = {article.id: article for article in articles}
        faults = [found.add(point, by_number) for point in points]
        for point in points:
            by_language[articles[0].language].add(point, by_number)
        if show and any(faults):
            print(item["id"], faults, file=sys.stderr)
    return found, dict(by_language)


def said(*, show: bool) -> dict[str, Any]:
    """Of the sentences by hand, by language: shares of right certainty, speaker and kept cues."""
    rows = {}
    for language, lines in tomllib.loads(SAID.read_text(encoding="utf-8")).items():
        right: Counter[str] = Counter()
        for _, marked, certainty, who in lines:
            (article,) = articles_of({"text": CUE.sub(r"\1", marked), "lang": language})
            (point,) = key_points([article], (), 1)
            shown = hedges_in(f"{point.text} {point.attribution or ''}", language)
            seen = {
                "certainty": point.certainty == certainty,
                "speaker": (point.attribution or "").casefold() == who.casefold() or not who,
                "kept": hedges_in(article.text, language) <= shown
                and all(cue in point.text for cue in CUE.findall(marked)),
            }
            right.update(name for name, good in seen.items() if good)
            if show and not all(seen.values()):
                print(language, seen, article.text, file=sys.stderr)
        shares = {
            name: _share(right[name], len(lines)) for name in ("certainty", "speaker", "kept")
        }
        rows[language] = {"sentences": len(lines), **shares}
    return rows


def model_path(items: Sequence[dict[str, Any]], seed: int, *, show: bool) -> dict[str, Any]:
    """Lies and honest points by way of a model."""
    lies = asyncio.run(lie_about(items, seed))
    honest, people, by_hand = reword(items), human(items), pairs(read(PAIRS))
    print(
        f"lies: {lies.lies} told, {len(lies.delivered)} delivered; of each kind: "
        + ", ".join(f"{kind} {number}" for kind, number in lies.kinds.most_common())
    )
    print(f"what must never be sent: {len(lies.faults)} times {lies.faults[:1] or ''}")
    for name, one in (("rules", honest), ("people", people), ("pairs", by_hand.honest)):
        print(f"honest, by {name}: {one.held.total()} of {one.tried.total()} told")
    print(f"pairs by hand: {by_hand.lies} lies, {len(by_hand.passed)} told")
    if show:
        for kind, text in [*lies.delivered, *(("pair", text) for text in by_hand.passed)]:
            print(f"DELIVERED {kind}: {text}", file=sys.stderr)
        for one in (honest, people, by_hand.honest):
            for kind, text, reasons in one.refused:
                print(f"REFUSED {kind}: {text} {reasons}", file=sys.stderr)
    return {
        "lies": lies.lies + by_hand.lies,
        "delivered": len(lies.delivered) + len(by_hand.passed),
        "kinds": dict(lies.kinds),
        "forbidden_sent": len(lies.faults),
        "honest_rules": _row(honest),
        "honest_people": _row(people),
        "honest_pairs": _row(by_hand.honest),
    }


def _row(honest: Honest) -> dict[str, Any]:
    tried, held = honest.tried.total(), honest.held.total()
    return {"tried": tried, "told": held, "share": _share(held, tried)}


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=10, help="points an item")
    parser.add_argument("--model-items", type=int, default=100, help="English items for the model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    args = parser.parse_args()
    result: dict[str, Any] = {"built_in": {}}
    english: list[dict[str, Any]] = []
    for path in args.data:
        items = list(read(path))
        english += [item for item in items if (item.get("lang") or "en") == "en"]
        whole, by_language = built_in(items, args.limit, show=args.show)
        languages = {code: one.as_row() for code, one in sorted(by_language.items())}
        result["built_in"][path.stem] = {**whole.as_row(), "languages": languages}
        for name, row in ((path.name, whole.as_row()), *languages.items()):
            shares = ", ".join(f"{key} {value}" for key, value in row.items() if key != "points")
            print(f"{name}: {row['points']} points; per cent: {shares}")
    result["said"] = said(show=args.show)
    for language, row in result["said"].items():
        print(f"said.toml, {language}: " + ", ".join(f"{key} {row[key]}" for key in row))
    if args.model_items:
        random.Random(args.seed).shuffle(english)
        chosen = english[: args.model_items]
        result["model"] = model_path(chosen, args.seed, show=args.show)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
