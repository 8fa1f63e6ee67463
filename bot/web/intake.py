"""`POST /articles`: one article, a list of them, or one JSON object a line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.guard import bearer_is
from bot.web.tools import WebTools, tools_of
from digests import ArticleDraft, DigestsError, TakenIn, TakenInAs, article_of

MOST_ARTICLES = 1000  # in one request
SLOWEST_BODY = 30  # seconds
AHEAD = timedelta(days=1)
LINES = ("application/x-ndjson", "application/jsonl", "application/json-lines")


class Refused(Exception):  # noqa: N818 - it is an answer
    """The whole request is refused."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class IncomingArticle(BaseModel):
    """One article as it is posted. The outlet may be left out when there is a URL."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=1_000_000)
    title: str = Field(default="", max_length=2_000)
    outlet: str = Field(default="", max_length=200)
    url: str | None = Field(default=None, max_length=4_000, pattern=r"(?i)^https?://[^\s/?#]+")
    author: str | None = Field(default=None, max_length=200)
    published: datetime | None = None
    language: str = Field(default="", pattern=r"^([A-Za-z]{2}([-_][A-Za-z]{2,8})?)?$")

    @field_validator("published")
    @classmethod
    def _dated(cls, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)

    @model_validator(mode="after")
    def _credited(self) -> IncomingArticle:
        if not self.outlet and not self.url:
            raise ValueError("name the outlet, or give the url")
        return self

    def draft(self, now: datetime) -> ArticleDraft:
        """
        Raises:
            ValueError: nothing is left of it once markup and control characters are out.
        """
        if self.published and self.published > now + AHEAD:
            raise ValueError("“published” lies in the future")
        values = self.model_dump(mode="json", exclude_none=True)
        return article_of(values, self.outlet)


async def take_articles(request: Request) -> Response:
    """201 when something new came, 200 when all was known, 207 when only a part was good."""
    tools = tools_of(request)
    try:
        check_token(request, tools.settings.intake_token)
        items, one = read_items(await read_body(request, tools.settings.max_bytes), request)
    except Refused as refusal:
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None
        return JSONResponse({"error": str(refusal)}, refusal.status, headers)
    try:
        results = await take_in(tools, items)
    except DigestsError as error:
        return JSONResponse({"error": str(error)}, 503, {"Retry-After": "60"})
    body = results[0] if one else {"results": results}
    return JSONResponse(body, status_of(results))


def check_token(request: Request, token: str) -> None:
    """
    Raises:
        Refused: the intake is off, or the token is wrong.
    """
    if not token:
        raise Refused(403, "The intake is off: set web.intake_token.")
    if not bearer_is(request, token):
        raise Refused(401, "Send the token of web.intake_token as “Authorization: Bearer …”.")


async def read_body(request: Request, most: int) -> bytes:
    """
    Raises:
        Refused: it is too large, packed, or too slow.
    """
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(415, "Send it unpacked, without Content-Encoding.")
    too_large = Refused(413, f"That is too large: {most:,} bytes are the most.")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise Refused(408, "That took too long.") from None
    return bytes(body)


def read_items(body: bytes, request: Request) -> tuple[list[Any], bool]:
    """The posted values, an exception in the place of a line that is no JSON; and whether it was
    one object alone.

    Raises:
        Refused: nothing can be read, or there are too many.
    """
    try:
        content = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(400, "That is not UTF-8.") from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        whole = [] if kind in LINES else json.loads(content)
    except (ValueError, RecursionError) as error:
        if "\n" not in content.strip() or kind == "application/json":
            raise Refused(400, f"That is not JSON: {error}.") from None
        kind = LINES[0]
    if kind in LINES:
        whole = [read_line(line) for line in content.split("\n") if line.strip()]
    items = whole if isinstance(whole, list) else [whole]
    if len(items) > MOST_ARTICLES:
        raise Refused(413, f"That is too much at once: {MOST_ARTICLES:,} articles are the most.")
    if not items:
        raise Refused(400, "There is no article in it.")
    return items, not isinstance(whole, list)


def read_line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return ValueError(f"not JSON: {error}")


async def take_in(tools: WebTools, items: Sequence[Any]) -> list[dict[str, Any]]:
    """What became of each, in their order; a bad one doesn't hold up the others.

    Raises:
        StoreError: the database can't be used.
    """
    now = tools.now()
    results: list[dict[str, Any]] = []
    drafts: dict[int, ArticleDraft] = {}
    for place, item in enumerate(items):
        results.append({})
        try:
            if isinstance(item, ValueError):
                raise item
            drafts[place] = IncomingArticle.model_validate(item).draft(now)
        except ValidationError as error:
            results[place] = {"status": "error", "errors": problems(error)}
        except ValueError as error:
            results[place] = {"status": "error", "errors": [str(error)]}
    taken = await tools.newsroom.take_in(drafts.values(), now)
    for place, one in zip(drafts, taken, strict=True):
        results[place] = told(one)
    return results


def told(one: TakenIn) -> dict[str, Any]:
    return {"status": one.outcome.value, "article": one.article.id, "story": one.story}


def problems(error: ValidationError) -> list[str]:
    """One sentence for each, with the field and without what was sent."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return [": ".join(filter(None, [".".join(map(str, one["loc"])), one["msg"]])) for one in found]


def status_of(results: Sequence[dict[str, Any]]) -> int:
    said = {result["status"] for result in results}
    if said == {"error"}:
        return 422
    if "error" in said:
        return 207
    return 201 if said & {TakenInAs.NEW.value, TakenInAs.COPY.value} else 200
