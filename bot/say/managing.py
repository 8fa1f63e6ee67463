"""What is said to those who manage another chat, and the feeds of the newsroom."""

from __future__ import annotations

from bot.say.language import _, ngettext
from bot.say.words import short


def manage_in_private() -> str:
    return _("Send me that in a private chat; here you can use the commands at once.")


def managing(title: str) -> str:
    return _(
        "What you set here holds for “{title}” now: /settings, /subscribe and so on. "
        "Back to this chat: /manage off.",
        title=title,
    )


def how_to_manage() -> str:
    return _(
        "Name a group or channel where I am a member and you are an admin, by its name or a link "
        "to it, such as /manage @channel."
    )


def manages_no_more() -> str:
    return _("What you set holds for this chat again.")


def manage_refused(name: str) -> str:
    return _(
        "I can’t let you manage {name}: I have to be a member there, and you an admin.",
        name=short(name),
    )


def managed_chat(title: str) -> str:
    return _("For “{title}”:", title=title)


def editors_only() -> str:
    return _("Only those who run this bot can change its feeds. See them: /feeds.")


def no_feeds() -> str:
    return _("There is no feed yet. Add one: /addfeed and the address of a feed or a site.")


def feeds_are(number: int) -> str:
    return ngettext("{number} feed:", "{number} feeds:", number)


def feed(number: int, name: str, trouble: str | None) -> str:
    return f"{number}. {name}{f' – {trouble}' if trouble else ''}"


def feed_paused() -> str:
    return _("paused")


def feed_gone() -> str:
    return _("gone: the site took it down")


def feed_left() -> str:
    return _("no longer in the configuration")


def feed_fails(error: str) -> str:
    return _("fails: {error}", error=error)


def how_to_change_feeds() -> str:
    return _("Add one: /addfeed and its address. Remove one: /removefeed and its number.")


def which_feed() -> str:
    return _("Which address? Write it behind the command, such as /addfeed https://example.org.")


def feed_added(name: str, url: str) -> str:
    return _("Added: {name} ({url}). Its news come with the next round.", name=name, url=url)


def feed_known(name: str) -> str:
    return _("That feed is here already: {name}.", name=name)


def which_number() -> str:
    return _("Which feed? Write its number from /feeds, such as /removefeed 2.")


def no_such_feed(number: str) -> str:
    return _("There is no feed {number}. See /feeds for the numbers.", number=short(number))


def really_remove(name: str) -> str:
    return _("Remove {name}? Its articles stay; nothing new comes from it.", name=name)


def remove_it() -> str:
    return _("Remove it")


def keep_it() -> str:
    return _("Keep it")


def feed_removed(name: str) -> str:
    return _("Removed: {name}.", name=name)


def feed_configured(name: str) -> str:
    return _(
        "Removed: {name}. It stands in the configuration: take it out there, too, or it comes back "
        "with the next start.",
        name=name,
    )
