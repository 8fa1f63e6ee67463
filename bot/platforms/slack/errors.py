"""What a failed call to Slack means: was it delivered, is it worth repeating, who must act.

Codes: docs.slack.dev, reference chat.postMessage. How a fault on the way shows up in slack_sdk was
tried against a server that breaks in each of these ways.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError

from bot.errors import DeliveryError, PlatformError

# Everything that a call of slack_sdk was seen to raise.
CALL_ERRORS = (
    SlackClientError,
    aiohttp.ClientError,
    asyncio.TimeoutError,
    json.JSONDecodeError,
    UnicodeDecodeError,
    OSError,
)
TOKEN = frozenset(
    (
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
        "missing_scope",
        "no_permission",
        "org_login_required",
        "app_missing_action_url",
        "team_not_found",
    )
)
GONE = {
    "channel_not_found": "the channel is gone, or the bot was never invited to it",
    "not_in_channel": "the bot is not in the channel",
    "is_archived": "the channel is archived",
    "user_not_found": "the person is no longer in the workspace",
    "cannot_dm_bot": "a bot can't be written to",
    "user_disabled": "the person's account is switched off",
    "messages_tab_disabled": "the app's messages tab is switched off",
    "channel_is_limited_access": "the channel is not open to apps",
    "access_denied": "the workspace forbids it",
    "team_access_not_granted": "the workspace did not let the app in",
    "thread_not_found": "the thread is gone",
    "message_not_found": "the thread is gone",
    "cannot_reply_to_message": "the thread is closed",
}
MARKUP = frozenset(
    (
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "block_mismatch",
        "markdown_text_conflict",
        "invalid_attachments",
    )
)
METADATA = frozenset(
    (
        "invalid_metadata_format",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "invalid_metadata_schema",
    )
)
WAIT = frozenset(("ratelimited", "rate_limited"))
# "It's possible some aspect of the operation succeeded before the error was raised" (Slack).
UNSURE = frozenset(
    (
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
    )
)
DEFAULT_WAIT = 30.0


def answer_of(error: BaseException) -> Mapping[str, Any]:
    """What Slack said; empty when its answer was no JSON object.

    After broken JSON, `error.response` is the bare HTTP response and can't be asked for keys.
    """
    data = getattr(getattr(error, "response", None), "data", None)
    return data if isinstance(data, Mapping) else {}


def code_of(error: BaseException) -> str | None:
    code = answer_of(error).get("error")
    return code if isinstance(code, str) else None


def delivery_error(error: BaseException) -> DeliveryError:
    """The one reading that the contract knows for this failure."""
    if isinstance(error, SlackApiError):
        return _refused(error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return DeliveryError("Slack can't be reached: check the network of this machine.")
    if isinstance(error, SlackRequestError | aiohttp.InvalidURL):
        return DeliveryError(f"The request could not be built: {error}.", permanent=True)
    return DeliveryError(
        "The connection to Slack broke before its answer came: the message may have arrived.",
        unknown=True,
    )


def _refused(error: SlackApiError) -> DeliveryError:
    code, status = code_of(error), _status(error)
    if code in WAIT or status == 429:
        wait = _retry_after(error)
        return DeliveryError(f"Slack asks to wait {wait:g} seconds.", retry_after=wait)
    if code is None and 400 <= status < 500:
        return DeliveryError(f"Slack answered with HTTP {status}: check slack.base_url.")
    if code is None or code in UNSURE:
        return DeliveryError(
            "Slack's answer could not be read: the message may have arrived.", unknown=True
        )
    return _refused_for_good(error, code)


def _refused_for_good(error: SlackApiError, code: str) -> DeliveryError:
    if code in TOKEN:
        return DeliveryError(token_problem(error), permanent=True, token=True)
    if code in GONE or code.startswith("restricted_action"):
        reason = GONE.get(code, "the bot may not post there")
        return DeliveryError(f"Slack refused it: {reason} ({code}).", permanent=True, gone=True)
    if code in MARKUP:
        return DeliveryError(_markup_problem(error, code), permanent=True, markup=True)
    return DeliveryError(f"Slack refused it: {code}.", permanent=True)


def platform_error(error: BaseException, key: str) -> PlatformError:
    """For the start: permanent when only a person can help. `key` names the setting."""
    if code_of(error) in TOKEN:
        return PlatformError(f"{key}: {token_problem(error)}", permanent=True)
    failure = delivery_error(error)
    if failure.unknown:
        return PlatformError("Slack gives no proper answer; trying again.", permanent=False)
    return PlatformError(str(failure), permanent=False)


def token_problem(error: BaseException) -> str:
    """One sentence that says what to do; never holds the token."""
    code = code_of(error)
    if code == "missing_scope":
        needed = answer_of(error).get("needed") or "one it needs"
        return (
            f"The Slack app lacks the scope “{needed}”: add it under OAuth & Permissions "
            "and install the app again."
        )
    if code == "not_allowed_token_type":
        return (
            "Slack wants the other kind of token here: bot_token begins with xoxb-, "
            "app_token with xapp-."
        )
    return f"Slack refuses the token ({code}): copy the current one from the Slack app's settings."


def _status(error: SlackApiError) -> int:
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    return status if isinstance(status, int) else 0


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(0.0, float(value))
            except ValueError:
                break
    return DEFAULT_WAIT


def _markup_problem(error: SlackApiError, code: str) -> str:
    details = answer_of(error).get("response_metadata")
    messages = details.get("messages") if isinstance(details, Mapping) else None
    first = f": {messages[0]}" if isinstance(messages, list) and messages else ""
    return f"Slack can't read the message ({code}{first})."
