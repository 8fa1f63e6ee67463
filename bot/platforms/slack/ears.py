"""What we listen for: every listener acknowledges first and leaves the work to the platform."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.platforms.slack.calls import web_client
from bot.platforms.slack.conversation import Conversation
from bot.platforms.slack.incoming import (
    CHANGES,
    SHORTCUT,
    inviter,
    read_change,
    read_direct,
    read_form,
    read_home,
    read_mention,
    read_press,
    read_shortcut,
    read_slash,
)
from bot.platforms.slack.modal import CALLBACK
from bot.platforms.slack.render import ACTION
from bot.platforms.slack.settings import SlackSettings
from bot.say import just_starting
from bot.say.language import speaking

REMOVED = ("app_uninstalled", "tokens_revoked")
EVENTS = ("app_mention", "message", "app_home_opened", *CHANGES, *REMOVED)

Ack = Callable[[], Awaitable[Any]]
Acknowledge = Callable[..., Awaitable[Any]]
Body = dict[str, Any]


class Listener(Protocol):
    """Who we are, and whoever does the work."""

    conversation: Conversation

    @property
    def us(self) -> str: ...
    async def authorize(self) -> AuthorizeResult | None: ...
    def now(self) -> datetime: ...
    def uninstalled(self) -> None: ...


def build_bolt(listener: Listener, settings: SlackSettings) -> AsyncApp:
    """A Bolt app that hears everything the manifest asks for."""

    async def authorize() -> Any:  # None tells the person that we are not ready
        return await listener.authorize()

    with speaking(settings.language):  # who asks, and in what language, can't be asked yet
        not_ready = just_starting()
    bolt = AsyncApp(
        client=web_client(settings),
        authorize=authorize,
        signing_secret=settings.signing_secret,
        user_facing_authorize_error_message=not_ready,
    )
    _hear_people(bolt, listener)
    _hear_events(bolt, listener)
    return bolt


def _hear_people(bolt: AsyncApp, listener: Listener) -> None:
    async def slash(ack: Ack, body: Body) -> None:
        await ack()
        listener.conversation.take(read_slash(body, listener.now()))

    async def press(ack: Ack, body: Body) -> None:
        await ack()
        listener.conversation.take(read_press(body, listener.now()))

    async def shortcut(ack: Ack, body: Body) -> None:
        await ack()
        listener.conversation.take(read_shortcut(body, listener.now()))

    async def submit(ack: Acknowledge, body: Body) -> None:
        await ack(**await listener.conversation.filled_in(read_form(body, listener.now())))

    bolt.command(re.compile("^/"))(slash)
    bolt.view(CALLBACK)(submit)
    bolt.action(re.compile(f"^{ACTION}"))(press)
    bolt.message_shortcut(SHORTCUT)(shortcut)


def _hear_events(bolt: AsyncApp, listener: Listener) -> None:
    async def mention(body: Body) -> None:
        listener.conversation.take(read_mention(body, listener.now()))

    async def direct(body: Body) -> None:
        listener.conversation.take(read_direct(body, listener.now()))

    async def home(body: Body) -> None:
        if body["event"].get("tab") == "home":
            listener.conversation.take(read_home(body, listener.now()))

    async def change(body: Body) -> None:
        listener.conversation.take_change(
            read_change(body, listener.us, listener.now()), inviter(body)
        )

    async def removed(body: Body) -> None:
        listener.uninstalled()

    heard = {"app_mention": mention, "message": direct, "app_home_opened": home}
    for name in EVENTS:
        bolt.event(name)(heard.get(name, removed if name in REMOVED else change))
