"""A question to a language model and its answer, without any client. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FRAME = 200  # tokens that a chat's frame can add: roles, separators


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked; `schema` is the JSON schema of the answer, `name` a short word for it."""

    name: str
    instructions: str
    text: str
    schema: Mapping[str, Any]
    most_tokens: int

    def key(self, model: str) -> str:
        """Names the question by its content, for one model."""
        parts = [model, self.name, self.instructions, self.text, json.dumps(self.schema)]
        return hashlib.blake2b("\x00".join(parts).encode(), digest_size=32).hexdigest()

    @property
    def most_tokens_in(self) -> int:
        """No tokenizer makes more tokens than there are bytes."""
        written = (self.instructions, self.text, json.dumps(self.schema))
        return sum(len(part.encode()) for part in written) + FRAME


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: text ("" when it was refused), and tokens in and out where they are told."""

    text: str
    spent: tuple[int, int] | None = None


def read_object(text: str, wanted: str) -> Mapping[str, Any] | None:
    """The JSON object with that key in an answer, past reasoning and fences; else None."""
    shown = text.rpartition("</think>")[2] if "</think>" in text else text
    if shown.lstrip().startswith("<think>"):
        return None  # it never came to an end of thinking
    decoder = json.JSONDecoder()
    place = shown.find("{")
    while place >= 0:
        try:
            found, _ = decoder.raw_decode(shown, place)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and wanted in found:
            return found
        place = shown.find("{", place + 1)
    return None
