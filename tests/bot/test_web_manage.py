"""Logging in by a link, and managing feeds and topics behind the login."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.login import login_link
from digests import Topic
from tests.bot.newsdesk import HOUR, NOW
from tests.bot.website import HOME, Site, csrf, log_in, open_site, send

FORM = {
    "title": "The library",
    "words": "library\r\nbooks\r\n\r\nlibrary",
    "exclude": "",
    "feeds": "",
    "outlets": "The Lantern",
    "section-0-title": "Roof",
    "section-0-cues": "slates\nrain",
    "section-0-question": "When is it dry?",
    "section-3-title": "",
    "section-3-cues": "",
}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def token(site: Site) -> str:
    return urlsplit(await login_link(site.store, HOME, site.now)).query.removeprefix("token=")


@pytest.fixture
async def owner(site: Site) -> Site:
    assert (await log_in(site)).status_code == 303
    return site


PAGES = ["/manage", "/manage/new-topic", "/manage/topics/bridge", "/manage/feeds/1/remove"]
FORMS = [
    "/manage/feeds",
    "/manage/feeds/1",
    "/manage/new-topic",
    "/manage/topics/bridge",
    "/manage/topics/bridge/drop",
    "/logout",
]


@pytest.mark.parametrize("path", PAGES)
async def test_strangers_see_nothing_of_the_management(site: Site, path: str) -> None:
    answer = await site.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


@pytest.mark.parametrize("path", FORMS)
async def test_strangers_change_nothing(site: Site, path: str) -> None:
    before = site.newsroom.topics
    answer = await site.client.post(path, data={**FORM, "action": "save", "name": "x"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert site.newsroom.topics == before


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("given", ["", "guessed", None])
async def test_a_form_without_the_token_of_the_session_changes_nothing(
    owner: Site, path: str, given: str | None
) -> None:
    fields = {**FORM, "action": "save", "name": "x"} | ({} if given is None else {"csrf": given})
    before = owner.newsroom.topics
    assert (await owner.client.post(path, data=fields)).status_code == 403
    assert owner.newsroom.topics == before


async def test_the_token_of_one_session_is_worth_nothing_in_another(site: Site) -> None:
    await log_in(site)
    stolen = await csrf(site)
    site.client.cookies.clear()
    await log_in(site)
    answer = await site.client.post("/manage/feeds", data={"csrf": stolen, "url": "x"})
    assert answer.status_code == 403


async def test_a_link_is_not_used_up_by_whoever_only_looks_at_it(site: Site) -> None:
    link = await token(site)
    for _ in range(3):
        page = await site.get(f"/login?token={link}")
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
    answer = await site.client.post("/login", data={"token": link})
    assert (answer.status_code, answer.headers["location"]) == (303, "/manage")
    assert (await site.get("/manage")).status_code == 200


async def test_a_link_works_once(site: Site) -> None:
    link = await token(site)
    assert (await site.client.post("/login", data={"token": link})).status_code == 303
    site.client.cookies.clear()
    again = await site.client.post("/login", data={"token": link})
    assert again.status_code == 403
    assert "used already" in again.text
    assert "set-cookie" not in again.headers


async def test_a_link_works_for_a_quarter_of_an_hour(site: Site) -> None:
    link = await token(site)
    site.later(minutes=15)
    assert (await site.client.post("/login", data={"token": link})).status_code == 403


@pytest.mark.parametrize("wrong", ["", "x", "é\ud83d", "a" * 5000])
async def test_a_wrong_link_is_refused(site: Site, wrong: str) -> None:
    data = {"token": wrong.encode("utf-8", "surrogatepass")}
    assert (await site.client.post("/login", data=data)).status_code == 403


async def test_neither_links_nor_sessions_can_be_read_in_the_database(site: Site) -> None:
    from sqlalchemy import text

    link = await token(site)
    await log_in(site)
    cookie = site.client.cookies["digestbot"]
    async with site.store.database.read() as connection:
        rows = (await connection.execute(text("SELECT * FROM web_passes"))).all()
    assert len(rows) == 2
    assert link not in repr(rows)
    assert cookie.split(".")[0].strip('"') not in repr(rows)


async def test_the_cookie_is_closed_to_scripts_and_other_sites(site: Site, tmp_path: Path) -> None:
    plain = (await log_in(site)).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    folder = tmp_path / "https"
    folder.mkdir()
    async with open_site(folder, public_url="https://news.example") as secure:
        cookie = (await log_in(secure)).headers["set-cookie"]
    assert cookie.startswith("__Host-digestbot=")
    assert "Secure" in cookie.split("; ")


async def test_a_changed_cookie_is_no_login(owner: Site) -> None:
    good = owner.client.cookies["digestbot"]
    for bad in (good[:-2], "x" + good, good.split(".")[0], "null.abc"):
        owner.client.cookies.clear()
        owner.client.cookies.set("digestbot", bad, domain="127.0.0.1")
        assert (await owner.get("/manage")).status_code == 303


async def test_logging_out_ends_the_session_wherever_its_cookie_is(owner: Site) -> None:
    cookie = owner.client.cookies["digestbot"]
    assert (await send(owner, "/logout")).status_code == 303
    owner.client.cookies.set("digestbot", cookie, domain="127.0.0.1")
    assert (await owner.get("/manage")).status_code == 303


async def test_a_session_ends_after_a_week(owner: Site) -> None:
    owner.later(days=7)
    assert (await owner.get("/manage")).status_code == 303


async def test_a_topic_is_made_with_its_sections(owner: Site) -> None:
    answer = await send(owner, "/manage/new-topic", **FORM, name="books", action="save")
    assert answer.status_code == 303
    topic = owner.newsroom.topic("books")
    assert topic.words == ("library", "books")
    assert topic.outlets == ("The Lantern",)
    assert [(s.title, s.cues, s.question) for s in topic.sections] == [
        ("Roof", ("slates", "rain"), "When is it dry?")
    ]
    assert "saved" in (await owner.get(answer.headers["location"])).text
    page = await owner.get("/topics/books")
    assert "Rain comes into the library" in page.text


async def test_what_is_saved_stands_in_the_form_again(owner: Site) -> None:
    await send(owner, "/manage/new-topic", **FORM, name="books", action="save")
    page = LexborHTMLParser((await owner.get("/manage/topics/books")).text)
    values = {n.attributes["name"]: n.text() for n in page.css("textarea")}
    assert values["words"].split() == ["library", "books"]
    assert values["section-0-cues"].split() == ["slates", "rain"]
    title = page.css_first("#section-0-title")
    assert title is not None
    assert title.attributes["value"] == "Roof"


async def test_a_preview_shows_both_platforms_and_saves_nothing(owner: Site) -> None:
    before = owner.newsroom.topics
    answer = await send(owner, "/manage/new-topic", **FORM, name="books", action="preview")
    assert answer.status_code == 200
    assert owner.newsroom.topics == before
    page = LexborHTMLParser(answer.text)
    assert [node.text() for node in page.css(".look h3")] == ["Telegram", "Slack"]
    for look in page.css(".look"):
        assert "Rain comes into the library" in look.text()
        assert "Roof" in look.text()
    links = {str(node.attributes["href"]) for node in page.css(".bubble a")}
    assert links == {"https://lantern.example/library"}
    assert "“library” in the title" in answer.text
    assert 'value="The library"' in answer.text


async def test_one_more_section_can_be_asked_for(owner: Site) -> None:
    answer = await send(owner, "/manage/new-topic", **FORM, name="books", action="section")
    page = LexborHTMLParser(answer.text)
    assert [node.text() for node in page.css("legend")] == ["Section 1", "Section 2"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": "With Space"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "bridge"}, "name"),
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"words": "\n".join(map(str, range(300)))}, "words"),
        ({"words": "x" * 400}, "words"),
        ({"section-0-title": ""}, "section-0-title"),
    ],
)
async def test_a_bad_field_is_marked_and_nothing_is_saved(
    owner: Site, change: dict[str, str], key: str
) -> None:
    before = owner.newsroom.topics
    fields = {**FORM, "name": "books", "action": "save", **change}
    answer = await send(owner, "/manage/new-topic", **fields)
    assert answer.status_code == 422
    assert owner.newsroom.topics == before
    page = LexborHTMLParser(answer.text)
    field = page.css_first(f"#{key}")
    assert field is not None
    assert field.attributes["aria-invalid"] == "true"
    named = str(field.attributes["aria-describedby"]).split()
    assert f"{key}-problem" in named
    assert all(page.css_first(f"#{name}") is not None for name in named)


async def test_a_configured_topic_is_replaced_and_comes_back(owner: Site) -> None:
    configured = owner.newsroom.topic("bridge")
    page = await owner.get("/manage/topics/bridge")
    assert "stands in the configuration" in page.text
    assert "/drop" not in page.text
    await send(owner, "/manage/topics/bridge", **FORM, action="save")
    assert owner.newsroom.topic("bridge").title == "The library"
    assert "takes its place again" in (await owner.get("/manage/topics/bridge/drop")).text
    await send(owner, "/manage/topics/bridge/drop")
    assert owner.newsroom.topic("bridge") == configured
    assert (await owner.get("/manage/topics/bridge/drop")).status_code == 404


async def test_before_a_topic_is_dropped_its_readers_are_counted(owner: Site) -> None:
    from datetime import time

    from bot.model import Address, Order

    await owner.newsroom.keep_topic(Topic(name="ferry", title="Ferry", words=("ferry",)), NOW)
    chat = await owner.store.chat(Address("terminal", "1"), NOW)
    order = Order(topic="ferry", next_due=NOW + HOUR, told_until=NOW, times=(time(9),))
    await owner.store.subscribe(chat, order, NOW)
    assert "1 chat gets this topic" in (await owner.get("/manage/topics/ferry/drop")).text


async def test_markup_in_a_topic_stays_text(owner: Site) -> None:
    evil = "</textarea><script>alert(1)</script>"
    fields = {**FORM, "title": evil, "words": f"library\n{evil}", "section-0-title": evil}
    answer = await send(owner, "/manage/new-topic", **fields, name="books", action="preview")
    assert answer.status_code == 200
    assert LexborHTMLParser(answer.text).css("script") == []
    await send(owner, "/manage/new-topic", **fields, name="books", action="save")
    for path in ("/", "/manage", "/topics/books", "/manage/topics/books", "/topics/books/atom.xml"):
        page = await owner.get(path)
        assert page.status_code == 200
        assert "<script>" not in page.text


async def test_a_form_that_is_too_large_is_refused(owner: Site) -> None:
    fields = {**FORM, "words": "x" * 400_000}
    answer = await owner.client.post("/manage/new-topic", data=fields)
    assert answer.status_code == 413
