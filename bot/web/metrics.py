"""`/metrics` in the form that Prometheus reads: numbers only, nothing of any chat, no secret."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.cluster import depths
from bot.model import DeliveryState
from bot.web.guard import bearer_is
from bot.web.tools import WebTools, tools_of
from digests import together, usage

if TYPE_CHECKING:
    from prometheus_client import Metric

EDGES = (1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)  # seconds
LATE = timedelta(seconds=5)  # a delivery is committed a moment after it finished
FEED_STATES = ("active", "paused", "gone", "left")


@dataclass(slots=True)
class LatencyBook:
    """The latencies since this process began, each delivery once: a histogram never shrinks."""

    until: datetime
    counts: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))
    seconds: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read_on(self, tools: WebTools, now: datetime) -> None:
        async with self.turn:
            end = now - LATE
            if end <= self.until:
                return
            found = await tools.store.latencies(self.until, end, EDGES)
            self.until = end
            self.seconds += found.seconds
            self.counts = [a + b for a, b in zip(self.counts, found.counts, strict=True)]


class Collected:
    """Metrics that were gathered already; what a registry asks for them."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


async def metrics(request: Request) -> Response:
    from prometheus_client import CollectorRegistry
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

    tools = tools_of(request)
    token = tools.settings.metrics_token
    if token and not bearer_is(request, token):
        headers = {"WWW-Authenticate": "Bearer"}
        return PlainTextResponse("Send the token of web.metrics_token.\n", 401, headers)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collected(await gather(tools, request.app.state.latencies)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


async def gather(tools: WebTools, book: LatencyBook) -> list[Metric]:
    from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily

    now = tools.now()
    counts = await tools.newsroom.counts()
    queue = await tools.store.queue()
    await book.read_on(tools, now)
    age = (now - queue.oldest).total_seconds() if queue.oldest else 0.0
    heights = list(accumulate(book.counts))
    bounds = [*map(str, EDGES), "+Inf"]
    return [
        GaugeMetricFamily("digestbot_articles", "Articles stored.", counts.articles),
        GaugeMetricFamily("digestbot_stories", "Stories stored.", counts.stories),
        *await feed_metrics(tools),
        *await arrival_metrics(tools, now),
        await delivery_metric(tools),
        *await model_metrics(tools, now),
        *await job_metrics(tools),
        GaugeMetricFamily("digestbot_queue_deliveries", "Deliveries not finished.", queue.open),
        GaugeMetricFamily(
            "digestbot_queue_age_seconds",
            "How long the oldest delivery is due that is not finished.",
            max(0.0, age),
        ),
        HistogramMetricFamily(
            "digestbot_delivery_latency_seconds",
            "From the due time of a delivery to its last message, since the process began.",
            buckets=list(zip(bounds, map(float, heights), strict=True)),
            sum_value=book.seconds,
        ),
        GaugeMetricFamily(
            "digestbot_ready", "1 while polling and delivering.", float(not tools.trouble(now))
        ),
    ]


async def feed_metrics(tools: WebTools) -> list[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    feeds = await tools.newsroom.feeds()
    states = Counter(feed.state for feed in feeds)
    by_state = GaugeMetricFamily("digestbot_feeds", "Feeds, by state.", labels=["state"])
    for state in FEED_STATES:
        by_state.add_metric([state], states[state])
    failing = sum(feed.failures > 0 for feed in feeds if feed.state == "active")
    errors = sum(feed.failures for feed in feeds)
    return [
        by_state,
        GaugeMetricFamily(
            "digestbot_feeds_failing", "Active feeds whose last poll failed.", failing
        ),
        GaugeMetricFamily(
            "digestbot_feed_errors", "Polls that failed in a row, of all feeds.", errors
        ),
    ]


async def arrival_metrics(tools: WebTools, now: datetime) -> list[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    found = await tools.newsroom.arrivals()
    number = GaugeMetricFamily(
        "digestbot_arrivals",
        "Entries of feeds that wait to be taken in, and those that can't be.",
        labels=["state"],
    )
    number.add_metric(["waiting"], found.waiting)
    number.add_metric(["refused"], found.refused)
    age = (now - found.oldest).total_seconds() if found.oldest else 0.0
    return [
        number,
        GaugeMetricFamily(
            "digestbot_arrivals_age_seconds", "How long the oldest waits.", max(0.0, age)
        ),
    ]


async def delivery_metric(tools: WebTools) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    counts = await tools.store.delivery_counts()
    kept = GaugeMetricFamily("digestbot_deliveries", "Deliveries kept, by state.", labels=["state"])
    for state in DeliveryState:
        kept.add_metric([state.value], counts.get(state, 0))
    return kept


async def job_metrics(tools: WebTools) -> list[Metric]:
    """Only where several processes share the work."""
    from prometheus_client.core import GaugeMetricFamily

    found = await depths(tools.store.database)
    number = GaugeMetricFamily("digestbot_jobs", "Jobs not done, by kind.", labels=["kind"])
    age = GaugeMetricFamily(
        "digestbot_jobs_age_seconds", "How long the oldest of them is there.", labels=["kind"]
    )
    for depth in found:
        number.add_metric([depth.kind], depth.jobs)
        age.add_metric([depth.kind], depth.seconds)
    return [number, age] if found else []


async def model_metrics(tools: WebTools, now: datetime) -> list[Metric]:
    """Gauges, for what is reserved for a question is given back when it took less."""
    from prometheus_client.core import GaugeMetricFamily

    month = together(await usage(tools.store.database, now), f"{now:%Y-%m}")
    tokens = GaugeMetricFamily(
        "digestbot_model_tokens", "Tokens of the language model this month.", labels=["direction"]
    )
    tokens.add_metric(["in"], month.tokens_in)
    tokens.add_metric(["out"], month.tokens_out)
    return [
        tokens,
        GaugeMetricFamily("digestbot_model_cost", "What they cost this month.", month.cost),
        GaugeMetricFamily(
            "digestbot_model_failures", "Questions that failed this month.", month.failures
        ),
    ]
