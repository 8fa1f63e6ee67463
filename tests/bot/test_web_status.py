"""The status page: what is wrong, in words and in plots, and nothing that strangers may not see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.web.plots import Columns, spread, ticks
from bot.web.status import feed_row
from digests import Arrivals, Feed, Newsroom
from tests.bot.website import Site, open_site

SECRET = "https://feeds.example/private/77aa.xml?key=hunter2"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def status(site: Site) -> LexborHTMLParser:
    answer = await site.get("/status")
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def facts(page: LexborHTMLParser) -> dict[str, str]:
    names = [node.text() for node in page.css(".facts dt")]
    return dict(zip(names, [node.text() for node in page.css(".facts dd")], strict=True))


async def test_it_says_what_there_is_and_that_all_is_well(site: Site) -> None:
    page = await status(site)
    assert facts(page)["Articles"] == "2"
    assert "Polling and delivering." in page.css_first("main").text()  # type: ignore[union-attr]
    assert page.css("[role=alert]") == []


async def test_it_says_how_many_arrivals_wait(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert facts(await status(site))["Arrivals waiting"] == "0"

    async def arrivals(_room: Newsroom) -> Arrivals:
        return Arrivals(1234, None, 2)

    monkeypatch.setattr(Newsroom, "arrivals", arrivals)
    assert facts(await status(site))["Arrivals waiting"] == "1,236"


async def test_it_says_first_what_is_wrong(site: Site) -> None:
    site.trouble = ["Deliveries stand still."]
    alert = (await status(site)).css_first("[role=alert]")
    assert alert is not None
    assert "Deliveries stand still." in alert.text()


async def test_each_plot_has_a_name_a_sentence_and_a_table(site: Site) -> None:
    page = await status(site)
    plots = page.css("figure.plot svg")
    assert [plot.text().split()[0] for plot in page.css("figcaption")] == ["Harbour", "The"]
    for plot in plots:
        assert plot.attributes["role"] == "img"
        named = str(plot.attributes["aria-labelledby"]).split()
        assert [page.css_first(f"#{name}") is not None for name in named] == [True, True]
        assert "1 altogether; the most, 1, at 2 Mar." in plot.text()
    row = page.css("#articles ~ details tbody tr, section details tbody tr")[0]
    assert [cell.text() for cell in row.css("td")][-1] == "1"


async def test_a_plot_has_no_style_that_the_policy_would_refuse(site: Site) -> None:
    text = (await site.get("/status")).text
    assert "<svg" in text
    assert " style=" not in text
    assert "<style" not in text
    assert "fill=" not in text


def test_strangers_see_the_host_of_a_feed_and_the_owner_its_address() -> None:
    error = f"{SECRET}: the server answered 503"
    feed = Feed(id=1, url=SECRET, failures=3, last_error=error)
    stranger, owner = feed_row(feed, owner=False), feed_row(feed, owner=True)
    assert "hunter2" not in repr((stranger.name, stranger.address, stranger.error))
    assert stranger.error == "feeds.example: the server answered 503"
    assert (owner.address, owner.error) == (SECRET, error)


def test_a_plot_draws_a_column_for_each_value() -> None:
    svg = Columns("T & co", ("a", "b", "c"), (0, 2, 4), highest=8).svg
    assert svg.count("<rect") == 1 + 3
    assert "<title" in svg
    assert "T &amp; co" in svg
    assert "6 altogether; the most, 4, at c." in svg


def test_a_plot_without_any_number_can_be_drawn() -> None:
    assert "Nothing." in Columns("T", ("a",), (0,)).svg


@pytest.mark.parametrize(("top", "expected"), [(1, [0, 1]), (2, [0, 1, 2]), (9, [0, 4, 9])])
def test_ticks_are_whole_numbers(top: float, expected: list[float]) -> None:
    assert ticks(top) == expected


def test_small_outlets_share_a_plot() -> None:
    days = [{"a": 5, "b": 4, "c": 1, "d": 1}, {"a": 1, "e": 2}]
    assert spread(days, 2, "others") == {"a": [5, 1], "b": [4, 0], "others": [2, 2]}
    assert spread(days[:1], 3, "others") == {"a": [5], "b": [4], "c": [1], "d": [1]}


async def spend(site: Site, day: str, **numbers: int) -> None:
    from sqlalchemy import text

    zero = dict.fromkeys(("points", "repaired", "replaced", "failures"), 0)
    values = {"day": day, **zero, **numbers}
    names = ", ".join(values)
    query = f"INSERT INTO model_usage ({names}) VALUES ({', '.join(f':{n}' for n in values)})"
    async with site.store.database.write() as connection:
        await connection.execute(text(query), values)


async def test_what_the_model_spent_is_shown_where_there_is_one(site: Site) -> None:
    assert "Language model" not in (await site.get("/status")).text
    await spend(site, "2026-03-01", questions=3, tokens_in=1000, tokens_out=200, cost=2_500_000)
    await spend(site, "2026-03-02", questions=1, tokens_in=500, tokens_out=50, cost=500_000)
    rows = (await status(site)).css("#model ~ .scroll tbody tr")
    cells = [[cell.text() for cell in row.css("th, td")][:5] for row in rows]
    assert cells == [
        ["Today", "1", "500", "50", "0.50"],
        ["This month", "4", "1,500", "250", "3.00"],
    ]
    metrics = (await site.get("/metrics")).text
    assert 'digestbot_model_tokens{direction="in"} 1500.0' in metrics
    assert "digestbot_model_cost 3.0" in metrics
