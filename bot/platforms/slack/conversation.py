"""What people do on Slack, handed to the bot, and its replies to where each belongs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import say
from bot.errors import DeliveryError
from bot.model import ChatChange, Command, Reply
from bot.platforms import Handle, Line
from bot.platforms.answering import in_line
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.calls import post
from bot.platforms.slack.home import publish, view
from bot.platforms.slack.incoming import AT_HOME, HOME, Asked
from bot.platforms.slack.modal import problems_shown
from bot.platforms.slack.people import People
from bot.platforms.slack.render import render
from bot.platforms.slack.settings import SlackSettings
from bot.platforms.slack.windows import open_form
from bot.say.language import speaking

ORDERING = ("subscribe", "time")  # commands after which something is to come by itself

log = logging.getLogger(__name__)


class Conversation:
    """Answers in the background: Slack waits three seconds for its acknowledgement.

    Nobody is answered before it is open.
    """

    def __init__(self, client: AsyncWebClient, people: People, settings: SlackSettings) -> None:
        self._handle: Handle | None = None
        self._line: Line | None = None
        self._client = client
        self._people = people
        self._answers = Answers(client, settings)
        self._longest_stop = settings.pauses.stop
        self._work: set[asyncio.Task[None]] = set()

    def open(self, handle: Handle, line: Line | None) -> None:
        """From now on somebody answers."""
        self._handle, self._line, self._answers.line = handle, line, line

    async def close(self) -> None:
        """Finish the replies in hand."""
        if self._work:
            _, late = await asyncio.wait(self._work, timeout=self._longest_stop)
            for task in late:
                task.cancel()

    def take(self, asked: Asked | None) -> None:
        if asked:
            self._begin(self._answer(asked))

    def take_change(self, change: ChatChange | None, person: str) -> None:
        if change:
            self._begin(self._note(change, person))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _answer(self, asked: Asked) -> None:
        asked = replace(asked, command=await self._people.complete(asked.command))
        reply = await self._handle(asked.command) if self._handle else None
        form = reply.form if reply and reply.form and reply.form.now else None
        if form and await open_form(self._client, asked, form):
            return
        if asked.home and await self._at_home(asked, reply):
            return
        if reply:
            await self._give(asked, reply)

    async def _give(self, asked: Asked, reply: Reply) -> None:
        if asked.command.name in ORDERING and await self._hidden(asked.command):
            with speaking(reply.language):
                reply = replace(reply, lines=(*reply.lines, say.invite_me()))
        await self._answers.give(asked, render(reply), reply.private, reply.in_place)

    async def filled_in(self, asked: Asked) -> dict[str, Any]:
        """The acknowledgement of a form: nothing closes it, problems stay in it."""
        asked = replace(asked, command=await self._people.complete(asked.command))
        reply = await self._handle(asked.command) if self._handle else None
        if reply and reply.problems:
            return problems_shown(reply.problems)
        if reply:
            self._begin(self._taken(asked, reply))
        return {}

    async def _taken(self, asked: Asked, reply: Reply) -> None:
        if not asked.home or not await self._at_home(asked, None):
            await self._give(asked, reply)

    async def _hidden(self, command: Command) -> bool:
        """A slash command works where the bot is no member; a delivery does not."""
        return await self._people.hidden(command.address.native_id)

    async def _at_home(self, asked: Asked, reply: Reply | None) -> bool:
        """Show what was asked for in the App Home, or what it shows first, fresh after each press;
        whether that is the whole answer."""
        whole = asked.command.name in AT_HOME
        if not whole or reply is None:
            reply = await self._ask_for(asked.command, HOME)
        if reply:
            channels = await self._ask_for(asked.command, "workspace")
            with speaking(reply.language):
                shown = view(render(reply), render(channels) if channels else ())
            await publish(self._client, asked.command.person.id, shown)
        return whole

    async def _ask_for(self, command: Command, name: str) -> Reply | None:
        """Something else than the person asked for, in their name."""
        command = replace(command, name=name, argument="", key="", answers={})
        return await self._handle(command) if self._handle else None

    async def _note(self, change: ChatChange, person: str) -> None:
        change = await self._people.complete_change(change, person)
        reply = await self._handle(change) if self._handle else None
        if not reply:
            return
        for part in render(reply):
            try:
                request = partial(post, self._client, change.address, part)
                await in_line(self._line, change.address.native_id, request)
            except DeliveryError as error:
                log.warning("A welcome on Slack was not delivered: %s", error)
                return
