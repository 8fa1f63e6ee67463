"""What the tests of the language model share: an article, honest points, a summariser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from digests import (
    Article,
    Budget,
    Database,
    EndpointSettings,
    KeyPoint,
    Section,
    language_model,
)
from digests.summarise.language_model import LanguageModelSummariser
from tests.digests.newsdesk import NOW
from tests.servers.model import (
    KEY,
    MODEL,
    ModelServer,
    Script,
    model_server,
    points,
)

TEXT = (
    "The old harbour bridge will close for repairs on 4 May, the port authority said on Friday. "
    "Ferries may carry passengers every ten minutes until the work ends in June. "
    "The repair costs 12 million crowns and is not paid by the city of Norhaven. "
    "Read more at https://harbour.example/bridge?utm=1 or write to desk@harbour.example today. "
    "“We did not want this,” Mayor Ada Brandt told the council."
)
HONEST = points(
    ("The harbour bridge will close for repairs on 4 May, the port authority said.", [1], "Bridge"),
    ("Ferries may carry passengers every 10 minutes until work ends in June.", [2]),
    ("The city of Norhaven is not paying the 12 million crowns for the repair.", [3]),
)
SECTIONS = (Section(title="Bridge", cues=("bridge",), question="What becomes of it?"),)


def article(text: str = TEXT, language: str = "en", number: int = 1) -> Article:
    return Article(
        id=number,
        title="Bridge to close",
        text=text,
        outlet="Harbour Post",
        url="https://harbour.example/1",
        author=None,
        published=NOW,
        first_seen=NOW,
        language=language,
    )


@asynccontextmanager
async def model(
    database: Database, server: ModelServer, budget: Budget | None = None, **more: Any
) -> AsyncIterator[LanguageModelSummariser]:
    settings = {"base_url": server.url, "model": MODEL, "api_key": KEY, "timeout_seconds": 5.0}
    clock: Callable[[], datetime] = more.pop("clock", lambda: NOW)
    tell: Callable[[str], Awaitable[object]] | None = more.pop("tell", None)
    endpoint = EndpointSettings(**{**settings, **more})
    async with language_model(database, endpoint, budget or Budget(), clock, tell) as summariser:
        yield summariser


async def told(database: Database, script: Script, **more: Any) -> tuple[KeyPoint, ...]:
    async with model_server(script) as server, model(database, server, **more) as summariser:
        found = await summariser.summarise([article()], SECTIONS, 10)
        assert server.faults == []
        return found


def always(answer: Any) -> Script:
    return lambda _: answer
