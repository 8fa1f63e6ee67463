"""One line of the check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is what is there, or what is wrong and how to mend it."""

    what: str
    ok: bool
    says: str
