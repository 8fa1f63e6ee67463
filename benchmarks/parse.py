"""Read a folder of saved feeds: `python -m benchmarks.parse FOLDER -o OUT.json`.

OUT.json maps each file (`*.gz` or plain) to `entries` with `id`, `link`, `title`, `published`, an
`error` (the outcome class) and `crash`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path
from typing import Any

from digests.errors import UnreadableError
from digests.ingest.feeds import ParsedFeed, read_feed
from digests.ingest.worker import WorkerError, Workers

SKIPPED = ("expected.json", "README.md")
BASE = "https://feeds.example/feed.xml"


def as_json(feed: ParsedFeed) -> list[dict[str, Any]]:
    return [
        {
            "id": entry.guid,
            "link": entry.link,
            "title": entry.title,
            "published": entry.published.isoformat() if entry.published else None,
        }
        for entry in feed.entries
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    paths = sorted(p for p in options.folder.iterdir() if p.is_file() and p.name not in SKIPPED)
    answers: dict[str, Any] = {}
    workers = Workers(1)
    begin = time.perf_counter()
    for path in paths:
        raw = path.read_bytes()
        body = gzip.decompress(raw) if path.suffix == ".gz" else raw
        answer: dict[str, Any] = {"entries": [], "error": None, "crash": False}
        try:
            answer["entries"] = as_json(workers.run(read_feed, body, BASE))
        except WorkerError as error:
            answer |= {"error": error.reason, "crash": True}
        except UnreadableError as error:
            answer["error"] = error.source
        answers[path.name] = answer
    seconds = time.perf_counter() - begin
    workers.close()
    options.out.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(paths)} feeds, {len(paths) / max(seconds, 1e-9):.1f} feeds/s")


if __name__ == "__main__":
    main()
