"""Make the pictures of the web page again: the archive with a source open, and a preview.

    python -m tests.servers.picture_web [docs/images]

The process is started as an operator starts it, with the seeds imported.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.acceptance.process import ROOT, Process, until
from tests.servers.make_pictures import FLAGS
from tests.servers.telegram import TelegramServer

SIZE = {"width": 720, "height": 880}
LISTEN = "127.0.0.1:18080"


async def archive(page: Page, picture: Path) -> None:
    await page.goto(f"http://{LISTEN}/topics/coalition")
    await page.locator("summary").first.click()
    await page.screenshot(path=picture)


async def preview(page: Page, link: str, picture: Path) -> None:
    await page.goto(link)
    await page.click("main button")
    await page.goto(f"http://{LISTEN}/manage/topics/coalition")
    await page.click("button[value=preview]")
    await page.locator(".actions").scroll_into_view_if_needed()
    await page.evaluate("document.querySelector('.actions').scrollIntoView()")
    await page.screenshot(path=picture)


async def make(folder: Path, pictures: Path) -> None:
    async with TelegramServer() as telegram:
        process = Process(
            folder,
            {
                "DIGESTBOT_TELEGRAM__TOKEN": telegram.token,
                "DIGESTBOT_TELEGRAM__BASE_URL": telegram.base_url,
                "DIGESTBOT_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
                "DIGESTBOT_WEB__LISTEN": LISTEN,
            },
        )
        status, _, said = await process.run("import", str(ROOT / "seeds" / "articles"))
        assert status == 0, said
        await process.start()
        try:
            await until(lambda: "The web page is at" in process.log, process)
            _, link, _ = await process.run("web", "login")
            async with async_playwright() as playwright:
                named = os.environ.get("BROWSER") or shutil.which("chromium")
                browser = await playwright.chromium.launch(executable_path=named, args=FLAGS[1:])
                page = await browser.new_page(viewport=SIZE)
                await archive(page, pictures / "web.png")
                await preview(page, link.strip(), pictures / "web-preview.png")
                await browser.close()
        finally:
            await process.stop()


def main() -> None:
    pictures = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs" / "images")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(make(Path(folder), pictures))
    for picture in sorted(pictures.glob("web*.png")):
        print(f"{picture}: {picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
