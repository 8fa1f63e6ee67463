"""The methods of the Bot API that a digest bot calls, with Telegram's order of checks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.servers.telegram.inline import read_results
from tests.servers.telegram.limits import Gate
from tests.servers.telegram.markup import checked_link
from tests.servers.telegram.members import member
from tests.servers.telegram.model import (
    GENERAL,
    ApiError,
    ChatRecord,
    Entity,
    Shown,
    bad_request,
)
from tests.servers.telegram.texts import read_text
from tests.servers.telegram.world import World

Params = Mapping[str, Any]
LONGEST_DATA = 64
MOST_BUTTONS = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}


class Methods:
    """Answers calls by changing the world; `call` raises `ApiError` as the server would."""

    def __init__(self, world: World, gate: Gate) -> None:
        self.world = world
        self.gate = gate
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.actions: list[tuple[int, str]] = []
        self._table: dict[str, Callable[[Params], Any]] = {
            "getme": self._get_me,
            "sendmessage": self._send,
            "editmessagetext": self._edit,
            "editmessagereplymarkup": self._edit_buttons,
            "deletemessage": self._delete,
            "answercallbackquery": self._answer,
            "answerinlinequery": self._answer_inline,
            "sendchataction": self._action,
            "setmycommands": self._set_commands,
            "deletemycommands": self._delete_commands,
            "getmycommands": self._get_commands,
            "getchat": self._chat,
            "getchatmember": self._member,
            "getchatadministrators": self._admins,
        }

    def knows(self, method: str) -> bool:
        return method.lower() in self._table

    def call(self, method: str, params: Params) -> Any:
        return self._table[method.lower()](params)

    def _get_me(self, params: Params) -> Any:
        return {
            **self.world.bot.json(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }

    # -- writing ---------------------------------------------------------------------------

    def _text(self, params: Params) -> tuple[str, list[Entity], int]:
        mode = str(params.get("parse_mode", ""))
        if mode.lower() not in {"", "html"}:
            raise bad_request("unsupported parse_mode")
        return read_text(str(params.get("text", "")), mode.lower() == "html")

    def _send(self, params: Params) -> Any:
        text, entities, dropped = self._text(params)
        buttons = _keyboard(params.get("reply_markup"))
        chat = self.world.find(params.get("chat_id", ""))
        thread = self._thread(chat, params.get("message_thread_id"))
        if chat.trouble and not _late(chat.trouble):
            raise chat.trouble
        self.gate.passes(chat.id, chat.kind != "private")
        if chat.trouble:
            raise chat.trouble
        _check_data(buttons)
        shown = Shown(
            id=self.world.next_message_id(),
            chat=chat.id,
            text=text,
            entities=entities,
            buttons=buttons,
            date=int(time.time()),
            thread=thread,
            preview=not _options(params).get("is_disabled", False),
            silent=_true(params.get("disable_notification")),
            dropped=dropped,
            source=str(params.get("text", "")),
        )
        self.world.messages.append(shown)
        return self.world.json(shown)

    def _thread(self, chat: ChatRecord, given: Any) -> int | None:
        if given in (None, "") or chat.topics is None:
            return None
        thread = int(given)
        if thread == GENERAL or thread not in chat.topics:
            raise bad_request("message thread not found")
        if not chat.topics[thread]:
            raise bad_request("TOPIC_CLOSED")
        return thread

    def _shown(self, params: Params, what: str) -> Shown:
        chat = self.world.find(params.get("chat_id", ""))
        for shown in self.world.visible(chat):
            if str(shown.id) == str(params.get("message_id")):
                return shown
        raise bad_request(f"message to {what} not found")

    def _edit(self, params: Params) -> Any:
        text, entities, dropped = self._text(params)
        buttons = _keyboard(params.get("reply_markup"))
        shown = self._shown(params, "edit")
        if (text, entities, buttons) == (shown.text, shown.entities, shown.buttons):
            raise _not_modified()
        chat = self.world.chats[shown.chat]
        if chat.kind != "private":
            self.gate.passes(chat.id, group=True)
        if chat.trouble:
            raise chat.trouble
        _check_data(buttons)
        shown.text, shown.entities, shown.buttons = text, entities, buttons
        shown.dropped, shown.source = dropped, str(params.get("text", ""))
        shown.edits += 1
        return self.world.json(shown)

    def _edit_buttons(self, params: Params) -> Any:
        buttons = _keyboard(params.get("reply_markup"))
        shown = self._shown(params, "edit")
        if buttons == shown.buttons:
            raise _not_modified()
        _check_data(buttons)
        shown.buttons = buttons
        return self.world.json(shown)

    def _delete(self, params: Params) -> Any:
        self.world.messages.remove(self._shown(params, "delete"))
        return True

    def _answer(self, params: Params) -> Any:
        query = str(params.get("callback_query_id", ""))
        if self.world.queries.get(query, True):
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.world.queries[query] = True
        self.world.answers.append(dict(params))
        return True

    def _answer_inline(self, params: Params) -> Any:
        query = str(params.get("inline_query_id", ""))
        if query not in self.world.searches or query in self.world.found:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self.world.found[query] = read_results(params.get("results"))
        return True

    def _action(self, params: Params) -> Any:
        chat = self.world.find(params.get("chat_id", ""))
        if chat.trouble:
            raise chat.trouble
        self.actions.append((chat.id, str(params.get("action"))))
        return True

    # -- the menu --------------------------------------------------------------------------

    def _scope(self, params: Params) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        language = str(params.get("language_code") or "")
        if scope.get("type") not in SCOPES:
            raise bad_request("unsupported type specified")
        if language and not re.fullmatch("[a-z]{2}", language):
            raise bad_request("invalid language code specified")
        return scope["type"] + str(scope.get("chat_id", "")), language

    def _set_commands(self, params: Params) -> Any:
        commands = list(params.get("commands") or [])
        if len(commands) > 100:
            raise bad_request("too many commands specified")
        for entry in commands:
            if not COMMAND.fullmatch(entry.get("command", "")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(entry.get("description", "").strip()) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._scope(params)] = commands
        return True

    def _delete_commands(self, params: Params) -> Any:
        self.commands.pop(self._scope(params), None)
        return True

    def _get_commands(self, params: Params) -> Any:
        return self.commands.get(self._scope(params), [])

    # -- who is who ------------------------------------------------------------------------

    def _reachable(self, params: Params) -> ChatRecord:
        chat = self.world.find(params.get("chat_id", ""))
        if chat.trouble and chat.trouble.code == 403:
            raise chat.trouble
        return chat

    def _chat(self, params: Params) -> Any:
        chat = self._reachable(params)
        return {
            **chat.json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(
                (
                    "unlimited_gifts",
                    "limited_gifts",
                    "unique_gifts",
                    "premium_subscription",
                    "gifts_from_channels",
                ),
                False,
            ),
        }

    def _member(self, params: Params) -> Any:
        chat = self._reachable(params)
        user = self.world.people.get(int(params.get("user_id", 0)))
        if user is None:
            raise bad_request("invalid user_id specified")
        return member(user, chat.admins.get(user.id, "member"))

    def _admins(self, params: Params) -> Any:
        chat = self._reachable(params)
        if chat.kind == "private":
            raise bad_request("there are no administrators in the private chat")
        return [member(self.world.person(user), status) for user, status in chat.admins.items()]


def _late(trouble: ApiError) -> bool:
    """Blocks are known to Telegram's servers only, after the limits were counted."""
    return "blocked" in trouble.description or "deactivated" in trouble.description


def _not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


def _options(params: Params) -> Mapping[str, Any]:
    return params.get("link_preview_options") or {}


def _true(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _keyboard(markup: Any) -> list[list[dict[str, str]]]:
    """The rows of buttons, empty ones left out."""
    if not markup:
        return []
    rows = [row for row in markup.get("inline_keyboard", []) if row]
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad_request("can't parse inline keyboard button: Text must be non-empty")
        if not ({"callback_data", "url"} & button.keys()):
            raise bad_request("Text buttons are unallowed in the inline keyboard")
        url = button.get("url")
        if url is not None and (not checked_link(url) or not urlsplit(url).scheme):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return rows


def _check_data(rows: list[list[dict[str, str]]]) -> None:
    for button in (button for row in rows for button in row):
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
