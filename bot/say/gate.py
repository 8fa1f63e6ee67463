"""What the gate says, and the first words to a chat."""

from __future__ import annotations

from collections.abc import Sequence

from bot.say.words import counted, listed, short


def broken() -> str:
    return "Something went wrong here, and it was noted. Please try again in a minute."


def admins_only() -> str:
    return "Only admins can change what this chat gets. Everyone can read: /latest."


def unknown_command(name: str, nearest: str | None) -> str:
    if nearest:
        return f"I don’t know /{short(name)}. Did you mean /{nearest}?"
    return f"I don’t know /{short(name)}. Send /help to see what I can do."


def unknown_text() -> str:
    return (
        "Send me a link or the text of an article and I sum it up. "
        "For your digests: /latest. Everything else: /help."
    )


def welcome() -> tuple[str, ...]:
    return (
        "I read the news for you and send a short digest of key points at the hour you choose.",
        "Each point says who reports it and how sure they are. Nothing is told twice.",
    )


def choose_topic() -> str:
    return "Choose a topic to begin:"


def no_topics() -> str:
    return "No topic is set up yet. The owner of this bot adds them to its configuration."


def subscribed_already(titles: Sequence[str], due: str | None) -> str:
    coming = f" The next digest comes {due}." if due else ""
    return f"This chat gets {listed(titles)}.{coming}"


def start_hint() -> str:
    return "Read now: /latest. All commands: /help."


def help_intro() -> str:
    return "This is what I can do:"


def help_link() -> str:
    return "In a private chat you can also send me a link or the text of an article."


def too_fast(seconds: int) -> str:
    return f"That was a lot at once. Please try again in {counted(seconds, 'second', 'seconds')}."
