"""The seeds are what their README says: enough of them, readable, and plainly invented."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

import seeds
from bot.config import TopicConfig
from digests import ArticleDraft, read_files

SEEDS = Path(seeds.__file__).parent
REAL_OUTLET = "The Telegraph"
STORIES = ("coalition", "bridge", "budget", "ferry", "library", "seagrass", "strassenbahn", "maiak")


def article_files() -> list[Path]:
    return sorted((SEEDS / "articles").iterdir())


@pytest.fixture(scope="module")
def drafts() -> list[ArticleDraft]:
    return [draft for read in read_files([SEEDS / "articles"]) for draft in read.drafts]


def by_outlet(drafts: list[ArticleDraft], outlet: str, word: str) -> ArticleDraft:
    return next(d for d in drafts if d.outlet == outlet and word in f"{d.title} {d.url}")


def test_every_file_of_the_seeds_parses_into_at_least_one_article() -> None:
    reads = list(read_files([SEEDS / "articles"]))
    assert {read.path.name for read in reads} == {file.name for file in article_files()}
    assert [(read.path.name, read.error) for read in reads if read.error or not read.drafts] == []


def test_the_seeds_hold_sixteen_articles_from_seven_outlets_on_five_stories(
    drafts: list[ArticleDraft],
) -> None:
    assert len(drafts) >= 16
    assert len({draft.outlet for draft in drafts}) >= 7
    told = {story for story in STORIES if any(story in file.name for file in article_files())}
    assert len(told) >= 5


def test_every_seed_has_its_title_outlet_date_and_text(drafts: list[ArticleDraft]) -> None:
    for draft in drafts:
        assert draft.title and draft.outlet
        assert len(draft.text) > 200
        assert draft.published is not None
        assert draft.published.utcoffset() is not None
        assert "\n---" not in draft.text
        assert "note:" not in draft.text


def test_the_seeds_come_in_every_form_that_import_takes() -> None:
    assert {file.suffix for file in article_files()} == {".md", ".txt", ".html", ".jsonl"}


def test_the_text_form_gives_headline_outlet_and_date_and_keeps_the_counter_out(
    drafts: list[ArticleDraft],
) -> None:
    draft = by_outlet(drafts, "Harbour Courier", "Presents A Swing Bridge")
    assert draft.title == "Port Ellery Presents A Swing Bridge For Its Old Harbour"
    assert draft.published is not None
    assert draft.published.date().isoformat() == "2025-04-24"
    assert "1,312" not in draft.text
    assert draft.text.startswith("The town hall has shown")


def test_the_web_page_gives_its_text_without_the_navigation(drafts: list[ArticleDraft]) -> None:
    draft = by_outlet(drafts, "Ellery Post", "Island ferry sails")
    assert "Holmline" in draft.text
    assert "Front page" not in draft.text
    assert draft.url == "https://ellery-post.example/2025/04/25/island-ferry-timetable"


def test_only_invented_outlets_have_addresses_and_all_of_them_are_reserved(
    drafts: list[ArticleDraft],
) -> None:
    for draft in drafts:
        if draft.outlet == REAL_OUTLET:
            assert draft.url is None
        elif draft.url is not None:
            assert (urlsplit(draft.url).hostname or "").endswith(".example")


def test_every_file_says_whether_it_is_invented_or_a_retelling() -> None:
    for file in article_files():
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".jsonl":
            assert all(json.loads(line)["note"] == "invented" for line in text.splitlines())
        elif file.suffix == ".html":
            assert '<meta name="note" content="invented">' in text
        elif file.suffix == ".md":
            note = re.search(r"^note: (.*)$", text, re.MULTILINE)
            assert note is not None
            expected = "a retelling" if f"outlet: {REAL_OUTLET}" in text else "invented"
            assert note[1].startswith(expected)


def test_exactly_one_article_is_credited_to_a_real_outlet(drafts: list[ArticleDraft]) -> None:
    assert [draft.outlet for draft in drafts].count(REAL_OUTLET) == 1


def test_the_readme_of_the_seeds_names_every_invented_outlet(drafts: list[ArticleDraft]) -> None:
    readme = " ".join((SEEDS / "README.md").read_text(encoding="utf-8").split())
    missing = {draft.outlet for draft in drafts if draft.outlet not in readme}
    assert missing == set()


def test_the_retelling_keeps_the_hedges_of_its_source(drafts: list[ArticleDraft]) -> None:
    text = next(draft for draft in drafts if draft.outlet == REAL_OUTLET).text
    for hedge in ("privately", "informally", "possible peace", "may, as is expected", "probably"):
        assert hedge in text
    assert "No decision has been made yet" in text


def test_outlets_disagree_on_the_price_of_the_bridge(drafts: list[ArticleDraft]) -> None:
    assert "42 million" in by_outlet(drafts, "Harbour Courier", "Swing Bridge").text
    assert "45 million" in by_outlet(drafts, "Northfield Gazette", "price").text
    assert "No decision" in by_outlet(drafts, "Ellery Post", "bridge-undecided").text


def test_the_bridge_is_told_over_three_days(drafts: list[ArticleDraft]) -> None:
    days = {
        draft.published.date()
        for draft in drafts
        if draft.published and "bridge" in draft.title.lower()
    }
    assert len(days) >= 3


def test_one_agency_text_stands_on_two_sites_once_shortened(drafts: list[ArticleDraft]) -> None:
    whole = by_outlet(drafts, "Valley Observer", "westmere-budget")
    trimmed = by_outlet(drafts, "Coastline Radio", "8790")
    assert whole.title != trimmed.title
    assert len(trimmed.text) < len(whole.text)
    assert all(line in whole.text for line in trimmed.text.splitlines())


def test_the_topics_are_accepted_by_the_configuration() -> None:
    content = tomllib.loads((SEEDS / "topics.toml").read_text(encoding="utf-8"))
    topics = [TopicConfig(**values).topic() for values in content["topics"]]
    assert topics[0].name == "coalition"
    assert [section.title for section in topics[0].sections] == [
        "US support areas",
        "Coalition plans",
    ]
    assert len({topic.name for topic in topics}) == len(topics)


def test_feed_lists_of_invented_outlets_hold_reserved_addresses_only() -> None:
    outlines = ElementTree.parse(SEEDS / "feeds" / "invented.opml").iter("outline")
    urls = [url for outline in outlines if (url := outline.get("xmlUrl"))]
    hosts = {urlsplit(url).hostname or "" for url in urls}
    assert len(hosts) >= 8
    assert all(host.endswith(".example") for host in hosts)


def test_every_kind_of_seed_file_is_shipped_with_the_package() -> None:
    project = tomllib.loads((SEEDS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["setuptools"]["package-data"]["*"]
    endings = {
        f"*{file.suffix}" for file in SEEDS.rglob("*.*") if file.suffix not in {".py", ".pyc"}
    }
    assert endings <= set(shipped)
