"""What is said about the web page."""

from __future__ import annotations

from bot.say.language import _


def web_link(link: str) -> str:
    return _(
        "This link logs you in to my web page; it works once, for 15 minutes: {link}", link=link
    )


def web_off() -> str:
    return _("My web page is off, or nobody knows its address: see [web] in the configuration.")


def web_owner_only() -> str:
    return _("Only my owner can do that: the chat that delivery.owner names in the configuration.")


def web_private_only() -> str:
    return _("That link is for you alone: ask me in our private chat.")
