"""Messages as both platforms show them: the preview of what they would be sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.model import Part
from bot.platforms.slack.render import render as slack
from bot.platforms.telegram.render import render as telegram
from bot.web.looks import mrkdwn, slack_look, telegram_look
from tests.contracts import samples

EVIL = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<a href='javascript:alert(1)'>x</a>",
    '<b onclick="alert(1)">x</b>',
    "</b></div></section>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg/onload=alert(1)>",
    "<!-- --><style>*{}</style>",
)
OURS = {"b", "i", "u", "s", "code", "pre", "blockquote", "a", "div", "span", "hr"}


def html_part(text: str) -> Part:
    return Part(text=text, payload={"html": text})


def tags(shown: str) -> set[str]:
    body = LexborHTMLParser(f"<main>{shown}</main>").css_first("main")
    assert body is not None
    return {str(node.tag) for node in body.css("*")} - {"main"}


def test_a_digest_looks_like_telegram() -> None:
    shown = "".join(telegram_look(part) for part in telegram(samples.usual()))
    assert "<b>Harbour news</b>" in shown
    assert '<a href="https://harbour-post.example/1" rel="noopener nofollow external">' in shown
    assert "&amp;part=2" in shown
    assert tags(shown) <= OURS


def test_a_digest_looks_like_slack() -> None:
    shown = "".join(slack_look(part) for part in slack(samples.usual()))
    assert '<div class="block head">Harbour news' in shown
    assert "<b>Traffic</b>" in shown
    assert '<b><a href="https://harbour-post.example/1"' in shown
    assert "<i>The Tide</i>" in shown
    assert tags(shown) <= OURS


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_but_known_marks_comes_through(evil: str) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": evil}}
    for shown in (
        telegram_look(html_part(evil)),
        slack_look(Part(text="", payload={"blocks": [block]})),
        slack_look(Part(text=evil, payload={})),
    ):
        assert tags(str(shown)) <= OURS
        page = LexborHTMLParser(str(shown))
        assert page.css("[onclick], [onerror], [onload], [style], a[href^=javascript]") == []


@given(st.text(st.sampled_from("<>&;abi/ =\"'*_~|:hrefscript"), max_size=60))
def test_whatever_comes_in_is_closed_and_harmless(text: str) -> None:
    for shown in (str(telegram_look(html_part(text))), str(mrkdwn(text))):
        whole = LexborHTMLParser(f"<main><p id=x></p>{shown}<p id=y></p></main>")
        assert tags(shown) <= OURS
        assert whole.css_first("main > #y") is not None


@pytest.mark.parametrize(
    "url",
    ["javascript://x.example/%0aalert(1)", "data:text/html,x", "//x.example", "/x", "http://["],
)
def test_only_links_of_the_web_are_links(url: str) -> None:
    assert str(telegram_look(html_part(f'<a href="{url}">x</a>'))) == "x"


def test_marks_that_are_not_closed_are_closed() -> None:
    assert str(telegram_look(html_part("<b>bold <i>both</b> rest"))) == (
        "<b>bold <i>both</i></b> rest"
    )
    assert str(telegram_look(html_part("a < b & c</i>"))) == "a &lt; b &amp; c"


def test_buttons_are_shown_and_can_not_be_pressed() -> None:
    part = Part(text="x", payload={"html": "x", "buttons": [[{"text": "<1>", "data": "more"}]]})
    assert '<span class="button">&lt;1&gt;</span>' in telegram_look(part)
