"""Run the loopback Slack alone, to try the bot by hand."""

from __future__ import annotations

import argparse
import asyncio

from tests.servers.slack import APP_TOKEN, BOT_TOKEN, Rate, SlackServer


async def run(port: int, limited: bool) -> None:
    async with SlackServer(port, Rate(burst=3) if limited else None) as slack:
        print(f"DIGESTBOT_SLACK__BASE_URL={slack.base_url}")
        print(f"DIGESTBOT_SLACK__BOT_TOKEN={BOT_TOKEN}")
        print(f"DIGESTBOT_SLACK__APP_TOKEN={APP_TOKEN}")
        print(
            f'curl -d \'{{"command":"/digest","text":"help"}}\' {slack.url}/control/slash\n'
            f"curl {slack.url}/control/seen?channel=C0000000001",
            flush=True,
        )
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rate-limit", action="store_true", help="one message a second a channel")
    chosen = parser.parse_args()
    asyncio.run(run(chosen.port, chosen.rate_limit))
