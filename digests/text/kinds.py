"""What kind of text it is, as far as it decides how it is told: a list, a table, program code."""

from __future__ import annotations

import re

READ = 400  # lines are enough to tell
FEWEST_LINES = 3
MOST = 0.5  # share of the lines that makes a text of a kind
MARKED = re.compile(r"^\s*(?:[-–—•*·▪●►☐✓]\s+|\d{1,2}[.)]\s+)\S")
CELLS = re.compile(r"\t[^\t]*\S[^\t]*\t|\|[^|]*\|[^|]*\||;[^;]{1,30};[^;]{1,30}")
CODE = re.compile(
    r"[{};]\s*$|^\s*(?:[#@]\w|//|/\*|\*/|\"\"\"|'''|<\?php|#!)|=>|[\w\])]\s*[:!+*/-]?={1,3}\s*\S|->\s*\w"
    r"|^\s*(?:def|class|import|from|func|function|fn|package|public|private|const|let|var)\s+[\w.({]"
    r"|^\s*(?:return|if|elif|else|for|while|try|except|switch|case)\b.*[:({;]\s*$|\w\([^()]*\)[;:]?\s*$"
    r"|^\s*[)\]}]+[,;]?\s*$"
)


def is_code(text: str) -> bool:
    """Whether most of the lines are those of a program."""
    return _share(text, CODE) > MOST


def is_table(text: str) -> bool:
    """Whether most of the lines have cells: tabs, bars or semicolons part them."""
    return _share(text, CELLS) > MOST


def is_list(text: str) -> bool:
    """Whether most of the lines are entries of a list, with a mark or number before each."""
    return _share(text, MARKED) > MOST


def _share(text: str, of: re.Pattern[str]) -> float:
    """The share of the lines that match; 0 where there are too few to tell."""
    lines = [line for line in text.splitlines()[:READ] if line.strip()]
    if len(lines) < FEWEST_LINES:
        return 0.0
    return sum(bool(of.search(line)) for line in lines) / len(lines)
