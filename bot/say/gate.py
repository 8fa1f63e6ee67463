"""What the gate says, and the first words to a chat."""

from __future__ import annotations

from collections.abc import Sequence

from bot.say.language import _, ngettext
from bot.say.words import listed, short


def admins_only() -> str:
    return _("Only admins can change what this chat gets. Everyone can read: /latest.")


def unknown_command(name: str, nearest: str | None) -> str:
    if nearest:
        return _(
            "I don’t know /{name}. Did you mean /{nearest}?", name=short(name), nearest=nearest
        )
    return _("I don’t know /{name}. Send /help to see what I can do.", name=short(name))


def unknown_text() -> str:
    return _(
        "Send me a link or the text of an article and I sum it up. "
        "For your digests: /latest. Everything else: /help."
    )


def welcome() -> tuple[str, ...]:
    return (
        _("I read the news for you and send a short digest of key points at the hour you choose."),
        _("Each point says who reports it and how sure they are. Nothing is told twice."),
    )


def choose_topic() -> str:
    return _("Choose a topic to begin:")


def no_topics() -> str:
    return _("No topic is set up yet. The owner of this bot adds them to its configuration.")


def subscribed_already(titles: Sequence[str], due: str | None) -> str:
    if due is None:
        return _("This chat gets {titles}.", titles=listed(titles))
    return _(
        "This chat gets {titles}. The next digest comes {due}.", titles=listed(titles), due=due
    )


def start_hint() -> str:
    return _("Read now: /latest. All commands: /help.")


def help_intro() -> str:
    return _("This is what I can do:")


def help_link() -> str:
    return _("In a private chat you can also send me a link or the text of an article.")


def too_fast(seconds: int) -> str:
    return ngettext(
        "That was a lot at once. Please try again in {number} second.",
        "That was a lot at once. Please try again in {number} seconds.",
        seconds,
    )


def invite_me() -> str:
    return _(
        "I am not in this channel yet, so nothing can come here: "
        "mention me and let Slack invite me."
    )
