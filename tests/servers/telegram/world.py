"""The chats, people, messages and updates of the server, and what tests do to them."""

from __future__ import annotations

import asyncio
import itertools
import time
from dataclasses import dataclass
from typing import Any

from tests.servers.telegram.inline import Result
from tests.servers.telegram.members import member
from tests.servers.telegram.model import (
    ApiError,
    ChatRecord,
    Shown,
    User,
    bad_request,
    forbidden,
)

NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}
ANONYMOUS = User(1087968824, "Group", bot=True, username="GroupAnonymousBot")
CAN_POST = {"can_post_messages": True}


@dataclass(frozen=True)
class Said:
    """What a person wrote."""

    id: int
    chat: int
    text: str
    date: int


class World:
    """What exists. Everything that people do in a chat becomes an update for the bot."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.people: dict[int, User] = {}
        self.chats: dict[int, ChatRecord] = {}
        self.messages: list[Shown] = []
        self.said: list[Said] = []
        self.updates: list[dict[str, Any]] = []
        self.queries: dict[str, bool] = {}  # callback query -> answered
        self.answers: list[dict[str, Any]] = []
        self.searches: set[str] = set()  # inline queries
        self.found: dict[str, list[Result]] = {}
        self.arrived = asyncio.Condition()
        self.added = asyncio.Event()
        self._update_ids = itertools.count(1001)
        self._message_ids = itertools.count(1)

    # -- who and where ---------------------------------------------------------------------

    def person(self, id: int, name: str = "Ann", language: str = "en") -> User:
        return self.people.setdefault(id, User(id, name, language))

    def private(self, id: int, name: str = "Ann", language: str = "en") -> ChatRecord:
        """A person who has pressed Start."""
        self.person(id, name, language)
        return self.chats.setdefault(id, ChatRecord(id, "private", name))

    def stranger(self, id: int) -> ChatRecord:
        """A person who never pressed Start."""
        chat = self.private(id)
        chat.trouble = forbidden("bot can't initiate conversation with a user")
        return chat

    def group(
        self, id: int, title: str = "Newsroom", *, kind: str = "group", admins: tuple[int, ...] = ()
    ) -> ChatRecord:
        """A group with the bot in it; `kind` may be "supergroup"."""
        chat = ChatRecord(id, kind, title, admins=dict.fromkeys(admins, "administrator"))
        return self.chats.setdefault(id, chat)

    def forum(self, id: int, topics: tuple[int, ...], title: str = "Forum") -> ChatRecord:
        chat = self.group(id, title, kind="supergroup")
        chat.topics = dict.fromkeys(topics, True)
        return chat

    def channel(self, id: int, title: str = "Channel", username: str | None = None) -> ChatRecord:
        """A channel in which the bot may post."""
        return self.chats.setdefault(id, ChatRecord(id, "channel", title, username=username))

    def find(self, chat_id: Any) -> ChatRecord:
        """Raises: ApiError: chat not found."""
        text = str(chat_id)
        if text.startswith("@"):
            for chat in self.chats.values():
                if chat.username == text[1:] and chat.kind != "private":
                    return chat
        elif text.lstrip("-").isdigit() and int(text) in self.chats:
            return self.chats[int(text)]
        raise bad_request("chat not found" if text else "chat_id is empty")

    # -- what people do --------------------------------------------------------------------

    def push(self, **content: Any) -> dict[str, Any]:
        """Queue an update as the server would send it."""
        update = {"update_id": next(self._update_ids), **content}
        self.updates.append(update)
        self.added.set()
        return update

    def again(self, update: dict[str, Any]) -> None:
        """Send the same update once more, as a webhook may."""
        self.updates.append(update)
        self.added.set()

    def say(
        self,
        chat: ChatRecord,
        text: str,
        *,
        sender: User | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        **more: Any,
    ) -> dict[str, Any]:
        """A person writes in a chat (in a channel: a post)."""
        message = self.message(chat, text, sender=sender, thread=thread, **more)
        self.said.append(Said(message["message_id"], chat.id, text, message["date"]))
        if chat.kind == "channel":
            message.pop("from", None)
            return self.push(channel_post={**message, "sender_chat": chat.json()})
        if anonymous:
            message = {**message, "from": ANONYMOUS.json(), "sender_chat": chat.json()}
        return self.push(message=message)

    def message(
        self,
        chat: ChatRecord,
        text: str = "",
        *,
        sender: User | None = None,
        thread: int | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        author = sender or self.people.get(chat.id) or self.person(500, "Bob")
        message: dict[str, Any] = {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": chat.json(),
            "from": author.json(),
            **more,
        }
        if text:
            message["text"] = text
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        return message

    def edit(self, update: dict[str, Any], text: str) -> dict[str, Any]:
        """A person edits what they wrote."""
        kind = "channel_post" if "channel_post" in update else "message"
        message = {**update[kind], "text": text, "edit_date": int(time.time())}
        return self.push(**{f"edited_{kind}": message})

    def press(self, shown: Shown, data: str, sender: User | None = None) -> dict[str, Any]:
        """A person presses a button under a message of the bot."""
        chat = self.chats[shown.chat]
        query = f"query-{next(self._update_ids)}"
        self.queries[query] = False
        message = {**self.json(shown), "chat": chat.json()}
        author = sender or self.people.get(chat.id) or self.person(500, "Bob")
        return self.push(
            callback_query={
                "id": query,
                "from": author.json(),
                "message": message,
                "chat_instance": str(chat.id),
                "data": data,
            }
        )

    def look_up(self, person: User, words: str) -> str:
        """A person types the bot's name and some words, in whatever chat; returns its id."""
        query = f"search-{next(self._update_ids)}"
        self.searches.add(query)
        self.push(inline_query={"id": query, "from": person.json(), "query": words, "offset": ""})
        return query

    def my_member(
        self, chat: ChatRecord, old: str, new: str, old_more: Any = None, new_more: Any = None
    ) -> dict[str, Any]:
        """The bot's own membership changed."""
        sender = self.people.get(chat.id) or self.person(500, "Bob")
        return self.push(
            my_chat_member={
                "chat": chat.json(),
                "from": sender.json(),
                "date": int(time.time()),
                "old_chat_member": member(self.bot, old, old_more),
                "new_chat_member": member(self.bot, new, new_more),
            }
        )

    def block(self, chat: ChatRecord) -> dict[str, Any]:
        chat.trouble = forbidden("bot was blocked by the user")
        return self.my_member(chat, "member", "kicked")

    def unblock(self, chat: ChatRecord) -> dict[str, Any]:
        chat.trouble = None
        return self.my_member(chat, "kicked", "member")

    def kick(self, chat: ChatRecord) -> dict[str, Any]:
        chat.trouble = forbidden(f"bot was kicked from the {NAMES[chat.kind]}")
        return self.my_member(chat, "member", "kicked")

    def leave(self, chat: ChatRecord) -> dict[str, Any]:
        chat.trouble = forbidden(f"bot is not a member of the {NAMES[chat.kind]}")
        return self.my_member(chat, "member", "left")

    def join(self, chat: ChatRecord) -> dict[str, Any]:
        chat.trouble = None
        new = "administrator" if chat.kind == "channel" else "member"
        return self.my_member(chat, "left", new)

    def mute(self, chat: ChatRecord) -> dict[str, Any]:
        """The bot loses the right to write."""
        if chat.kind == "channel":
            chat.trouble = bad_request("need administrator rights in the channel chat")
            no_post = {"can_post_messages": False}
            return self.my_member(chat, "administrator", "administrator", None, no_post)
        chat.trouble = bad_request("not enough rights to send text messages to the chat")
        return self.my_member(chat, "member", "restricted", None, {"can_send_messages": False})

    def close_topic(self, chat: ChatRecord, thread: int) -> dict[str, Any]:
        return self._topic(chat, thread, False, forum_topic_closed={})

    def reopen_topic(self, chat: ChatRecord, thread: int) -> dict[str, Any]:
        return self._topic(chat, thread, True, forum_topic_reopened={})

    def _topic(
        self, chat: ChatRecord, thread: int, is_open: bool, **content: Any
    ) -> dict[str, Any]:
        assert chat.topics is not None
        chat.topics[thread] = is_open
        return self.push(message=self.message(chat, thread=thread, **content))

    def unmute(self, chat: ChatRecord) -> dict[str, Any]:
        """The bot gets the right to write back."""
        chat.trouble = None
        if chat.kind == "channel":
            no_post = {"can_post_messages": False}
            return self.my_member(chat, "administrator", "administrator", no_post, None)
        return self.my_member(chat, "restricted", "member", {"can_send_messages": False}, None)

    def migrate(self, chat: ChatRecord, new_id: int) -> ChatRecord:
        """A group becomes a supergroup: both service messages come, the old id answers so."""
        new = self.group(new_id, chat.title, kind="supergroup", admins=tuple(chat.admins))
        chat.trouble = ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=new_id,
        )
        self.push(message=self.message(chat, migrate_to_chat_id=new_id))
        self.push(message=self.message(new, migrate_from_chat_id=chat.id))
        return new

    # -- what the bot did ------------------------------------------------------------------

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def visible(self, chat: ChatRecord | int) -> list[Shown]:
        """The messages of the bot in this chat, oldest first, edits included."""
        wanted = chat if isinstance(chat, int) else chat.id
        return [shown for shown in self.messages if shown.chat == wanted]

    def json(self, shown: Shown) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "message_id": shown.id,
            "date": shown.date,
            "chat": self.chats[shown.chat].json(),
            "from": self.bot.json(),
            "text": shown.text,
        }
        if shown.entities:
            answer["entities"] = [entity.json() for entity in shown.entities]
        if shown.buttons:
            answer["reply_markup"] = {"inline_keyboard": shown.buttons}
        if shown.thread is not None:
            answer |= {"message_thread_id": shown.thread, "is_topic_message": True}
        return answer
