"""Several links at once: what they all say, where they differ, what only one says."""

from __future__ import annotations

from bot.commands.comparing import compared
from digests import Database, Digest, Fetcher, FetchPolicy, Newsroom
from tests.digests.newsdesk import NOW
from tests.servers.feed_site import FeedSite, feed_site

BRIDGE = (
    "The old harbour bridge will close for repairs on 4 May, the port authority said on Friday.",
    "The repair costs 12 million crowns and is paid by the city of Norhaven.",
    "Ferries may carry passengers every ten minutes until the work ends in June.",
    "Cyclists asked for a longer timetable of the ferries at night.",
)
AGAIN = (
    "On 4 May the harbour bridge of Norhaven will close for repairs, said the port authority.",
    "The repair costs 14 million crowns and is paid by the city of Norhaven.",
    "Ferries will carry passengers every ten minutes until the work ends in June.",
    "Mayor Ada Brandt denied that a new bridge is planned.",
)
ELECTION = (
    "Voters in Eastport elected a new council on Sunday.",
    "The Greens won 14 of 30 seats and want a coalition with the Liberals.",
    "Turnout was 61 percent, the highest since 1994.",
)


def page(site: FeedSite, name: str, outlet: str, sentences: tuple[str, ...]) -> str:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    head = f"<title>{outlet} today</title><meta property='og:site_name' content='{outlet}'>"
    text = f"<html><head>{head}</head><body><article><h1>News</h1>{body}</article></body></html>"
    return site.serve(f"/{name}", text)


async def told(database: Database, *articles: tuple[str, tuple[str, ...]]) -> tuple[Digest, bool]:
    policy = FetchPolicy(allow_private=("127.0.0.0/8",))
    async with feed_site() as site, Fetcher(policy) as fetcher:
        links = [page(site, f"{n}", *one) for n, one in enumerate(articles)]
        return compared(await Newsroom(database, [], fetcher=fetcher).summary(links, NOW))


def sections(digest: Digest) -> dict[str | None, list[str]]:
    (story,) = digest.stories
    return {one.title: [point.text for point in one.points] for one in story.sections}


async def test_two_links_are_told_by_who_says_what(database: Database) -> None:
    digest, related = await told(database, ("Harbour Post", BRIDGE), ("Lindale Times", AGAIN))
    found = sections(digest)
    assert related
    assert list(found) == [
        "Both say",
        "Where they differ",
        "Only Harbour Post",
        "Only Lindale Times",
    ]
    assert "4 May" in found["Both say"][0]
    assert found["Only Lindale Times"][-1].startswith("Mayor Ada Brandt denied")
    (differing,) = [point for point in digest.stories[0].points if point.differs]
    assert any("million crowns" in line for line in differing.differs)


async def test_what_one_is_sure_of_and_the_other_not_is_not_said_by_both(
    database: Database,
) -> None:
    digest, _ = await told(database, ("Harbour Post", BRIDGE), ("Lindale Times", AGAIN))
    assert not any("Ferries" in text for text in sections(digest)["Both say"])


async def test_links_about_different_things_are_told_to_be_so(database: Database) -> None:
    digest, related = await told(database, ("Harbour Post", BRIDGE), ("Eastport Daily", ELECTION))
    assert not related
    assert list(sections(digest)) == ["Only Harbour Post", "Only Eastport Daily"]


async def test_every_citation_of_a_comparison_is_a_span_of_its_article(database: Database) -> None:
    digest, _ = await told(database, ("Harbour Post", BRIDGE), ("Lindale Times", AGAIN))
    texts = {"Harbour Post": "\n".join(BRIDGE), "Lindale Times": "\n".join(AGAIN)}
    cited = [one for point in digest.stories[0].points for one in point.citations]
    assert len({one.outlet for one in cited}) == 2
    assert all(one.quote in texts[one.outlet] for one in cited)
