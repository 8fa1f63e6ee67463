"""Can the points be trusted? `python -m benchmarks.faithfulness DATA.jsonl` (form: summaries.py).

Counts, over all points of the built-in summariser, what must never happen: a quote that is not in
its article, a start that points back, a number that the cited sentences lack, a hedge or negation
of the cited sentence lost, an attribution left out that is not in `attribution` or the outlet.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.summaries import articles_of, read
from digests.errors import SummaryError
from digests.model import Article, KeyPoint
from digests.summarise.extractive import key_points
from digests.text.cues import hedges_in, is_dangling
from digests.text.tables import table

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
FAULTS = ("quote", "dangling", "number", "hedge", "attribution")


def faults_of(point: KeyPoint, articles: dict[int, Article]) -> set[str]:
    """Which of the faults a point has."""
    language = articles[point.citations[0].article].language
    sources = " ".join(citation.quote for citation in point.citations)
    told = point.citations[0].quote
    attributed = point.attribution or (point.shortened and point.outlets[0])
    said = table(language).attributions
    checks = {
        "quote": any(
            citation.quote != articles[citation.article].text[citation.start : citation.end]
            for citation in point.citations
        ),
        "dangling": is_dangling(point.text, language),
        "number": bool(set(NUMBER.findall(point.text)) - set(NUMBER.findall(sources))),
        "hedge": bool(hedges_in(told, language) - hedges_in(point.text, language)),
        "attribution": bool(said.search(told)) and not said.search(point.text) and not attributed,
    }
    return {name for name, wrong in checks.items() if wrong}


def check(item: dict[str, Any], limit: int) -> list[set[str]]:
    """The faults of each point of one item."""
    articles = articles_of(item)
    try:
        points = key_points(articles, (), limit)
    except SummaryError:
        return []
    return [faults_of(point, {article.id: article for article in articles}) for point in points]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=10, help="points an item")
    parser.add_argument("--show", action="store_true", help="print each faulty item")
    args = parser.parse_args()
    for path in args.data:
        found: list[set[str]] = []
        for item in read(path):
            faults = check(item, args.limit)
            found += faults
            if args.show and any(faults):
                print(item["id"], faults, file=sys.stderr)
        counts = Counter(fault for faults in found for fault in faults)
        shares = ", ".join(f"{name} {100 * counts[name] / len(found):.2f} %" for name in FAULTS)
        print(f"{path.name}: {len(found)} points: {shares}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
