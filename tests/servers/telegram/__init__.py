"""A Telegram Bot API server on loopback, as strict as the real one.

    async with TelegramServer() as server:
        ann = server.private(100)
        ...start the bot with server.token, server.base_url...
        server.say(ann, "/latest")
        await server.until(lambda: server.visible(ann))
        print(server.visible(ann)[-1].text)

It parses HTML with Telegram's own refusals, keeps its limits of length, entities and rate, knows
every answer for chats that can't be written to, and breaks on request (`server.fault`). Alone:
`python -m tests.servers.telegram --port 8081`.
"""

from tests.servers.telegram.limits import RateLimits
from tests.servers.telegram.model import ApiError, ChatRecord, Entity, Shown, User
from tests.servers.telegram.server import TOKEN, Fault, TelegramServer

__all__ = [
    "TOKEN",
    "ApiError",
    "ChatRecord",
    "Entity",
    "Fault",
    "RateLimits",
    "Shown",
    "TelegramServer",
    "User",
]
