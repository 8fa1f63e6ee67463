"""What docs/python.md shows is run."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from digests import Article
from tests.digests.newsdesk import NOW
from tests.servers.model import KEY, model_server, points

PAGE = Path(__file__).resolve().parent.parent / "docs" / "python.md"


def examples() -> dict[str, object]:
    """The page, run as a whole; what it defined."""
    parser, names = doctest.DocTestParser(), dict[str, object]()
    test = parser.get_doctest(PAGE.read_text("utf-8"), names, "python.md", str(PAGE), 0)
    assert len(test.examples) > 10
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, clear_globs=False)
    assert runner.failures == 0
    return test.globs


def test_every_example_gives_what_the_page_says() -> None:
    examples()


async def test_the_example_with_a_model_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    points_of = examples()["points_of"]
    assert callable(points_of)
    text = "The old harbour bridge will close in May."
    article = Article(
        id=1,
        title="",
        text=text,
        outlet="Post",
        url=None,
        author=None,
        published=NOW,
        first_seen=NOW,
        language="en",
    )

    async with model_server(lambda _: points((text, [1]))) as server:
        (point,) = await points_of(article, server.url, KEY)
    assert point.written
    assert point.text == text
