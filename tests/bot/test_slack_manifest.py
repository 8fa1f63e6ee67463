"""The app manifest asks for exactly what the code uses, and Slack sends exactly what we hear."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from bot.commands import COMMANDS
from bot.platforms.slack.ears import EVENTS
from bot.platforms.slack.incoming import MAIN_COMMAND, SHORTCUT
from bot.platforms.slack.rights import NEEDED
from tests.servers.slack.web_api import WebApi
from tests.servers.slack.workspace import SCOPES, Workspace

SLACK = Path(__file__).resolve().parents[2] / "bot" / "platforms" / "slack"
MANIFEST = SLACK / "manifest.yaml"


def entries(key: str, text: str = "") -> list[str]:
    """The items of the list under `key`: the manifest's YAML is plain enough for that."""
    lines = (text or MANIFEST.read_text(encoding="utf-8")).splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == f"{key}:")
    depth = len(lines[start]) - len(lines[start].lstrip())
    found = []
    for line in lines[start + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            break
        if item := re.match(r"\s*- ([^#]*)", line):
            found.append(item[1].strip())
    return found


def called_methods() -> set[str]:
    """Every Web API method that the code calls, as `chat.postMessage`."""
    called = set()
    for path in SLACK.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                name = node.attr.replace("_", ".", 1)
                called.add(name)
    return {method for method in WebApi(Workspace()).methods if method in called}


def test_every_event_of_the_manifest_is_heard_and_the_other_way_round() -> None:
    asked = {name.removesuffix(".im") for name in entries("bot_events")}
    assert asked == set(EVENTS)


def test_every_scope_is_used_and_every_used_scope_is_asked_for() -> None:
    scopes = set(entries("bot"))
    assert scopes == SCOPES
    needed = {
        scope
        for name, (scope, _) in WebApi(Workspace()).methods.items()
        if name in called_methods()
    }
    assert needed - {None} <= scopes
    assert {"chat.postMessage", "conversations.history", "users.info"} <= called_methods()


def test_the_command_and_the_shortcut_have_the_names_that_are_heard() -> None:
    text = MANIFEST.read_text(encoding="utf-8")
    assert f"command: {MAIN_COMMAND}" in entries("slash_commands")
    assert f"callback_id: {SHORTCUT}" in text
    names = {spec.name for spec in COMMANDS}
    assert set(re.findall(r"# - command: /(\w+)", text)) <= names


def test_the_hint_names_commands_that_exist() -> None:
    hint = re.search(r'usage_hint: "(latest[^"]*)"', MANIFEST.read_text(encoding="utf-8"))
    assert hint
    named = {part.split()[0] for part in hint[1].split(" | ")}
    assert named <= {spec.name for spec in COMMANDS}


def test_the_check_of_rights_asks_for_the_scopes_of_the_manifest() -> None:
    assert sorted(NEEDED) == sorted(entries("bot"))
