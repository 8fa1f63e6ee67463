"""The web page of the real process in real Chromium: by mouse and keyboard, light and dark, on a
desk and on a phone, with scripts switched off, and by the rules of axe-core.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.store import BotStore
from tests.acceptance.process import Process, until
from tests.servers.slack import SlackServer
from tests.servers.telegram import TelegramServer

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = {"width": 1100, "height": 800}, {"width": 360, "height": 740}
OPEN = ("/", "/topics/coalition", "/stories/1", "/search?q=bridge", "/status", "/login", "/nowhere")
CLOSED = ("/manage", "/manage/topics/coalition", "/manage/new-topic")


def chromium() -> str:
    """The browser on this machine; CI demands that there is one."""
    named = os.environ.get("BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if named is None and os.environ.get("TEST_REQUIRE_BROWSER"):
        pytest.fail("no Chromium is installed, and TEST_REQUIRE_BROWSER asks for it")
    if named is None:
        pytest.skip("no Chromium is installed")
    return named


@dataclass
class Visit:
    """A browser on the page. `complaints` are what its console said, `loaded` what it asked for."""

    bot: Process
    browser: Browser
    base: str
    complaints: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def page(self, login: str = "", **options: Any) -> AsyncIterator[Page]:
        """A fresh profile without scripts; with a link it logs in first."""
        settings = {"viewport": DESK, "java_script_enabled": False, **options}
        context: BrowserContext = await self.browser.new_context(**settings)
        page = await context.new_page()
        page.on("console", lambda said: self.complaints.append(f"{page.url}: {said.text}"))
        page.on("request", lambda asked: self.loaded.append(asked.url))
        if login:
            await page.goto(login)
            await page.click("main button")
            assert page.url == f"{self.base}/manage"
        yield page
        await context.close()

    async def link(self) -> str:
        """As an operator gets one."""
        status, out, said = await self.bot.run("web", "login")
        assert status == 0, said
        return out.strip()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
async def visit(bot: Process) -> AsyncIterator[Visit]:
    executable = chromium()
    base = f"127.0.0.1:{free_port()}"
    bot.environ |= {
        "DIGESTBOT_WEB__LISTEN": base,
        "DIGESTBOT_DELIVERY__OWNER": "telegram:100",
        "DIGESTBOT_WEB__INTAKE_TOKEN": "intake-4f81c0de",
    }
    await bot.start()
    await until(lambda: "The web page is at" in bot.log, bot)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield Visit(bot, browser, f"http://{base}")
        await browser.close()


async def test_the_owner_logs_in_edits_a_topic_and_sees_it_on_both_platforms(
    visit: Visit, telegram: TelegramServer, slack: SlackServer
) -> None:
    ann = telegram.private(100)
    telegram.say(ann, "/web")
    await until(lambda: telegram.visible(ann), visit.bot)
    link = re.search(r"http://\S+/login\?token=\S+", telegram.visible(ann)[-1].text)
    assert link
    async with visit.page(link[0]) as page:
        await page.click("text=Coalition of the willing")
        await page.fill("#title", "The willing")
        await page.fill("#section-0-title", "What America offers")
        await page.click("button[value=preview]")
        for platform in ("telegram", "slack"):
            shown = await page.inner_text(f".look.{platform} .bubble")
            assert "The willing" in shown
            assert "What America offers" in shown
            assert "Interflex" in await page.inner_text(f".look.{platform}")
        assert await page.input_value("#title") == "The willing"
        await page.click("button[value=section]")
        await page.fill("#section-2-title", "Leaders")
        await page.fill("#section-2-cues", "Starmer\nMacron")
        await page.click("button[value=save]")
        assert "The topic was saved." in await page.inner_text("[role=status]")
        await page.goto(f"{visit.base}/topics/coalition")
        assert await page.inner_text("h1") == "The willing"
        assert "Leaders" in await page.inner_text("main")
    assert not visit.complaints
    telegram.say(ann, "/topics")
    await until(lambda: "The willing" in telegram.visible(ann)[-1].text, visit.bot)


async def test_a_topic_that_was_saved_is_there_after_a_restart(visit: Visit) -> None:
    async with visit.page(await visit.link()) as page:
        await page.goto(f"{visit.base}/manage/new-topic")
        await page.fill("#name", "bridge")
        await page.fill("#title", "The bridge")
        await page.fill("#words", "harbour bridge")
        await page.click("button[value=save]")
        await page.wait_for_selector("text=The topic was saved.")
    await visit.bot.stop()
    status, out, _ = await visit.bot.run("preview", "bridge")
    assert status == 0
    assert "The bridge" in out


async def test_the_rules_of_accessibility_hold_on_every_page(visit: Visit) -> None:
    """Scripts are on for axe alone; a page has none."""
    axe, found = Axe(), []
    for scheme, size in (("light", DESK), ("dark", PHONE)):
        options = {"color_scheme": scheme, "viewport": size, "java_script_enabled": True}
        async with visit.page(await visit.link(), **options) as page:
            for path in (*OPEN, *CLOSED):
                await page.goto(visit.base + path)
                if path == "/manage/topics/coalition":
                    await page.click("button[value=preview]")
                for details in await page.query_selector_all("summary"):
                    await details.click()
                results = await axe.run(page)
                found += [
                    f"{path} ({scheme}): {broken['id']}: {broken['nodes'][0]['html'][:200]}"
                    for broken in results.response["violations"]
                ]
                width = await page.evaluate("document.documentElement.scrollWidth")
                assert width <= size["width"], f"{path} is {width} wide"
    assert found == []


async def test_nothing_is_loaded_from_elsewhere_and_no_policy_is_broken(visit: Visit) -> None:
    async with visit.page(await visit.link()) as page:
        for path in (*OPEN[:-1], *CLOSED):
            answer = await page.goto(visit.base + path)
            assert answer is not None
            assert answer.status == 200
            assert await page.query_selector_all("script, [style], [onclick]") == []
    assert visit.complaints == []
    assert {httpx.URL(url).netloc.decode() for url in visit.loaded} == {
        visit.base.removeprefix("http://")
    }


async def test_a_keyboard_is_enough(visit: Visit) -> None:
    async with visit.page(java_script_enabled=True) as page:
        await page.goto(f"{visit.base}/topics/coalition")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "Skip to the content"
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main"
        await page.locator("summary").first.focus()
        await page.keyboard.press("Enter")
        assert await page.locator("details[open] blockquote").first.is_visible()


async def test_the_page_is_dark_where_the_reader_likes_it_dark(visit: Visit) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        async with visit.page(color_scheme=scheme, java_script_enabled=True) as page:
            await page.goto(visit.base)
            grounds.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(map(int, re.findall(r"\d+", ground))) for ground in grounds)
    assert light > 700 > 100 > dark


async def test_a_stranger_who_follows_a_link_of_the_owner_is_asked_to_log_in(
    visit: Visit, store: BotStore
) -> None:
    async with visit.page() as page:
        await page.goto(f"{visit.base}/manage/topics/coalition")
        assert page.url == f"{visit.base}/login"
        assert "digestbot web login" in await page.inner_text("main")
    link = await visit.link()
    async with visit.page(link) as page:
        await page.click("text=Log out")
        await page.goto(link)
        await page.click("main button")
        assert "used already" in await page.inner_text("[role=alert]")
