"""What the server knows: people, chats, messages, and the errors it answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GENERAL = 1  # the id of a forum's first topic, which no one may name when sending


class ApiError(Exception):
    """An answer `{"ok": false}`: HTTP status, description and response parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def bad_request(text: str) -> ApiError:
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def too_many(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass(frozen=True)
class Entity:
    """A stretch of a message with a look; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None

    def json(self) -> dict[str, Any]:
        base = {"type": self.type, "offset": self.offset, "length": self.length}
        return {**base, "url": self.url} if self.url else base


@dataclass(frozen=True)
class User:
    id: int
    name: str = "Ann"
    language: str = "en"
    bot: bool = False
    username: str | None = None

    def json(self) -> dict[str, Any]:
        base: dict[str, Any] = {"id": self.id, "is_bot": self.bot, "first_name": self.name}
        if self.username:
            base["username"] = self.username
        return base if self.bot else {**base, "language_code": self.language}


@dataclass
class ChatRecord:
    """A chat as the server sees it.

    `trouble` is the answer that the bot gets when it writes there (an `ApiError`), or None.
    `topics` maps the ids of a forum's topics to whether they are open.
    """

    id: int
    kind: str  # private, group, supergroup, channel
    title: str = ""
    username: str | None = None
    admins: dict[int, str] = field(default_factory=dict)  # user id -> status
    members: set[int] = field(default_factory=set)
    topics: dict[int, bool] | None = None
    trouble: ApiError | None = None
    permissions: frozenset[str] = frozenset()

    def json(self) -> dict[str, Any]:
        base: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.kind == "private":
            base["first_name"] = self.title or "Ann"
        else:
            base["title"] = self.title
        if self.username:
            base["username"] = self.username
        if self.topics is not None:
            base["is_forum"] = True
        return base


@dataclass
class Shown:
    """One message of the bot as people in the chat see it now, edits included.

    `dropped` counts entities that the server left out without a word because there were too many.
    """

    id: int
    chat: int
    text: str
    entities: list[Entity]
    buttons: list[list[dict[str, str]]]
    date: int
    thread: int | None = None
    preview: bool = True
    silent: bool = False
    edits: int = 0
    dropped: int = 0
    source: str = ""

    def slices(self, kind: str) -> list[str]:
        """The texts that carry entities of this kind."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[2 * found.offset : 2 * (found.offset + found.length)].decode("utf-16-le")
            for found in self.entities
            if found.type == kind
        ]

    def links(self) -> list[str]:
        return [found.url for found in self.entities if found.type == "text_link" and found.url]
