"""Read a folder of saved pages: `python -m benchmarks.pages FOLDER -o OUT.json`.

FOLDER holds `*.html` or `*.html.gz` and, if the addresses are known, an `expected.json` that maps
each name to an object with `url`. OUT.json maps each name to `text`, `title`, `author` and `date`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from digests.errors import UnreadableError
from digests.ingest.charset import decode
from digests.ingest.dates import read_date
from digests.ingest.pages import extract
from digests.ingest.worker import Workers


def read(body: bytes, url: str) -> dict[str, Any]:
    """One page in the form of OUT.json; runs in a worker."""
    page = extract(decode(body), url)
    date = page.facts.date or ""
    moment = read_date(date)
    # A day is meant as the page writes it, whatever its zone.
    day = date[:10] if re.match(r"\d{4}-\d\d-\d\d", date) else ""
    return {
        "text": page.text,
        "title": page.facts.title,
        "author": page.facts.author or "",
        "date": day or (moment.date().isoformat() if moment else ""),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    known: dict[str, Any] = {}
    if (options.folder / "expected.json").exists():
        known = json.loads((options.folder / "expected.json").read_text(encoding="utf-8"))
    paths = sorted(p for p in options.folder.iterdir() if ".htm" in p.name)
    from benchmarks.pages import read as job  # under its own name, for the worker to find

    answers: dict[str, Any] = {}
    workers = Workers(1)
    begin = time.perf_counter()
    for number, path in enumerate(paths, 1):
        raw = path.read_bytes()
        body = gzip.decompress(raw) if path.suffix == ".gz" else raw
        try:
            url = known.get(path.name, {}).get("url", "")
            answers[path.name] = workers.run(job, body, url, seconds=30)
        except UnreadableError as error:
            answers[path.name] = {"text": "", "title": "", "error": error.reason}
        if sys.stderr.isatty():
            print(f"\r{number}/{len(paths)}", end="", file=sys.stderr)
    seconds = time.perf_counter() - begin
    workers.close()
    options.out.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(paths)} pages, {len(paths) / max(seconds, 1e-9):.1f} pages/s")


if __name__ == "__main__":
    main()
