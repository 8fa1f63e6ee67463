"""What is new, by the code that decides for a chat: `python -m benchmarks.novelty DATA -o OUT`.

DATA holds steps in order: `{"event", "step", "posted": [sentence, ...], "incoming": [{"id",
"text"}, ...]}`. `posted` were told before the step, on top of all that was posted for the event
earlier. OUT gets `{"id", "score"}`: higher is newer; `"new"` is what the newsroom would decide.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from digests.stories.novelty import NEW, Told


def run(data: Path, out: Path) -> None:
    told, event = Told((), "en"), None
    with data.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as written:
        for line in lines:
            step = json.loads(line)
            if step.get("event") != event:
                told, event = Told((), step.get("lang") or "en"), step.get("event")
            for sentence in step.get("posted", ()):
                told.add(sentence)
            for point in step.get("incoming", ()):
                score = told.newness(point["text"])
                row = {"id": point["id"], "score": round(score, 6), "new": score >= NEW}
                written.write(json.dumps(row) + "\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("-o", "--out", type=Path, required=True)
    given = arguments.parse_args()
    run(given.data, given.out)


if __name__ == "__main__":
    main()
