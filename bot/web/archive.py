"""The archive: topics, the digest of each day, stories, search."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import wording
from bot.web.days import day_of, edges_of, period_of, read_day
from bot.web.pages import page
from bot.web.sessions import for_readers
from bot.web.shelf import shelved
from bot.web.telling import as_edited, tell
from bot.web.tools import WebTools, tools_of
from digests import (
    Digest,
    DigestQuery,
    Newsroom,
    Period,
    SummaryError,
    Topic,
    UnknownStoryError,
    UnknownTopicError,
)

WEEK = timedelta(days=7)
STORIES = 20  # on one page
PAGES = 20
POINTS = 8  # of one section
DAYS = 30
MOST_HITS = 50
INSTANT = timedelta(microseconds=1)
LARGEST_ID = 2**31 - 1


@for_readers
async def topic_page(request: Request) -> Response:
    """The digest of the newest day on which anything came."""
    tools = tools_of(request)
    topic = wanted_topic(tools.newsroom, request)
    days = await days_with_articles(tools)
    today = day_of(tools.now(), tools.settings.zone)

    async def make() -> Response:
        return await day_page(request, topic, days[0] if days else today)

    return await shelved(request, make)


@for_readers
async def digest_page(request: Request) -> Response:
    """The digest of a topic on a day: `/digests/news/2026-03-02`."""
    tools = tools_of(request)
    topic = wanted_topic(tools.newsroom, request)
    day = read_day(request.path_params["day"])
    if day is None or not date(1970, 1, 2) <= day <= day_of(tools.now(), tools.settings.zone):
        raise HTTPException(404, "There is no digest of such a day.")

    async def make() -> Response:
        return await day_page(request, topic, day)

    return await shelved(request, make)


async def day_page(request: Request, topic: Topic, day: date) -> Response:
    tools = tools_of(request)
    number = page_number(request)
    digest, more = await digest_of_day(tools, topic, day, number)
    days = await days_with_articles(tools)
    return await page(
        request,
        "digest.html",
        topic=topic,
        digest=digest,
        day=day.isoformat(),
        date=long_date(day),
        page=number,
        more=more,
        before=max((each for each in days if each < day), default=None),
        after=min((each for each in days if each > day), default=None),
        days=[{"day": each.isoformat(), "date": long_date(each)} for each in days],
        base=tools.settings.public_url,
        corrections=await tools.store.corrections_of([s.story for s in digest.stories if s.story]),
    )


async def digest_of_day(
    tools: WebTools, topic: Topic, day: date, number: int = 1
) -> tuple[Digest, bool]:
    """What was new on that day, as it was known at its end; and whether another page follows."""
    period = period_of(day, tools.settings.zone)
    end = min(period.end, tools.now() + INSTANT)
    query = DigestQuery(
        topic=topic.name,
        period=Period(start=period.start, end=max(end, period.start + INSTANT)),
        told_until=period.start - INSTANT,
        only_new=True,
        max_stories=STORIES,
        max_points=POINTS,
        skip=(number - 1) * STORIES,
    )
    digest = await tell(tools, topic, query, end, looking_back=True)
    return digest, digest.left_out > 0 and number < PAGES


async def days_with_articles(tools: WebTools) -> list[date]:
    """Of the last days those on which anything came, the newest first."""
    zone = tools.settings.zone
    edges = edges_of(day_of(tools.now(), zone), DAYS, zone)
    came = await tools.newsroom.articles_by_outlet(edges)
    days = [day_of(start, zone) for start, found in zip(edges, came, strict=False) if found]
    return days[::-1]


@for_readers
async def story_page(request: Request) -> Response:
    """One story; the number of one that was merged into another leads there."""
    tools = tools_of(request)
    number = request.path_params["story"]
    try:
        if number > LARGEST_ID:
            raise UnknownStoryError(number)
        story = await tools.newsroom.story(number)
    except UnknownStoryError as error:
        raise HTTPException(404, "There is no story of that number.") from error
    if story.id != number:
        return RedirectResponse(f"/stories/{story.id}", 301)

    async def make() -> Response:
        told, note = None, None
        try:
            zone = ZoneInfo(tools.settings.zone)
            room = tools.newsroom.without_model()
            digest = await as_edited(tools, await room.summary(number, tools.now(), zone=zone))
            told, note = next(iter(digest.stories), None), digest.note
        except SummaryError:
            pass  # its articles are shown all the same
        return await page(
            request,
            "story.html",
            story=story,
            told=told,
            note=note,
            base=tools.settings.public_url,
            corrections=await tools.store.corrections_of([story.id]),
        )

    return await shelved(request, make)


@for_readers
async def search_page(request: Request) -> Response:
    words = " ".join(request.query_params.get("q", "")[:200].split())
    tools = tools_of(request)
    hits = await tools.newsroom.search(words, MOST_HITS) if words else []
    return await page(request, "search.html", words=words, hits=hits, most=MOST_HITS)


def wanted_topic(newsroom: Newsroom, request: Request) -> Topic:
    """
    Raises:
        HTTPException: 404: no topic is called so.
    """
    try:
        return newsroom.topic(request.path_params["topic"])
    except UnknownTopicError as error:
        raise HTTPException(404, "There is no such topic.") from error


def page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    if not (text.isdecimal() and len(text) < 4 and 1 <= int(text) <= PAGES):
        raise HTTPException(404, "There is no such page.")
    return int(text)


def long_date(day: date) -> str:
    return wording.day(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), "UTC")
