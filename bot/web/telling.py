"""What the page tells of a topic: what is written already, and what its editors let through."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.drafts import Changes, DraftState, changed, together
from bot.web.tools import WebTools
from digests import Digest, DigestQuery, Topic

MOST_DRAFTS = 200


async def tell(
    tools: WebTools, topic: Topic, query: DigestQuery, now: datetime, *, looking_back: bool = False
) -> Digest:
    """The digest for strangers. Of a topic with editors, only what they saw and as they want it."""
    room = tools.newsroom.without_model()
    if topic.name not in tools.with_editors():
        return await room.digest(query, now, topic, looking_back=looking_back)
    until, changes = await decided(tools, topic.name)
    if until is None or until <= query.period.start:
        return Digest(topic=topic.name, title=topic.title, period=query.period)
    seen = replace(query, period=replace(query.period, end=min(until, query.period.end)))
    return changed(await room.digest(seen, now, topic, looking_back=looking_back), changes)


async def decided(tools: WebTools, topic: str) -> tuple[datetime | None, Changes]:
    """Until when the editors of a topic have decided, and all that they changed in it."""
    drafts = await tools.store.drafts_of(topic, MOST_DRAFTS)
    approved = [draft.until for draft in drafts if draft.state is DraftState.APPROVED]
    return max(approved, default=None), together({draft.id: draft.changes for draft in drafts})


async def as_edited(tools: WebTools, digest: Digest) -> Digest:
    """A single story with what the editors of any topic changed in it."""
    for topic in tools.with_editors():
        digest = changed(digest, (await decided(tools, topic))[1])
    return digest
