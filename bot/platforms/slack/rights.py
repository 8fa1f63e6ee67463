"""Which scopes of the manifest the bot token lacks, by the headers of Slack's answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.platforms import Rights

NEEDED = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
)


def rights_of(headers: Mapping[str, str]) -> Rights:
    """One line for all scopes that are missing. Slack names a token's with every answer."""
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in NEEDED if scope not in granted]
    if not missing:
        return Rights()
    line = (
        f"the app lacks {', '.join(missing)}; add them under “OAuth & Permissions” "
        "and install the app again"
    )
    return Rights(missing=(line,))
