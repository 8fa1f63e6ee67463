"""/feeds, /addfeed and /removefeed: what the newsroom reads."""

from __future__ import annotations

from bot import say
from bot.commands.opened import page_buttons
from bot.commands.spec import Ask
from bot.commands.stories import one_of
from bot.errors import CommandError
from bot.model import Button, Reply
from digests import Feed

A_PAGE = 10
LONGEST_NAME = 120
LONGEST_ERROR = 160
YES = "yes"


async def list_feeds(ask: Ask) -> Reply:
    """Every feed with its number and what is wrong with it."""
    feeds = await ask.newsroom.feeds()
    if not feeds:
        return Reply(lines=(say.no_feeds(),))
    lines = [say.feed(feed.id, name_of(feed), _trouble(feed)) for feed in feeds]
    pages = [
        Reply(lines=(say.feeds_are(len(feeds)), *lines[at : at + A_PAGE]))
        for at in range(0, len(lines), A_PAGE)
    ]
    wanted = ask.argument
    page, at = one_of(pages, int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 1)
    turns = page_buttons("feeds", at, len(pages))
    return Reply(
        lines=page.lines,
        footer=(*page.footer, say.how_to_change_feeds()),
        buttons=(turns,) if turns else (),
        in_place=True,
    )


def name_of(feed: Feed) -> str:
    """Its title and address, as far as they are known."""
    title = " ".join((feed.title or feed.outlet).split())[:LONGEST_NAME]
    url = feed.url[:LONGEST_NAME]
    return f"{title} ({url})" if title else url


def _trouble(feed: Feed) -> str | None:
    known = {"paused": say.feed_paused, "gone": say.feed_gone, "left": say.feed_left}
    if feed.state in known:
        return known[feed.state]()
    if feed.failures and feed.last_error:
        return say.feed_fails(feed.last_error.rstrip(".")[:LONGEST_ERROR])
    return None


async def add_feed(ask: Ask) -> Reply:
    """The feed at the address, or the first one that the site there names."""
    url = ask.argument
    if not url or any(map(str.isspace, url)):
        raise CommandError(say.which_feed())
    if "://" not in url:
        url = f"https://{url}"
    before = {feed.id for feed in await ask.newsroom.feeds()}
    feed = await ask.newsroom.add_feed(url, ask.now)
    if feed.id in before:
        return Reply(lines=(say.feed_known(name_of(feed)),))
    return Reply(lines=(say.feed_added(feed.title or feed.url, feed.url),))


async def remove_feed(ask: Ask) -> Reply:
    """Ask first; `2 yes` removes it."""
    number, _, sure = ask.argument.partition(" ")
    if not number:
        raise CommandError(say.which_number())
    feeds = {f"{feed.id}": feed for feed in await ask.newsroom.feeds()}
    feed = feeds.get(number.lstrip("#"))
    if feed is None:
        raise CommandError(say.no_such_feed(number))
    if sure.strip().casefold() != YES:
        yes = Button(label=say.remove_it(), command=f"removefeed {feed.id} {YES}")
        no = Button(label=say.keep_it(), command="feeds")
        lines = (say.really_remove(name_of(feed)),)
        return Reply(lines=lines, buttons=((yes, no),), in_place=True)
    await ask.newsroom.remove_feed(feed.id)
    said = say.feed_configured if feed.origin == "config" else say.feed_removed
    return Reply(lines=(said(name_of(feed)),), in_place=True)
