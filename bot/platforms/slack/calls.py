"""Calls to Slack: once each, within a time limit, past a proxy only where one is meant."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import DeliveryError
from bot.model import Address, Part
from bot.platforms.slack.errors import CALL_ERRORS, METADATA, code_of, delivery_error
from bot.platforms.slack.mrkdwn import clean, escape
from bot.platforms.slack.settings import SlackSettings

EVENT_TYPE = "digest_part"
MAY_NOT_READ = {"missing_scope", "no_permission", "not_allowed_token_type"}


def proxy_for(url: str) -> str | None:
    """The proxy of the environment. slack_sdk reads it too, but never looks at NO_PROXY."""
    if proxy_bypass(urlsplit(url).hostname or ""):
        return None
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        if proxy := os.environ.get(name, "").strip():
            return proxy
    return None


def web_client(settings: SlackSettings, token: str | None = None) -> AsyncWebClient:
    """A client that never repeats a call: the library's default posts twice on a lost answer."""
    client = AsyncWebClient(
        token=token, base_url=settings.base_url, timeout=settings.pauses.call, retry_handlers=[]
    )
    client.proxy = proxy_for(settings.base_url)
    return client


def webhook(settings: SlackSettings, url: str) -> AsyncWebhookClient:
    client = AsyncWebhookClient(url, timeout=settings.pauses.call, retry_handlers=[])
    client.proxy = proxy_for(url)
    return client


def message(part: Part) -> dict[str, Any]:
    """What every way of posting takes. Without blocks it is plain text, marks and all."""
    blocks = part.payload.get("blocks")
    text = escape(clean(part.text))
    if not blocks:
        return {"text": text, "mrkdwn": False}
    return {"text": text, "blocks": list(blocks)}


async def post(client: AsyncWebClient, address: Address, part: Part, key: str = "") -> str:
    """Post one part and give its timestamp; joins a public channel that asks for it.

    Raises:
        DeliveryError: and nothing else.
    """
    quiet = {"unfurl_links": False, "unfurl_media": False}
    body = {**message(part), **quiet, "channel": address.native_id, "thread_ts": address.thread}
    if key:
        body["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": key}}
    try:
        return await _post(client, body)
    except CALL_ERRORS as error:
        code = code_of(error)
        if code in METADATA and "metadata" in body:
            del body["metadata"]  # refused, so nothing was posted
        elif code != "not_in_channel" or not await _join(client, address):
            raise delivery_error(error) from error
    try:
        return await _post(client, body)
    except CALL_ERRORS as error:
        raise delivery_error(error) from error


async def _post(client: AsyncWebClient, body: dict[str, Any]) -> str:
    answer = await client.chat_postMessage(**body)
    ts = answer.get("ts")
    if not isinstance(ts, str):
        raise DeliveryError("Slack named no message: it may have arrived.", unknown=True)
    return ts


async def _join(client: AsyncWebClient, address: Address) -> bool:
    try:
        await client.conversations_join(channel=address.native_id)
    except CALL_ERRORS:
        return False
    return True


async def find(
    client: AsyncWebClient, address: Address, key: str, oldest: float, pages: int = 10
) -> str | None:
    """The timestamp of the message with this delivery id; None when it is not there.

    Raises:
        DeliveryError: permanent when the history can't be read, or not to its end; that says
            nothing about the chat or the token, for writing needs other rights than reading.
    """
    cursor = ""
    for _ in range(pages):
        try:
            answer = await _page(client, address, f"{oldest:.6f}", cursor)
        except CALL_ERRORS as error:
            failure = delivery_error(error)
            if failure.gone or code_of(error) in MAY_NOT_READ:
                unreadable = f"The channel's history can't be read: {failure}"
                raise DeliveryError(unreadable, permanent=True) from error
            raise failure from error
        for found in answer.get("messages") or []:
            payload = (found.get("metadata") or {}).get("event_payload") or {}
            if payload.get("delivery_id") == key:
                return str(found["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None
    raise DeliveryError(
        "The channel has too many messages since then to look through.", permanent=True
    )


async def _page(client: AsyncWebClient, address: Address, oldest: str, cursor: str) -> Any:
    channel = address.native_id
    if channel.startswith("U"):  # posted to a person: their direct messages
        opened = await client.conversations_open(users=channel)
        channel = str((opened.get("channel") or {}).get("id"))
    more: dict[str, Any] = {
        "oldest": oldest,
        "cursor": cursor,
        "limit": 200,
        "include_all_metadata": True,
    }
    if address.thread:
        return await client.conversations_replies(channel=channel, ts=address.thread, **more)
    return await client.conversations_history(channel=channel, **more)
