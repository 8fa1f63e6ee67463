"""The loopback Slack: HTTP around the Web API, the socket, and what people do in the client."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.servers.slack.blocks import Refused
from tests.servers.slack.faults import Fault, Faults, Planned, Rate
from tests.servers.slack.seen import see
from tests.servers.slack.socket import Outcome, Socket
from tests.servers.slack.web_api import Arguments, Missing, WebApi, message_body
from tests.servers.slack.workspace import APP, BOT, BOT_USER, TEAM, Channel, Message, Workspace

RESPONSE_USES, RESPONSE_SECONDS = 5, 1800
POSTING = ("chat.postMessage", "chat.postEphemeral", "chat.update")
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class SlackServer:
    """`async with SlackServer() as slack:`; then `slack.base_url`, `slack.slash(...)`, …

    `calls` holds (method, arguments) of every request, refused ones too. `rate` None means that
    nothing is limited.
    """

    def __init__(self, port: int = 0, rate: Rate | None = None) -> None:
        self.workspace = Workspace()
        self.api = WebApi(self.workspace)
        self.api.on_message = self._note
        self.socket = Socket()
        self.faults = Faults()
        self.rate = rate
        self.calls: list[tuple[str, Arguments]] = []
        self.slow_seconds = 30.0
        self._port = port
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._responses: dict[str, tuple[str, str, float, int]] = {}
        self._pressed: dict[str, Message] = {}  # what replace_original replaces
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> SlackServer:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_get("/link/", self.socket.accept)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_post("/control/{action}", self._control)
        app.router.add_get("/control/{action}", self._control)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self._closing.set()
        await self.socket.drop()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        return f"{self.url}/api/"

    # The Web API over HTTP

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await read_arguments(request)
        token = arguments.pop("token", "") or _bearer(request)
        self.calls.append((method, arguments))
        planned = self.faults.take(method)
        if planned and planned.fault in (Fault.DROP_BEFORE, Fault.HTML, Fault.RATE, Fault.ERROR):
            return self._break_before(request, planned)
        answer = self._answer(method, token, arguments)
        if planned:
            return await self._break_after(request, planned, answer)
        return answer

    def _answer(self, method: str, token: str, arguments: Arguments) -> web.Response:
        try:
            self.api.authorize(method, token)
            if method == "apps.connections.open":
                link = (
                    f"ws://127.0.0.1:{self._port}/link/?ticket={self.socket.ticket()}&app_id={APP}"
                )
                return web.json_response({"ok": True, "url": link})
            if self.rate and method in POSTING:
                wait = self.rate.wait(str(arguments.get("channel")))
                if wait:
                    return limited(wait)
            headers = {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))}
            return web.json_response(self.api.call(method, arguments), headers=headers)
        except Refused as refused:
            return web.json_response(refusal(refused))

    def _break_before(self, request: web.Request, planned: Planned) -> web.Response:
        if planned.fault is Fault.DROP_BEFORE:
            _close(request)
            return web.Response()
        if planned.fault is Fault.RATE:
            return limited(int(planned.value or 1))
        if planned.fault is Fault.ERROR:
            return web.json_response({"ok": False, "error": planned.value})
        return web.Response(status=502, text=HTML, content_type="text/html")

    async def _break_after(
        self, request: web.Request, planned: Planned, answer: web.Response
    ) -> web.StreamResponse:
        if planned.fault is Fault.DROP_AFTER:
            _close(request)
        elif planned.fault is Fault.HTML_AFTER:
            return web.Response(status=502, text=HTML, content_type="text/html")
        elif planned.fault is Fault.SLOW:
            seconds = float(planned.value or self.slow_seconds)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), seconds)
        elif planned.fault is Fault.CUT:
            whole = str(answer.text)
            return web.Response(text=whole[: len(whole) // 2], content_type="application/json")
        return answer

    # response_url

    def response_url(self, channel: str, user: str, pressed: Message | None = None) -> str:
        """`pressed` is the message whose button was pressed, for `replace_original`."""
        name = secrets.token_hex(8)
        self._responses[name] = (channel, user, time.monotonic(), 0)
        if pressed:
            self._pressed[name] = pressed
        return f"{self.url}/respond/{name}"

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        arguments = await read_arguments(request)
        name = request.match_info["id"]
        self.calls.append(("response_url", arguments))
        planned = self.faults.take("response_url")
        if planned and planned.fault in (Fault.DROP_BEFORE, Fault.HTML, Fault.RATE):
            return self._break_before(request, planned)
        channel, user, given, uses = self._responses.get(name, ("", "", 0.0, RESPONSE_USES))
        if uses >= RESPONSE_USES:
            return web.Response(status=404, text="used_url")
        if time.monotonic() - given > RESPONSE_SECONDS:
            return web.Response(status=404, text="expired_url")
        try:
            body, _ = message_body(arguments, limited=False)
        except Refused as refused:
            return web.json_response(refusal(refused), status=400)
        self._responses[name] = (channel, user, given, uses + 1)
        public = arguments.get("response_type") == "in_channel"
        old = self._pressed.get(name) if arguments.get("replace_original") else None
        self._take_response(channel, user, body, public, old)
        answer = web.Response(text="ok")
        return await self._break_after(request, planned, answer) if planned else answer

    def _take_response(
        self, channel: str, user: str, body: Arguments, public: bool, old: Message | None
    ) -> None:
        place = self.workspace.channels.get(channel) or self.workspace.add_channel(channel, "")
        if old is not None:
            old.body, old.via = body, "response_url (replaced)"
            self._note(old)
            return
        message = Message(
            channel,
            self.workspace.ts(),
            body,
            only_for=None if public else user,
            via="response_url",
        )
        self.api.add(place, message)

    # What people do

    def say(self, channel: str, user: str, text: str, thread: str | None = None) -> Message:
        """A person writes; no event goes out by itself."""
        place = self.workspace.channels[channel]
        message = Message(channel, self.workspace.ts(), {"text": text}, user=user, thread_ts=thread)
        place.messages.append(message)
        return message

    async def slash(
        self,
        command: str,
        text: str = "",
        *,
        channel: str = "C0000000001",
        user: str = "U0000000001",
    ) -> Outcome:
        """Somebody types a slash command. A failure is shown to them as Slack does."""
        place = self.workspace.channels.get(channel)
        private = place is not None and place.kind == "im"
        outcome = await self.socket.send(
            "slash_commands",
            {
                "token": "legacy",
                "team_id": TEAM,
                "team_domain": "loopback",
                "channel_id": channel,
                "channel_name": "directmessage"
                if private
                else (place.name if place else "private"),
                "user_id": user,
                "user_name": self.workspace.users[user].name,
                "command": command,
                "text": text,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "response_url": self.response_url(channel, user),
                "trigger_id": self.api.new_trigger(),
            },
            accepts_response_payload=True,
        )
        if outcome.error:
            words = f'{command} failed with the error "{outcome.error}"'
            self._take_response(channel, user, {"text": words}, False, None)
        elif outcome.payload:
            self._take_response(channel, user, outcome.payload, False, None)
        return outcome

    async def event(self, event: dict[str, Any], event_id: str = "") -> Outcome:
        """Any event of the Events API."""
        return await self.socket.event(self.event_payload(event, event_id))

    def event_payload(self, event: dict[str, Any], event_id: str = "") -> dict[str, Any]:
        return {
            "token": "legacy",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": {"event_ts": self.workspace.ts(), **event},
            "type": "event_callback",
            "event_id": event_id or f"Ev{self.workspace.serial():010d}",
            "event_time": int(time.time()),
            "authorizations": [
                {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
            ],
        }

    async def mention(
        self,
        text: str,
        *,
        channel: str = "C0000000001",
        user: str = "U0000000001",
        thread: str | None = None,
        event_id: str = "",
    ) -> Outcome:
        """`@digestbot text` in a channel."""
        words = f"<@{BOT_USER}> {text}"
        message = self.say(channel, user, words, thread)
        event = {"type": "app_mention", "user": user, "text": words, "channel": channel}
        more = {"thread_ts": thread} if thread else {}
        return await self.event({**event, "ts": message.ts, **more}, event_id)

    async def direct(self, text: str, user: str = "U0000000001", event_id: str = "") -> Outcome:
        """A person writes to the bot in a direct message."""
        channel = self.workspace.im(user)
        message = self.say(channel.id, user, text)
        return await self.event(
            {
                "type": "message",
                "channel_type": "im",
                "channel": channel.id,
                "user": user,
                "text": text,
                "ts": message.ts,
            },
            event_id,
        )

    async def press(self, message: Message, label: str, user: str = "U0000000001") -> Outcome:
        """Somebody presses the button with this label under a message."""
        button = next(b for b in message.seen.buttons if b["text"]["text"] == label)
        block_id = next(
            block.get("block_id", "b")
            for block in message.body["blocks"]
            if button in block.get("elements", [block.get("accessory")])
        )
        return await self.interactive(
            {
                "type": "block_actions",
                "container": {
                    "type": "message",
                    "message_ts": message.ts,
                    "channel_id": message.channel,
                    "is_ephemeral": message.only_for is not None,
                    **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
                },
                "channel": {
                    "id": message.channel,
                    "name": self.workspace.channels[message.channel].name or "directmessage",
                },
                "message": message.public(False),
                "response_url": self.response_url(message.channel, user, message),
                "actions": [{**button, "block_id": block_id, "action_ts": self.workspace.ts()}],
            },
            user,
        )

    async def press_at_home(self, label: str, user: str = "U0000000001") -> Outcome:
        """Somebody presses a button in the App Home."""
        view = self.workspace.views[user]
        button = next(b for b in see(view).buttons if b["text"]["text"] == label)
        shown = {"type": "view", "view_id": f"V{user}"}
        action = {**button, "block_id": "b", "action_ts": self.workspace.ts()}
        return await self.interactive(
            {"type": "block_actions", "container": shown, "view": view, "actions": [action]}, user
        )

    async def fill_in(self, answers: dict[str, Any], user: str = "U0000000001") -> Outcome:
        """Somebody changes these fields (by block id) of the last modal and presses its button.

        A text for a text field or the value of an option, a list of values for several.
        """
        view = self.workspace.modals[-1]
        state = {
            block["block_id"]: {block["element"]["action_id"]: filled(block, answers)}
            for block in view["blocks"]
            if block["type"] == "input"
        }
        payload = {"type": "view_submission", "view": {**view, "state": {"values": state}}}
        outcome = await self.interactive(payload, user)
        answer = outcome.payload or {}
        if answer.get("response_action") == "errors":
            unknown = answer["errors"].keys() - state.keys()
            assert answer["errors"] and not unknown, f"errors for no field: {unknown}"
        else:
            self.workspace.modals.pop()
        return outcome

    async def interactive(self, payload: dict[str, Any], user: str) -> Outcome:
        """Any interaction: block_actions, message_action, view_submission."""
        whole = {
            "user": {"id": user, "username": self.workspace.users[user].name, "team_id": TEAM},
            "api_app_id": APP,
            "token": "legacy",
            "team": {"id": TEAM, "domain": "loopback"},
            "trigger_id": self.api.new_trigger(),
            **payload,
        }
        return await self.socket.send("interactive", whole, accepts_response_payload=True)

    async def membership(
        self, channel: str, joined: bool, user: str = BOT_USER, inviter: str = ""
    ) -> Outcome:
        """The bot (or somebody) is invited or removed."""
        place = self.workspace.channels[channel]
        (place.members.add if joined else place.members.discard)(user)
        kind = "G" if place.kind == "group" else "C"
        if joined or user != BOT_USER:
            name = "member_joined_channel" if joined else "member_left_channel"
            said = {"user": user, "channel": channel, "channel_type": kind, "team": TEAM}
            by = {"inviter": inviter} if joined and inviter else {}
            return await self.event({"type": name, **said, **by})
        name = "group_left" if kind == "G" else "channel_left"
        return await self.event({"type": name, "channel": channel, "actor_id": "U0000000001"})

    async def archive(self, channel: str, archived: bool = True) -> Outcome:
        place = self.workspace.channels[channel]
        place.archived = archived
        kind = "group" if place.kind == "group" else "channel"
        name = f"{kind}_archive" if archived else f"{kind}_unarchive"
        return await self.event({"type": name, "channel": channel, "user": "U0000000001"})

    # What a test reads

    def channel(self, id: str = "C0000000001") -> Channel:
        return self.workspace.channels[id]

    def posted(self, channel: str = "C0000000001") -> list[Message]:
        """Everything that the bot wrote there, ephemeral messages too, in order."""
        return [each for each in self.channel(channel).messages if each.user == BOT_USER]

    def texts(self, channel: str = "C0000000001") -> list[str]:
        return [message.text for message in self.posted(channel)]

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Wait for something that comes with a message or a call."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), 0.05)
                except TimeoutError:
                    continue

    async def message(self, number: int = 1, channel: str = "C0000000001") -> Message:
        """The n-th message of the bot in that channel, once it is there."""
        await self.until(lambda: channel in self.workspace.channels)
        await self.until(lambda: len(self.posted(channel)) >= number)
        return self.posted(channel)[number - 1]

    def _note(self, _message: Message) -> None:
        self._news.set()

    # By hand, and from another process

    async def _control(self, request: web.Request) -> web.Response:
        """`GET /control/seen?channel=C…`, `POST /control/slash|mention|direct|event` with JSON."""
        action = request.match_info["action"]
        if action == "seen":
            channel = request.query.get("channel", "C0000000001")
            return web.json_response(
                [{"text": m.text, "mentions": m.seen.mentions} for m in self.posted(channel)]
            )
        if action not in ("slash", "mention", "direct", "event", "membership", "archive"):
            return web.json_response({"error": "unknown action"}, status=404)
        outcome = await getattr(self, action)(**await request.json())
        return web.json_response({"acknowledged": outcome.acknowledged, "error": outcome.error})


def filled(block: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """The state of one input, as Slack sends it: changed, or as it was shown first."""
    element = block["element"]
    kind, name = element["type"], block["block_id"]
    if kind == "plain_text_input":
        text = answers.get(name, element.get("initial_value"))
        assert text or block.get("optional"), f"Slack lets nobody leave {name} empty"
        return {"type": kind, "value": text or None}
    options = {option["value"]: option for option in element["options"]}
    if kind == "static_select":
        chosen = options[answers[name]] if name in answers else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    some = [options[value] for value in answers[name]] if name in answers else None
    return {
        "type": kind,
        "selected_options": element.get("initial_options", []) if some is None else some,
    }


async def read_arguments(request: web.Request) -> Arguments:
    """Arguments come in the query, as a form or as JSON; all of them are read."""
    arguments: Arguments = dict(request.query)
    if request.content_type == "application/json":
        try:
            sent = await request.json()
        except json.JSONDecodeError:
            return arguments
        return {**arguments, **sent} if isinstance(sent, dict) else arguments
    if request.method == "POST":
        arguments |= dict((await request.post()).items())
    return arguments


def refusal(refused: Refused) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": False, "error": refused.code}
    if refused.messages:
        answer["errors"] = [each.removeprefix("[ERROR] ") for each in refused.messages]
        answer["response_metadata"] = {"messages": refused.messages}
    if isinstance(refused, Missing):
        answer |= {"needed": refused.needed, "provided": refused.provided}
    return answer


def limited(seconds: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
    )


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else ""


def _close(request: web.Request) -> None:
    if request.transport:
        request.transport.close()


__all__ = ["BOT", "SlackServer"]
