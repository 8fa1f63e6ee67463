"""What is said around the things that buttons open, and about muted stories and words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.say.language import _, ngettext
from bot.say.words import quoted, short


def mute_story() -> str:
    return _("Mute story")


def back_to_digest() -> str:
    return _("Back to the digest")


def next_page() -> str:
    return _("Next page")


def previous_page() -> str:
    return _("Previous page")


def page_of(number: int, pages: int) -> str:
    return _("Page {number} of {pages}", number=number, pages=pages)


def which_to_open() -> str:
    return _("Which story?")


def not_from_here() -> str:
    return _("That button belongs to another chat, or to a digest that is too old. Send /latest.")


def story_gone() -> str:
    return _("That story is not stored any more. For what is new: /latest.")


def timeline() -> str:
    return _("How it went:")


def timeline_day(date: str, headline: str, joined: Sequence[str]) -> str:
    """`joined` are the outlets that told it for the first time that day."""
    outlets = f" ({', '.join(joined)})" if joined else ""
    return f"· {date}: {headline}{outlets}"


def follows(title: str) -> str:
    return _("It goes on from “{title}”.", title=title)


def story_muted(title: str) -> str:
    return _("Muted: “{title}”. It is not in the next digests of this chat.", title=title)


def story_unmuted(title: str) -> str:
    return _("“{title}” is told again.", title=title)


def unmute() -> str:
    return _("Unmute")


def unmute_named(title: str) -> str:
    return _("Unmute: {title}", title=title)


def word_muted(word: str) -> str:
    return _("Muted: stories that mention “{word}” are not in the next digests.", word=short(word))


def word_unmuted(word: str) -> str:
    return _("Stories that mention “{word}” are told again.", word=short(word))


def nothing_muted() -> str:
    return _("Nothing is muted. Mute a story by its number, or a word: /mute 2, /mute football.")


def muted_words(words: Sequence[str]) -> str:
    return _("Muted words: {words}.", words=quoted(words))


def muted_stories(number: int) -> str:
    return ngettext("{number} muted story:", "{number} muted stories:", number)


def muted_story(title: str) -> str:
    return f"· {title}"


def how_to_unmute() -> str:
    return _("Hear of it again: press a button, or /mute off and the word; /mute off all.")


def not_muted(word: str) -> str:
    return _("“{word}” is not muted. See /mute for what is.", word=short(word))


def all_unmuted() -> str:
    return _("Nothing is muted any more.")


def too_long_a_word(most: int) -> str:
    return _("That is too long: a word or phrase has at most {most} characters.", most=most)


def too_many_words(most: int) -> str:
    return _("That is too much: name at most {most}, or take one away first.", most=most)
