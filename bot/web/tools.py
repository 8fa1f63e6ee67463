"""What the page works with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

if TYPE_CHECKING:
    from bot.model import Content, Part
    from bot.store import BotStore
    from digests import Newsroom

Draw = Callable[["Content"], Sequence["Part"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """What the operator decided. `public_url` has no slash at its end, or is ""."""

    public_url: str = ""
    needs_login: bool = False
    intake_token: str = ""
    metrics_token: str = ""
    max_bytes: int = 5_000_000
    zone: str = "UTC"

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebTools:
    """`trouble` says what is wrong now, a sentence each; `draw` renders for each platform;
    `with_editors` names the topics whose editors decide what is told.
    """

    newsroom: Newsroom
    store: BotStore
    settings: WebSettings
    trouble: Callable[[datetime], Sequence[str]]
    now: Callable[[], datetime]
    draw: Mapping[str, Callable[[], Draw]] = field(default_factory=dict)
    with_editors: Callable[[], Collection[str]] = tuple


def tools_of(request: Request) -> WebTools:
    tools: Any = request.app.state.tools
    assert isinstance(tools, WebTools)
    return tools
