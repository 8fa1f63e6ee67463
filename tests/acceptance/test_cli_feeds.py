"""`digestbot feeds` and `digestbot opml`, as an operator calls them, on a site on loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from digests import import_opml
from tests.acceptance.process import Process
from tests.servers.feed_site import FeedSite, feed_site

LIST = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Folder"><outline type="rss" text="Town &amp; Sea" xmlUrl="{0}/feed"/></outline>
<outline type="rss" text="Asleep" xmlUrl="{0}/asleep"/></body></opml>"""


@pytest.fixture
async def site() -> AsyncIterator[FeedSite]:
    async with feed_site() as serving:
        yield serving


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process(tmp_path, {"DIGESTBOT_FETCH__ALLOW_PRIVATE": '["127.0.0.0/8"]'})


async def said(process: Process, *arguments: str) -> str:
    """What a command that works prints."""
    status, out, err = await process.run(*arguments)
    assert status == 0, out + err
    return out


async def test_feeds_are_added_listed_paused_resumed_and_removed(
    process: Process, site: FeedSite
) -> None:
    url = site.news("/feed", ["bridge"])
    assert "digestbot feeds add" in await said(process, "feeds", "list")
    status, out, err = await process.run("feeds", "add", url, f"{site.url}/none")
    assert (status, out) == (1, f"Added 1  active  Town News  {url}\n")
    assert "there is nothing at this address" in err and "Traceback" not in err
    await said(process, "feeds", "pause", "1")
    assert await said(process, "feeds", "list") == f"1  paused  Town News  {url}\n"
    await said(process, "feeds", "resume", "1")
    assert "1  active" in await said(process, "feeds", "list")
    await said(process, "feeds", "remove", "1")
    status, out, err = await process.run("feeds", "remove", "1")
    assert status == 1 and "There is no feed 1" in err


async def test_a_check_says_what_came_in_json_and_stores_nothing(
    process: Process, site: FeedSite
) -> None:
    good, bad = site.news("/feed", ["bridge", "budget"]), site.serve("/bad", status=503)
    status, out, err = await process.run("feeds", "check", "--json", good, bad)
    found = {one["url"]: one for one in map(json.loads, out.splitlines())}
    assert status == 1 and "Traceback" not in err
    assert (found[good]["outcome"], found[good]["entries"]) == ("ok", 2)
    assert found[bad]["outcome"] == "server-error"
    assert "digestbot feeds add" in await said(process, "feeds", "list")


async def test_a_private_feed_is_refused_where_the_network_is_not_opened(
    tmp_path: Path, site: FeedSite
) -> None:
    url = site.news("/feed", ["bridge"])
    status, _, err = await Process(tmp_path).run("feeds", "add", url)
    assert status == 1 and "Traceback" not in err
    assert site.asked == []


async def test_a_list_is_imported_with_feeds_that_sleep_and_comes_out_again(
    process: Process, site: FeedSite
) -> None:
    file = process.folder / "mine.opml"
    file.write_text(LIST.format(site.url), encoding="utf-8")
    pairs = [(f"{site.url}/feed", "Town & Sea"), (f"{site.url}/asleep", "Asleep")]
    assert "2 of 2 feeds added" in await said(process, "opml", "import", str(file))
    assert site.asked == []
    written = await said(process, "opml", "export")
    assert import_opml(written.encode(), "export") == pairs
    await said(process, "opml", "import", str(file))
    assert len((await said(process, "feeds", "list")).splitlines()) == 2


async def test_what_is_no_list_is_refused_in_one_sentence(process: Process) -> None:
    file = process.folder / "notes.opml"
    file.write_text("Buy milk", encoding="utf-8")
    status, out, err = await process.run("opml", "import", str(file))
    assert (status, out) == (1, "")
    assert "there is no feed in this list" in err and "Traceback" not in err


async def test_the_configuration_and_people_have_feeds_side_by_side(
    process: Process, site: FeedSite
) -> None:
    added, config = site.news("/added", ["bridge"]), site.news("/config", ["budget"])
    await said(process, "feeds", "add", added)
    process.environ["DIGESTBOT_FEEDS"] = json.dumps([{"url": config, "title": "Ours"}])
    assert len((await said(process, "feeds", "list")).splitlines()) == 2
    del process.environ["DIGESTBOT_FEEDS"]
    assert await said(process, "feeds", "list") == (
        f"1  active  Town News  {added}\n2  left  Ours  {config}\n"
    )
