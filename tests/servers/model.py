"""An OpenAI-compatible endpoint on loopback: strict in what it takes, scripted in its answers.

It refuses what a real one refuses (a schema that is not strict, unknown fields, no key) and what
ours must never send: an address in a prompt. `script` gets the question as it arrived.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "sk-test-0123456789abcdef"
MODEL = "scripted-1"
ADDRESS = re.compile(r"https?:|www\.|://", re.IGNORECASE)
LIMITS = {"max_tokens", "max_completion_tokens"}
FIELDS = {"model", "messages", "temperature", "response_format", *LIMITS}
NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
LISTED = re.compile(r"^\((\d+)\) (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """One question as it arrived."""

    kind: str  # points, repair, translation
    instructions: str
    text: str
    body: Mapping[str, Any]

    @property
    def sentences(self) -> dict[int, str]:
        """The numbered sentences, or items of a repair or translation."""
        pattern = NUMBERED if self.kind == "points" else LISTED
        return {int(number): text for number, text in pattern.findall(self.text)}


@dataclass(frozen=True)
class Raw:
    """An answer that is not the usual completion."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


Script = Callable[[Asked], "str | dict[str, Any] | Raw"]


def points(*told: tuple[str, list[int]] | tuple[str, list[int], str]) -> dict[str, Any]:
    """An answer to a question for points: text, sentences, section."""
    return {
        "points": [
            {"text": one[0], "sentences": one[1], "section": one[2] if len(one) > 2 else ""}
            for one in told
        ]
    }


def texts(told: Mapping[int, str]) -> dict[str, Any]:
    """An answer to a question for texts by number."""
    return {"points": [{"number": number, "text": text} for number, text in told.items()]}


class ModelServer:
    """`asked` holds every question; `faults` what was wrong with one."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.url = ""
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.forms: tuple[str, ...] = ("json_schema", "json_object", "text")
        self.limit_field = ""  # "max_completion_tokens" refuses the other name
        self.lists_models = True
        self.most_at_once = self._waiting = 0  # slow answers under way

    async def complete(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided.")
        body = await request.json()
        if refused := self._refusal(body):
            return _error(400, refused)
        asked = _asked(body)
        self._look(asked)
        self.asked.append(asked)
        answer = self.script(asked)
        if isinstance(answer, Raw):
            self._waiting += 1
            self.most_at_once = max(self.most_at_once, self._waiting)
            await asyncio.sleep(answer.delay)
            self._waiting -= 1
            return web.Response(
                status=answer.status,
                text=answer.body,
                headers={"Content-Type": "application/json", **answer.headers},
            )
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        return web.json_response(completion({"content": text}, asked, text))

    async def models(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided.")
        if not self.lists_models:
            return _error(404, "Not found")
        found = {"id": MODEL, "object": "model", "created": 1, "owned_by": "test"}
        return web.json_response({"object": "list", "data": [found]})

    def _refusal(self, body: Mapping[str, Any]) -> str:
        """What a real endpoint would answer with a 400."""
        if unknown := set(body) - FIELDS:
            return f"Unrecognized request argument supplied: {sorted(unknown)}"
        form = body.get("response_format", {"type": "text"})
        if form["type"] not in self.forms:
            return f"response_format of type {form['type']} is not supported"
        if self.limit_field and (LIMITS & set(body)) - {self.limit_field}:
            return f"Unsupported parameter: use '{self.limit_field}' instead."
        if form["type"] == "json_schema" and not _strict(form["json_schema"]["schema"]):
            return "Invalid schema for response_format: it is not strict"
        return ""

    def _look(self, asked: Asked) -> None:
        """What must never be sent, whatever an article says."""
        sent = f"{asked.instructions}\n{asked.text}"
        if ADDRESS.search(sent):
            self.faults.append(f"an address was sent: {ADDRESS.search(sent)}")
        if KEY in json.dumps(asked.body):
            self.faults.append("the key was sent in the body")
        if asked.body["model"] != MODEL:
            self.faults.append(f"another model was asked for: {asked.body['model']}")


def completion(message: Mapping[str, Any], asked: Asked, text: str = "") -> dict[str, Any]:
    """A whole completion with its usage: a token for every four bytes."""
    tokens_in = len((asked.instructions + asked.text).encode()) // 4
    tokens_out = len(text.encode()) // 4
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "refusal": None, **message},
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }


def _asked(body: Mapping[str, Any]) -> Asked:
    system, user = body["messages"]
    instructions = system["content"]
    kind = "points"
    if "was refused" in instructions:
        kind = "repair"
    elif "careful translator" in instructions:
        kind = "translation"
    return Asked(kind, instructions, user["content"], body)


def _strict(schema: Any) -> bool:
    """Whether every object of a schema names all its fields as required and allows no other."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and (
            schema.get("additionalProperties") is not False
            or set(schema.get("required", ())) != set(schema.get("properties", {}))
        ):
            return False
        return all(_strict(part) for part in schema.values())
    return all(map(_strict, schema)) if isinstance(schema, list) else True


def _error(status: int, message: str) -> web.Response:
    body = {"error": {"message": message, "type": "invalid_request_error", "code": None}}
    return web.json_response(body, status=status)


@asynccontextmanager
async def model_server(script: Script) -> AsyncIterator[ModelServer]:
    """A running endpoint; `url` is its base URL."""
    server, app = ModelServer(script), web.Application(client_max_size=10_000_000)
    app.router.add_post("/v1/chat/completions", server.complete)
    app.router.add_get("/v1/models", server.models)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()
