"""Pure: what an update means: a command, a change of a chat, or nothing to us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    Update,
    User,
)

from bot.model import Address, ChatChange, ChatEvent, ChatKind, Command, Person

NAME = "telegram"
KINDS = ("message", "channel_post", "callback_query", "my_chat_member", "inline_query")
PLACE = "place on a map"  # no one can type it; its argument is latitude and longitude
COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.S)
BLOCKED = "blocked by the user"
REMOVED = "removed from the chat"
MUTED = "without the right to write"
CLOSED = "the topic was closed"


@dataclass(frozen=True, slots=True)
class Us:
    """Who the bot is: its name without @, lower case, and its number."""

    username: str
    id: int


def read_update(update: Update, us: Us, now: datetime) -> Iterator[Command | ChatChange]:
    """Everything that this update says; edited messages say nothing."""
    message = update.message or update.channel_post
    if message:
        yield from _migration(message, now)
        yield from _topic_change(message, now)
        command = read_message(message, us, now)
        if command:
            yield command
    elif update.callback_query:
        pressed = _pressed(update.callback_query, now)
        if pressed:
            yield pressed
    elif update.my_chat_member:
        change = _membership(update.my_chat_member, now)
        if change:
            yield change


def read_message(message: Message, us: Us, now: datetime) -> Command | None:
    """The command in a message; a text in a private chat is one, chatter in a group is not."""
    if message.is_automatic_forward or message.via_bot:
        return None
    text = (message.text or message.caption or "").strip()
    private = message.chat.type == Chat.PRIVATE
    forwarded = message.forward_origin is not None
    found = None if forwarded else COMMAND.fullmatch(text)
    if found and (found["bot"] or us.username).lower() == us.username:
        name, rest = found["name"].lower(), (found["rest"] or "").strip()
        return _command(message, name, rest, now, addressed=private or bool(found["bot"]))
    if found and found["bot"]:
        return None  # meant for another bot
    if private and message.location:
        where = f"{message.location.latitude} {message.location.longitude}"
        return _command(message, PLACE, where, now)
    if private:
        text = _with_links(message, text)
        return _command(message, "text", text, now) if text else None
    return None if forwarded else _mention(message, text, us, now)


def _mention(message: Message, text: str, us: Us, now: datetime) -> Command | None:
    """In a group "@our_bot latest coalition" is a command; the bare mention asks for help."""
    name, _, rest = text.partition(" ")
    if name.lower() != f"@{us.username}":
        return None
    word, _, argument = rest.strip().lstrip("/").partition(" ")
    return _command(message, word.lower() or "help", argument.strip(), now)


def _command(
    message: Message, name: str, argument: str, now: datetime, addressed: bool = True
) -> Command:
    return Command(
        name=name,
        argument=argument,
        address=address_of(message),
        chat_kind=kind_of(message.chat),
        person=_author(message),
        received=now,
        chat_title=message.chat.effective_name or "",
        key=f"{message.chat.id}/{message.message_id}",
        addressed=addressed,
    )


def _with_links(message: Message, text: str) -> str:
    """The text and the addresses that hide behind its words, as forwarded articles have them."""
    entities = (*message.entities, *message.caption_entities)
    hidden = [found.url for found in entities if found.type == MessageEntity.TEXT_LINK]
    links = dict.fromkeys(url for url in hidden if url and url not in text)
    return "\n".join((text, *links)).strip()


def _pressed(query: CallbackQuery, now: datetime) -> Command | None:
    """A button holds a command; it works as long as the message exists."""
    if query.message is None or not query.data:
        return None
    name, _, argument = query.data.partition(" ")
    chat = query.message.chat
    shown = query.message if isinstance(query.message, Message) else None
    return Command(
        name=name.lower(),
        argument=argument.strip(),
        address=address_of(shown) if shown else Address(NAME, str(chat.id)),
        chat_kind=kind_of(chat),
        person=person_of(query.from_user),
        received=now,
        chat_title=chat.effective_name or "",
        key=f"press/{query.id}",
        pressed=True,
    )


def _migration(message: Message, now: datetime) -> Iterator[ChatChange]:
    """A group became a supergroup; either service message is enough."""
    here = str(message.chat.id)
    if message.migrate_to_chat_id:
        yield _moved(here, str(message.migrate_to_chat_id), message.chat, now)
    if message.migrate_from_chat_id:
        yield _moved(str(message.migrate_from_chat_id), here, message.chat, now)


def _topic_change(message: Message, now: datetime) -> Iterator[ChatChange]:
    """A forum topic was closed, or opened again."""
    changes = (
        (message.forum_topic_closed, ChatEvent.LEFT, CLOSED),
        (message.forum_topic_reopened, ChatEvent.REOPENED, ""),
    )
    for happened, change, reason in changes:
        if happened:
            yield ChatChange(
                address=address_of(message),
                event=change,
                received=now,
                kind=ChatKind.GROUP,
                reason=reason,
            )


def _moved(old: str, new: str, chat: Chat, now: datetime) -> ChatChange:
    return ChatChange(
        address=Address(NAME, old),
        event=ChatEvent.MOVED,
        received=now,
        kind=ChatKind.GROUP,
        title=chat.title or "",
        new_address=Address(NAME, new),
    )


def _membership(change: ChatMemberUpdated, now: datetime) -> ChatChange | None:
    """Whether we may write there now. A promotion of a bot that could write changes nothing."""
    could, can = may_write(change.old_chat_member), may_write(change.new_chat_member)
    if could and can:
        return None
    kind = kind_of(change.chat)
    gone = change.new_chat_member.status in {ChatMember.LEFT, ChatMember.BANNED}
    reason = (BLOCKED if kind is ChatKind.PRIVATE else REMOVED) if gone else MUTED
    return ChatChange(
        address=Address(NAME, str(change.chat.id)),
        event=ChatEvent.JOINED if can else ChatEvent.LEFT,
        received=now,
        kind=kind,
        title=change.chat.effective_name or "",
        language=person_of(change.from_user).language,
        reason="" if can else reason,
    )


def may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    if isinstance(member, ChatMemberAdministrator) and member.can_post_messages is not None:
        return member.can_post_messages  # said for channels only
    return member.status in {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER}


def kind_of(chat: Chat) -> ChatKind:
    kinds = {Chat.PRIVATE: ChatKind.PRIVATE, Chat.CHANNEL: ChatKind.CHANNEL}
    return kinds.get(chat.type, ChatKind.GROUP)


def address_of(message: Message) -> Address:
    """The chat, and the forum topic where there is one (General has none)."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Address(NAME, str(message.chat.id), str(topic) if topic else None)


def _author(message: Message) -> Person:
    """An anonymous admin and the author of a channel post are the chat itself."""
    if message.sender_chat is not None:
        return Person(id=str(message.sender_chat.id), name=message.sender_chat.effective_name or "")
    return person_of(message.from_user) if message.from_user else Person(id=str(message.chat.id))


def person_of(user: User) -> Person:
    language = (user.language_code or "").partition("-")[0].lower()
    return Person(id=str(user.id), name=user.full_name, language=language)
