"""A loopback Slack for one workspace, as strict as the real one where a digest bot can notice.

In a test: `async with SlackServer() as slack`. Alone: `python -m tests.servers.slack --port 8082`.
"""

from tests.servers.slack.faults import Fault, Rate
from tests.servers.slack.seen import see
from tests.servers.slack.server import SlackServer
from tests.servers.slack.socket import Outcome
from tests.servers.slack.workspace import APP_TOKEN, BOT_TOKEN, BOT_USER, Message, Workspace

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "BOT_USER",
    "Fault",
    "Message",
    "Outcome",
    "Rate",
    "SlackServer",
    "Workspace",
    "see",
]
