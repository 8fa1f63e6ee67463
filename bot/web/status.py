"""One page to see how it is: feeds, deliveries, the queue, and small plots of the last days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.model import DeliveryState
from bot.web.days import day_of, edges_of
from bot.web.links import host_of
from bot.web.pages import page
from bot.web.plots import Columns, spread
from bot.web.sessions import for_readers, session_of
from bot.web.tools import WebTools, tools_of
from digests import Feed, Usage, together, usage

DAYS = 14
OUTLETS = 5  # with a plot of their own
MOST_FEEDS = 200
TOOK = (1.0, 5.0, 30.0, 300.0, 3600.0)  # seconds
TOOK_NAMES = ("≤ 1 s", "≤ 5 s", "≤ 30 s", "≤ 5 min", "≤ 1 h", "longer")
WEEK = timedelta(days=7)
DELIVERED = (DeliveryState.SENT,)
NOT_DELIVERED = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
NOT_DELIVERED_NAME = "Not delivered"
_URL = re.compile(r"https?://[^\s<>\"“”)]+[^\s<>\"“”).,:;]")


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as this reader may see it; addresses can hold secrets, so strangers see the host."""

    name: str
    address: str
    feed: Feed
    error: str


@dataclass(frozen=True, slots=True)
class Plots:
    """Plots side by side, with one table of their numbers."""

    id: str
    title: str
    labels: tuple[str, ...]
    rows: dict[str, list[int]]
    plots: tuple[Columns, ...]


@for_readers
async def status_page(request: Request) -> Response:
    tools = tools_of(request)
    now = tools.now()
    owner = await session_of(request) is not None
    feeds = await tools.newsroom.feeds()
    rows = [feed_row(feed, owner) for feed in sorted(feeds, key=by_trouble)]
    return await page(
        request,
        "status.html",
        trouble=tools.trouble(now),
        counts=await tools.newsroom.counts(),
        arrivals=await tools.newsroom.arrivals(),
        queue=await tools.store.queue(),
        waits=await tools.store.platform_waits(now),
        deliveries=await tools.store.delivery_counts(),
        states=list(DeliveryState),
        feeds=rows[:MOST_FEEDS],
        more_feeds=max(0, len(rows) - MOST_FEEDS),
        plots=[
            await articles_plot(tools, now),
            *await deliveries_plot(tools, now),
            await latency_plot(tools, now),
        ],
        spent=await spent(tools, now),
    )


async def spent(tools: WebTools, now: datetime) -> list[Usage]:
    """What the language model was used for: today, and this month; nothing where it was not."""
    days = await usage(tools.store.database, now)
    today = [replace(one, day="Today") for one in days if one.day == f"{now:%Y-%m-%d}"]
    return [*today, together(days, "This month")] if days else []


def by_trouble(feed: Feed) -> tuple[bool, str]:
    """Those that fail first."""
    return not feed.failures, (feed.title or feed.url).casefold()


def feed_row(feed: Feed, owner: bool) -> FeedRow:
    host = host_of(feed.url)
    error = feed.last_error or ""
    if not owner:
        error = _URL.sub(lambda found: host_of(found[0]) or "…", error)
    return FeedRow(feed.title or host, feed.url if owner else host, feed, error)


def short_days(edges: Sequence[datetime], zone: str) -> tuple[str, ...]:
    """Days as they stand under a column: "2 Mar"."""
    return tuple(short_day(day_of(start, zone)) for start in edges[:-1])


def short_day(day: date) -> str:
    return f"{day.day} {day:%b}"


async def articles_plot(tools: WebTools, now: datetime) -> Plots:
    zone = tools.settings.zone
    edges = edges_of(day_of(now, zone), DAYS, zone)
    rows = spread(await tools.newsroom.articles_by_outlet(edges), OUTLETS, "Other outlets")
    return side_by_side("articles", "Articles a day", short_days(edges, zone), rows)


async def deliveries_plot(tools: WebTools, now: datetime) -> list[Plots]:
    """None before the first delivery."""
    zone = tools.settings.zone
    edges = edges_of(day_of(now, zone), DAYS, zone)
    found = await tools.store.finished_between(edges)
    rows = {
        name: [sum(day.get(state, 0) for state in states) for day in found]
        for name, states in (("Delivered", DELIVERED), (NOT_DELIVERED_NAME, NOT_DELIVERED))
    }
    if not any(any(row) for row in rows.values()):
        return []
    return [side_by_side("deliveries", "Deliveries a day", short_days(edges, zone), rows)]


async def latency_plot(tools: WebTools, now: datetime) -> Plots:
    found = await tools.store.latencies(now - WEEK, now, TOOK)
    rows = {"Deliveries": list(found.counts)}
    title = "From due to delivered, last seven days"
    return side_by_side("latencies", title, TOOK_NAMES, rows)


def side_by_side(
    name: str, title: str, labels: tuple[str, ...], rows: dict[str, list[int]]
) -> Plots:
    highest = float(max((number for row in rows.values() for number in row), default=0))
    plots = tuple(
        Columns(row, labels, tuple(map(float, values)), highest, bad=row == NOT_DELIVERED_NAME)
        for row, values in rows.items()
        if any(values)
    )
    return Plots(name, title, labels, rows, plots)
