"""The archive: what a reader finds, and that nothing in it can do harm."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from selectolax.lexbor import LexborHTMLParser

from digests import ArticleDraft
from tests.bot.newsdesk import BRIDGE, NOW
from tests.bot.website import Site, open_site

EVIL = ArticleDraft(
    title='The harbour bridge <img src=x onerror="alert(1)">',
    text='The harbour bridge will <script>alert("x")</script> close to zeppelins & open at "one".',
    outlet="<b>Courier</b>",
    url='https://courier.example/?a=1&b="><script>alert(2)</script>',
    published=NOW,
    language="en",
)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def tree(site: Site, path: str, status: int = 200) -> LexborHTMLParser:
    answer = await site.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return LexborHTMLParser(answer.text)


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(selector)]


def links(page: LexborHTMLParser) -> list[str]:
    return [str(node.attributes["href"]) for node in page.css("a[href]")]


async def test_the_first_page_lists_topics_with_their_newest_stories(site: Site) -> None:
    page = await tree(site, "/")
    assert texts(page, ".beat h2") == ["The harbour bridge", "The old library"]
    assert texts(page, ".headlines a") == [
        "Port Ellery presents a swing bridge",
        "Rain comes into the library",
    ]


async def test_a_digest_shows_each_point_with_its_source_sentence(site: Site) -> None:
    page = await tree(site, "/digests/bridge/2026-03-02")
    points = page.css(".point")
    assert len(points) >= 3
    for point in points:
        quote = point.css_first("details blockquote")
        assert quote is not None
        assert quote.text().strip() in BRIDGE.text
        link = point.css_first("figcaption a")
        assert link is not None
        assert link.attributes["href"] == BRIDGE.url
        assert "nofollow" in str(link.attributes["rel"])
        assert "noopener" in str(link.attributes["rel"])
    assert "Money" in texts(page, "h3")


async def test_a_topic_shows_its_newest_day_and_links_to_it_for_good(site: Site) -> None:
    site.later(days=3)
    page = await tree(site, "/topics/bridge")
    assert texts(page, "h1 + .date") == ["2 March 2026"]
    assert "/digests/bridge/2026-03-02" in links(page)
    assert texts(page, ".story h2") == ["Port Ellery presents a swing bridge"]


async def test_a_day_stays_as_it_was_when_the_story_goes_on(site: Site) -> None:
    before = texts(await tree(site, "/digests/bridge/2026-03-02"), ".point > p")
    site.later(days=1)
    later = ArticleDraft(
        title="The swing bridge of Port Ellery will cost more crowns",
        text=(
            "The swing bridge that replaces the harbour bridge of Port Ellery will cost 55 "
            "million crowns, the mayor said on Tuesday. Lorries will pay a toll on the bridge."
        ),
        outlet="The Lantern",
        published=site.now,
        language="en",
    )
    await site.newsroom.take_in([later], site.now)
    first = texts(await tree(site, "/digests/bridge/2026-03-02"), ".point > p")
    second = " ".join(texts(await tree(site, "/digests/bridge/2026-03-03"), ".point > p"))
    assert "toll" not in " ".join(first)
    assert set(before) == set(first)
    assert "toll" in second
    assert "opened in 1931" in " ".join(first)
    assert "opened in 1931" not in second


async def test_a_story_lists_its_articles_and_keeps_its_address(site: Site) -> None:
    (hit,) = await site.newsroom.search("swing")
    page = await tree(site, f"/stories/{hit.story}")
    assert texts(page, "h1") == ["Port Ellery presents a swing bridge"]
    assert texts(page, ".articles .outlet") == ["Harbour Courier"]
    assert str(BRIDGE.url) in links(page)


async def test_a_merged_story_leads_to_the_whole(site: Site) -> None:
    from sqlalchemy import text

    older, newer = sorted(
        [hit.story for words in ("swing", "slates") for hit in await site.newsroom.search(words)]
    )
    async with site.store.database.write() as connection:
        await connection.execute(
            text("UPDATE stories SET merged_into = :older WHERE id = :newer"),
            {"older": older, "newer": newer},
        )
    answer = await site.get(f"/stories/{newer}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/stories/{older}"


async def test_search_finds_articles_and_says_the_words_again(site: Site) -> None:
    page = await tree(site, "/search?q=library+slates")
    assert texts(page, ".headlines a") == ["Rain comes into the library"]
    field = page.css_first("input[name=q]")
    assert field is not None
    assert field.attributes["value"] == "library slates"
    assert "No stored article" in (await site.get("/search?q=zebra")).text
    assert (await site.get("/search?q=" + "%22%27%00*%28" * 30)).status_code == 200
    assert (await site.get("/search")).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/topics/cooking",
        "/topics/cooking/atom.xml",
        "/digests/bridge/yesterday",
        "/digests/bridge/2026-02-30",
        "/digests/bridge/2999-01-01",
        "/digests/bridge/0001-01-01",
        "/digests/bridge/2026-03-02?page=0",
        "/digests/bridge/2026-03-02?page=999",
        "/stories/999999",
        "/stories/99999999999999999999",
        "/stories/abc",
        "/nowhere",
    ],
)
async def test_what_there_is_not_is_a_page_that_says_so(site: Site, path: str) -> None:
    page = await tree(site, path, 404)
    assert texts(page, "h1") == ["Not found"]


async def test_nothing_that_an_article_says_becomes_markup(site: Site) -> None:
    await site.newsroom.take_in([EVIL], NOW)
    (hit,) = await site.newsroom.search("zeppelins")
    for path in ("/", "/topics/bridge", f"/stories/{hit.story}", "/search?q=zeppelins"):
        page = await tree(site, path)
        assert page.css("script") == []
        assert page.css("img") == []
        assert page.css("[onerror]") == []
        assert page.css("main b") == []
        assert all(link.startswith(("https://", "http://", "/", "?", "#")) for link in links(page))


async def test_only_links_of_the_web_can_be_followed(site: Site) -> None:
    from sqlalchemy import text

    async with site.store.database.write() as connection:
        await connection.execute(
            text("UPDATE articles SET url = 'javascript://x.example/%0aalert(1)'")
        )
        await connection.execute(text("DELETE FROM key_points"))
    for path in ("/topics/bridge", "/stories/1", "/topics/bridge/atom.xml"):
        assert "javascript:" not in (await site.get(path)).text


async def test_a_page_that_did_not_change_is_not_sent_again(site: Site) -> None:
    first = await site.get("/topics/bridge")
    again = await site.get("/topics/bridge", **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    site.later(minutes=1)
    await site.newsroom.take_in([EVIL], site.now)
    changed = await site.get("/topics/bridge", **{"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "zeppelins" in changed.text


async def test_a_topic_that_is_edited_changes_its_page(site: Site) -> None:
    first = await site.get("/topics/library")
    topic = site.newsroom.topic("library")
    site.later(minutes=1)
    from dataclasses import replace

    await site.newsroom.keep_topic(replace(topic, title="Books"), site.now)
    dated = {"if-modified-since": first.headers["last-modified"]}
    assert "Books" in (await site.get("/topics/library", **dated)).text


def invented(number: int, words: int) -> str:
    """Words that no two stories share."""
    syllables = Random(number).choices(
        ["ba", "do", "fe", "gu", "ki", "lo", "mi", "nu"], k=words * 4
    )
    return " ".join("".join(syllables[n * 4 : n * 4 + 4]) for n in range(words)).capitalize()


async def test_more_stories_than_one_page_holds_are_on_the_next(site: Site) -> None:
    drafts = [
        ArticleDraft(
            title=invented(number, 5),
            text=f"The harbour bridge {invented(number, 30)}.",
            outlet=f"Outlet {number}",
            published=NOW,
            language="en",
        )
        for number in range(30)
    ]
    await site.newsroom.take_in(drafts, NOW - timedelta(minutes=1))
    first = await tree(site, "/digests/bridge/2026-03-02")
    assert len(first.css(".story")) == 20
    assert "?page=2" in links(first)
    second = await tree(site, "/digests/bridge/2026-03-02?page=2")
    both = [*texts(first, ".story h2 a"), *texts(second, ".story h2 a")]
    assert len(both) == len(set(both)) > 20
    assert "?page=1" in links(second)


async def test_readers_are_asked_to_log_in_where_the_operator_wants_it(tmp_path: Path) -> None:
    async with open_site(tmp_path, needs_login=True) as site:
        for path in ("/", "/topics/bridge", "/stories/1", "/search", "/topics/bridge/atom.xml"):
            answer = await site.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"] == "/login"
        assert (await site.get("/healthz")).status_code == 200
