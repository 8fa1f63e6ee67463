"""Run the server alone: `python -m tests.servers.telegram --port 8081`.

What is typed is said by a person in a private chat; what the bot answers is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.servers.telegram import TOKEN, ChatRecord, RateLimits, TelegramServer


async def serve(port: int, token: str, limited: bool) -> None:
    async with TelegramServer(token, port=port, limits=RateLimits() if limited else None) as server:
        ann = server.private(100)
        print(f"token    {server.token}\nbase_url {server.base_url}", flush=True)
        lines = asyncio.create_task(_say_lines(server, ann))
        shown = 0
        while True:
            async with server.arrived:
                await server.arrived.wait()
            for message in server.messages[shown:]:
                print(f"--- message {message.id} in {message.chat}\n{message.text}", flush=True)
            shown = len(server.messages)
            if lines.done() and lines.exception():
                return


async def _say_lines(server: TelegramServer, chat: ChatRecord) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        server.say(chat, line.strip())


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict Telegram Bot API server on loopback.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="keep Telegram's rate limits")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port, given.token, given.limits))
    except KeyboardInterrupt:
        print("stopped")


if __name__ == "__main__":
    main()
