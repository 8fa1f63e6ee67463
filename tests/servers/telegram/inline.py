"""What Telegram takes as the answer to an inline query, and what people then see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.servers.telegram.model import Entity, bad_request
from tests.servers.telegram.texts import read_text

MOST = 50
LONGEST_ID = 64  # bytes


@dataclass(frozen=True)
class Result:
    """One line of the list, and the message that it posts."""

    id: str
    title: str
    description: str
    text: str
    entities: list[Entity]
    preview: bool


def read_results(results: Sequence[Mapping[str, Any]] | None) -> list[Result]:
    """Raises: ApiError: a result is refused, and all of them with it."""
    if results is None:
        raise bad_request("result list is empty")
    if len(results) > MOST:
        raise bad_request("RESULTS_TOO_MUCH")
    read = [_article(result) for result in results]
    if len({result.id for result in read}) != len(read):
        raise bad_request("RESULT_ID_DUPLICATE")
    return read


def _article(result: Mapping[str, Any]) -> Result:
    if result.get("type") != "article":
        raise bad_request("can't parse inline query result: unallowed type of the result")
    number = result.get("id")
    if not isinstance(number, str) or not 1 <= len(number.encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    title = str(result.get("title", "")).strip()
    if not title:
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if not content:
        raise bad_request("can't parse inline query result: message content is not specified")
    mode = str(content.get("parse_mode", ""))
    text, entities, _ = read_text(str(content.get("message_text", "")), mode.lower() == "html")
    options = content.get("link_preview_options") or {}
    return Result(
        id=number,
        title=title,
        description=str(result.get("description", "")),
        text=text,
        entities=entities,
        preview=not options.get("is_disabled", False),
    )
