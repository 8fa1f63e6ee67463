"""Reasons and alarms are kept in English, and said in the language of who reads them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from telegram.error import BadRequest, Forbidden

from bot import say
from bot.delivery.signs import FeedSigns, feeds_trouble, tick_troubles
from bot.model import Address, DeliveryState
from bot.platforms.slack import SlackPlatform, SlackSettings
from bot.platforms.slack import incoming as slack_incoming
from bot.platforms.slack.adapter import UNINSTALLED
from bot.platforms.slack.ears import build_bolt
from bot.platforms.slack.errors import GONE
from bot.platforms.telegram import incoming
from bot.platforms.telegram.errors import translated
from bot.platforms.telegram.polling import OTHER_PROCESS
from bot.say.language import LANGUAGES, SOURCE, speaking
from bot.say.reasons import is_known
from bot.store.subscriptions import ENDED
from tests.bot.paper_round import NOW

ROOT = Path(__file__).resolve().parent.parent.parent / "bot"
HERE = Address("telegram", "1")
OTHERS = sorted(set(LANGUAGES) - {SOURCE})
# Each file with how many reasons it makes at least: a number of 0 would compare nothing.
MADE_IN = {
    "delivery/concerns.py": 2,
    "delivery/policy.py": 4,
    "delivery/signs.py": 4,
    "platforms/slack/errors.py": 20,
    "platforms/telegram/errors.py": 5,
}
FOREIGN = ("CHAT_IS_GONE", "MARKUP_REFUSED", "NOT_MODIFIED")  # what Telegram says, not we
PROVED_OTHERWISE = ("one it needs",)  # words inside of a reason, which are values there
SENTENCE = re.compile(r"[^\W\d_]+ [^\W\d_]+.* [^\W\d_]+")


def said_in(path: Path) -> Iterator[str]:
    """Every text of three words and more, with a value in each gap; no docstrings, no log lines."""
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if id(node) in skipped:
            continue
        names = [target.id for target in getattr(node, "targets", ()) if hasattr(target, "id")]
        is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")
        is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_log or is_doc or set(names) & set(FOREIGN) or isinstance(node, ast.JoinedStr):
            skipped |= {id(inner) for inner in ast.walk(node)}
        text = ""
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        if SENTENCE.search(text) and text not in PROVED_OTHERWISE:
            yield text


@pytest.mark.parametrize("file", MADE_IN)
def test_every_reason_that_is_made_can_be_said_in_every_language(file: str) -> None:
    made = list(said_in(ROOT / file))
    assert len(made) >= MADE_IN[file]
    assert [text for text in made if not is_known(text)] == []


CONSTANTS = (
    incoming.BLOCKED,
    incoming.CLOSED,
    incoming.MUTED,
    incoming.REMOVED,
    *slack_incoming._LEFT.values(),
    ENDED,
    OTHER_PROCESS,
    UNINSTALLED,
    "nothing new",
    "the chat moved to a new address",
    "nobody knows whether a message arrived",
    "The feed https://a.example/rss fails: HTTP 404",
    "No backup could be made in /backups: no space left",
    "The configuration stays as it was. zone: no such zone",
    "Changed in the configuration, for the next start: telegram.",
)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", CONSTANTS)
def test_reasons_of_other_files_are_said_in_every_language(text: str, language: str) -> None:
    with speaking(language):
        assert say.reason_said(text) != text


@pytest.mark.parametrize("language", OTHERS)
async def test_slack_says_that_we_just_start_in_the_language_of_the_configuration(
    language: str,
) -> None:
    settings = SlackSettings(bot_token="xoxb-1", language=language)
    bolt = build_bolt(SlackPlatform(settings), settings)
    asked = AsyncBoltRequest(
        mode="socket_mode",
        body={"command": "/digest", "team_id": "T1", "user_id": "U1", "channel_id": "C1"},
    )
    answer = await bolt.async_dispatch(asked)
    with speaking(language):
        assert answer.body == say.just_starting()
    assert "just starting" not in answer.body


@pytest.mark.parametrize("language", OTHERS)
def test_what_slack_refuses_is_said_with_its_code(language: str) -> None:
    with speaking(language):
        for code, why in GONE.items():
            said = say.reason_said(f"Slack refused it: {why} ({code}).")
            assert why not in said and f"({code})" in said


def test_the_answer_of_a_server_stays_as_it_is() -> None:
    blocked = str(translated(Forbidden("Forbidden: bot was blocked by the user"), HERE))
    odd = str(translated(BadRequest("Odd: {braces} can't be reached"), HERE))
    with speaking("uk"):
        assert say.reason_said(blocked) == (
            "Telegram відмовляє: Forbidden: bot was blocked by the user"
        )
        assert say.reason_said(odd) == "Telegram відмовляє: Odd: {braces} can't be reached"
        assert say.reason_said("something new") == "something new"


def test_a_reason_inside_of_another_is_said_too() -> None:
    text = "gave up after 12 attempts: Slack refused it: the thread is closed (thread_locked)."
    with speaking("de"):
        assert say.reason_said(text) == (
            "nach 12 Versuchen aufgegeben: Slack hat es abgelehnt: "
            "der Thread ist geschlossen (thread_locked)."
        )
        assert say.reason_said("slack: stopped") == "slack: angehalten"


def test_english_is_told_as_it_is_stored() -> None:
    assert say.reason_said("gave up after 12 attempts: x") == "gave up after 12 attempts: x"


def test_a_line_of_why_gives_its_reason_in_the_language_of_the_chat() -> None:
    with speaking("uk"):
        outcome = say.outcome(DeliveryState.MOOT, 0, 0)
        assert "(нічого нового)" in say.delivery("Світ", "о 08:00", outcome, "nothing new", None)
        assert say.status_platform("slack", False, "stopped").endswith(" зупинено")


def test_alarms_keep_their_numbers() -> None:
    late = NOW + timedelta(minutes=90)
    silent = feeds_trouble(FeedSigns(failing_since=NOW), late)
    stuck = tick_troubles({}, NOW, late)["tick prepare"]
    assert silent and stuck
    with speaking("pl"):
        assert "90 min" in say.reason_said(silent) and "kanału RSS" in say.reason_said(silent)
        assert say.reason_said(f"Over again: {stuck}") == (
            "Już po kłopocie: „prepare” nie kończy się od 90 min; powód jest w logu."
        )
