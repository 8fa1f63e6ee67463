"""`POST /articles`: who may, what comes of it, and what bad input does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.website import Site, bearer, open_site

TOKEN = "intake-token-of-the-test"
FERRY = {
    "title": "The ferry stops",
    "text": "The ferry to Orsk will stop on Monday, the harbour master said.",
    "outlet": "Coastline Radio",
    "url": "https://coast.example/ferry",
    "published": "2026-03-02T06:30:00+02:00",
}
TRAM = {**FERRY, "url": "https://coast.example/tram", "text": "A tram will run to the market."}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, intake_token=TOKEN, max_bytes=20_000) as opened:
        yield opened


async def post(site: Site, content: object, **headers: str) -> httpx.Response:
    body = content if isinstance(content, bytes | str) else json.dumps(content)
    return await site.client.post("/articles", content=body, headers={**bearer(TOKEN), **headers})


async def test_an_article_is_taken_in_and_can_be_found(site: Site) -> None:
    answer = await post(site, FERRY)
    assert answer.status_code == 201
    assert answer.json()["status"] == "new"
    stored = await site.newsroom.article(answer.json()["article"])
    assert (stored.outlet, stored.title) == ("Coastline Radio", "The ferry stops")
    assert stored.published.isoformat() == "2026-03-02T04:30:00+00:00"
    assert [hit.story for hit in await site.newsroom.search("ferry")] == [answer.json()["story"]]


async def test_the_same_article_again_is_known(site: Site) -> None:
    first = (await post(site, FERRY)).json()
    again = await post(site, {**FERRY, "url": FERRY["url"] + "?utm_source=x"})
    assert again.status_code == 200
    assert again.json() == {**first, "status": "known"}


async def test_without_an_address_it_is_known_by_its_content(site: Site) -> None:
    bare = {key: value for key, value in FERRY.items() if key != "url"}
    first = (await post(site, bare)).json()
    assert (await post(site, bare)).json() == {**first, "status": "known"}


async def test_another_text_at_the_same_address_is_an_edit(site: Site) -> None:
    first = (await post(site, FERRY)).json()
    edited = await post(site, {**FERRY, "text": "The ferry to Orsk will stop on Tuesday instead."})
    assert edited.json() == {**first, "status": "updated"}
    assert edited.status_code == 200


async def test_one_bad_article_does_not_stop_the_others(site: Site) -> None:
    answer = await post(site, [FERRY, {"title": "no text"}, "a word", TRAM])
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [result["status"] for result in results] == ["new", "error", "error", "new"]
    assert "text: Field required" in results[1]["errors"]


async def test_one_object_a_line_is_a_batch_too(site: Site) -> None:
    lines = "\n".join([json.dumps(FERRY), "{broken", "", json.dumps(TRAM)])
    for kind in ("application/x-ndjson", "text/plain"):
        answer = await post(site, lines, **{"content-type": kind})
        assert answer.status_code == 207
        statuses = [result["status"] for result in answer.json()["results"]]
        assert statuses[1] == "error"
        assert len(statuses) == 3


async def test_a_list_of_nothing_but_good_ones_is_created(site: Site) -> None:
    answer = await post(site, [FERRY, TRAM])
    assert answer.status_code == 201
    assert (await post(site, [FERRY, TRAM])).status_code == 200


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"text": ""}, "text"),
        ({"text": 7}, "text"),
        ({"text": "<p></p>"}, "no “text”"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "ftp://x.example/a"}, "url"),
        ({"published": "yesterday"}, "published"),
        ({"published": "2999-01-01"}, "future"),
        ({"language": "English"}, "language"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"outlet": "", "url": None}, "name the outlet"),
        ({"title": "\ud800"}, "title"),
    ],
)
async def test_a_bad_field_is_named_and_nothing_is_stored(
    site: Site, change: dict[str, Any], complaint: str
) -> None:
    before = (await site.newsroom.counts()).articles
    answer = await post(site, {**FERRY, **change})
    assert answer.status_code == 422
    assert complaint in " ".join(answer.json()["errors"])
    assert (await site.newsroom.counts()).articles == before


async def test_an_outlet_that_is_not_named_comes_from_the_address(site: Site) -> None:
    answer = await post(site, {"text": FERRY["text"], "url": "https://www.coast.example/f"})
    stored = await site.newsroom.article(answer.json()["article"])
    assert stored.outlet == "coast.example"


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 5000, b"\xff\xfe{", "nonsense\n"])
async def test_what_holds_no_article_is_refused_in_one_line(
    site: Site, content: str | bytes
) -> None:
    answer = await post(site, content)
    assert answer.status_code in (400, 422)
    assert "error" in answer.text
    assert "Traceback" not in answer.text


async def test_too_much_is_refused_before_it_is_read(site: Site) -> None:
    large = {**FERRY, "text": "x" * 20_000}
    assert (await post(site, large)).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 1000
            await asyncio.sleep(0)

    headers = bearer(TOKEN)
    answer = await site.client.post("/articles", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert (await post(site, [{}] * 1001)).status_code == 413


async def test_a_packed_body_is_refused(site: Site) -> None:
    assert (await post(site, FERRY, **{"content-encoding": "gzip"})).status_code == 415


@pytest.mark.parametrize(
    "given", ["", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ", "Bearer é"]
)
async def test_a_wrong_token_is_told_nothing(site: Site, given: str) -> None:
    answer = await site.client.post(
        "/articles", json=FERRY, headers={"authorization": given.encode()}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert TOKEN not in answer.text


async def test_without_a_token_the_intake_is_off(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        for token in ("", TOKEN):
            answer = await site.client.post("/articles", json=FERRY, headers=bearer(token))
            assert answer.status_code == 403
            assert "web.intake_token" in answer.json()["error"]
