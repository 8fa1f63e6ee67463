"""Digests as Slack shows them, and: whatever an article says, every message is accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import UNDER_FIRST, Button, Content, Part, Reply
from bot.platforms.slack.mrkdwn import clean, escape, graphemes, pieces, safe_url, typed, units
from bot.platforms.slack.pages import BLOCKS, CHARACTERS
from bot.platforms.slack.render import render
from digests import Digest, DigestSection
from tests.contracts import samples
from tests.servers.slack.blocks import check_message, texts
from tests.servers.slack.seen import Seen, see


def shown(content: Content) -> list[Seen]:
    """What people see, after the strict check of every message."""
    seen = []
    for part in render(content):
        blocks = json.loads(json.dumps(part.payload))["blocks"]
        check_message(blocks)
        assert len(blocks) <= BLOCKS
        assert sum(units(text) for text in texts(blocks)) <= CHARACTERS
        assert part.text.strip()
        seen.append(see({"text": escape(part.text), "blocks": blocks}))
    return seen


def squeezed(text: str) -> str:
    return "".join(clean(text).replace("\u200b", "").split())


def blocks_of(part: Part) -> list[dict[str, Any]]:
    return list(part.payload["blocks"])


def test_a_digest_has_a_headline_a_byline_sections_and_credits() -> None:
    (part,) = render(samples.usual())
    header, headline, byline, section = blocks_of(part)
    dated = "Harbour news · 1 March 2026"
    assert header["text"] == {"type": "plain_text", "text": dated, "emoji": False}
    assert headline["text"]["text"] == "*<https://harbour-post.example/1|Story number 1>*"
    assert byline["elements"][0]["text"] == "The Harbour Post · 1 March 2026"
    assert section["text"]["text"].split("\n") == [
        "*Traffic*",
        "• The bridge opens on Monday. — _The Harbour Post, citing the mayor · expected_",
        "\u2003◦ first the footway",
        "\u2003◦ then the road",
        "\u2003≠ The Harbour Post says 4 lanes, The Tide says 6.",
        "• The city lends 40 million for it. — _The Tide_",
    ]


def test_the_plain_text_says_the_same_without_marks() -> None:
    (part,) = render(samples.usual())
    assert part.text.splitlines()[:4] == [
        "Harbour news · 1 March 2026",
        "Story number 1",
        "The Harbour Post · 1 March 2026",
        "Traffic",
    ]
    assert "_" not in part.text and "<" not in part.text


def test_a_long_title_keeps_its_header_and_leaves_the_date_out() -> None:
    (part,) = render(samples.digest(samples.story(1, samples.point("One.")), title="t" * 145))
    assert blocks_of(part)[0]["text"]["text"] == "t" * 145


def long_digest() -> Reply:
    points = [samples.point(f"Fact {number}.") for number in range(1, 13)]
    long = samples.story(1, *points, section="Traffic")
    short = samples.story(2, samples.point("Short."))
    button = Button(label="Settings", command="settings")
    return Reply(digest=samples.digest(long, short), buttons=((button,),), threaded=True)


def test_a_long_story_leaves_its_details_to_the_thread() -> None:
    lead, details = render(long_digest())
    assert UNDER_FIRST not in lead.payload and details.payload[UNDER_FIRST] is True
    assert "Fact 5." in lead.text and "Fact 6." not in lead.text
    assert "7 more points in the thread" in lead.text and "Short." in lead.text
    assert blocks_of(lead)[-1]["type"] == "actions"
    assert details.text.startswith("1. Story number 1\nTraffic\n• Fact 6.")
    assert "Fact 12." in details.text and "Short." not in details.text
    shown(long_digest())


def test_where_nobody_asked_for_a_thread_everything_is_told_at_once() -> None:
    (part,) = render(replace(long_digest(), threaded=False))
    assert "Fact 12." in part.text and "thread" not in part.text


def test_stories_are_numbered_and_divided_and_the_rest_is_counted() -> None:
    two = samples.digest(samples.story(1, samples.point("One.")), samples.story(2))
    (part,) = render(replace(two, first_number=4, left_out=4, note="Shortened."))
    assert [block["type"] for block in blocks_of(part)].count("divider") == 1
    assert "4. Story number 1" in part.text and "5. Story number 2" in part.text
    assert part.text.splitlines()[-2:] == ["and 4 more stories: /digest more", "Shortened."]
    assert "`/digest more`" in str(part.payload)


def test_an_update_says_what_was_told_before() -> None:
    story = samples.story(1, samples.point("New fact."))
    (seen,) = shown(
        samples.digest(replace(story, update=True, corrected=True, earlier="It began."))
    )
    assert "Update · Corrected · The Harbour Post · 1 March 2026" in seen.text
    assert "Earlier: It began." in seen.text


def test_points_in_no_section_stand_under_also_when_others_have_one() -> None:
    story = samples.story(1, samples.point("In."), section="Traffic")
    mixed = replace(
        story,
        sections=(*story.sections, DigestSection(title=None, points=(samples.point("Out."),))),
    )
    (seen,) = shown(samples.digest(mixed))
    assert "Also\n• Out." in seen.text
    (alone,) = shown(samples.digest(samples.story(1, samples.point("Out."))))
    assert "Also" not in alone.text


def test_new_points_are_marked_among_known_ones() -> None:
    story = samples.story(1, samples.point("Old.", new=False), samples.point("Fresh."))
    (seen,) = shown(samples.digest(story))
    assert "• New: Fresh." in seen.text and "• Old." in seen.text


def test_a_long_digest_breaks_between_points_and_tells_its_title_again() -> None:
    parts = render(samples.long(30, 12))
    assert len(parts) > 2
    for part in parts[1:]:
        assert part.text.startswith("Harbour news") and "(continued)" in part.text.split("\n")[0]
    for part in parts:
        lines = part.text.splitlines()
        assert lines[-1].startswith("• "), "no headline is left alone at the end of a message"
    whole = "\n".join(part.text for part in parts)
    for story in range(1, 31):
        for at in range(12):
            assert f"Fact {story}.{at} of" in whole


def test_many_short_stories_stay_within_fifty_blocks_a_message() -> None:
    stories = [samples.story(n, samples.point(f"Fact {n}.")) for n in range(1, 41)]
    seen = shown(samples.digest(*stories))
    assert len(seen) == 4
    assert all(f"Fact {n}." in "\n".join(each.text for each in seen) for n in range(1, 41))


def test_commands_in_a_reply_are_shown_as_slack_s() -> None:
    (part,) = render(Reply(lines=("Read: /latest, or /time 08:00. Not /etc/passwd or a/b.",)))
    assert part.text == "Read: /digest latest, or /digest time 08:00. Not /etc/passwd or a/b."
    text = blocks_of(part)[0]["text"]["text"]
    assert text == "Read: `/digest latest`, or `/digest time` 08:00. Not /etc/passwd or a/b."


def test_a_reply_s_lines_come_first_and_its_buttons_last() -> None:
    row = tuple(Button(label=f"Topic {n} " + "x" * 90, command=f"latest {n}") for n in range(30))
    (seen,) = shown(Reply(lines=("One.", "Two."), digest=samples.usual(), buttons=(row,)))
    assert seen.text.startswith("One.\nTwo.\nHarbour news")
    assert [button["value"] for button in seen.buttons] == [f"latest {n}" for n in range(30)]


def test_nothing_new_is_one_line() -> None:
    (seen,) = shown(samples.digest())
    assert seen.text == "Harbour news · 1 March 2026\nNothing new."


def test_an_empty_reply_is_still_a_message() -> None:
    assert [seen.text for seen in shown(Reply())] == ["…"]


def test_markup_of_an_article_stays_text() -> None:
    (seen,) = shown(samples.nasty())
    assert seen.mentions == []
    assert squeezed(samples.NASTY) in squeezed(seen.text)
    assert [url for url, _ in seen.links] == ["https://harbour-post.example/1"]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&amp;b=2"),
        ("https://a.example/a|b>c <d", "https://a.example/a%7Cb%3Ec%20%3Cd"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("javascript:alert(1)", None),
        ("ftp://a.example/", None),
        ("https://", None),
        ("/relative", None),
        ("https://a.example:99999/", None),
        ("https://a.example/" + "x" * 3000, None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_links_are_links(url: str | None, safe: str | None) -> None:
    assert safe_url(url) == safe


def test_reads_what_people_typed() -> None:
    sent = "<https://a.example/?x=1&amp;y=2|a.example> &lt;b&gt; <@U1|ann> <#C1|news> <!here>"
    assert typed(sent) == "https://a.example/?x=1&y=2 <b> @ann #news @here"


@pytest.mark.parametrize(
    "text", ["*bold*", "_it_", "~gone~", "`code`", "*a _b_ `c` ~d~ e*", "2*3*4"]
)
def test_marks_of_an_article_mark_nothing(text: str) -> None:
    (seen,) = shown(samples.digest(samples.story(1, samples.point(f"So {text} said"), title=text)))
    assert f"• So {text} said — The Harbour Post" in seen.text
    assert seen.text.split("\n")[1] == text


def test_controls_and_direction_overrides_are_taken_out() -> None:
    assert clean("a\x00b\u202ec\u2066d\x1b[0m \r\n\n e\ud800") == "abcd[0m\ne"


def test_a_story_alone_says_its_title_once() -> None:
    (seen,) = shown(samples.digest(samples.story(1, title="The bridge"), title="The bridge"))
    assert seen.text.count("The bridge") == 1


def test_a_grapheme_is_never_cut() -> None:
    family, flag, accent = "👨‍👩‍👧‍👦", "🇺🇦", "e\u0301"
    assert list(graphemes(family + flag + flag + accent)) == [family, flag, flag, accent]
    for most in (12, 25, 40):
        assert all(piece.count("👨") == piece.count("👦") for piece in pieces(family * 20, most))


# Whatever an article says

SPECIAL = st.sampled_from(
    [
        "<!channel>",
        "<@U1>",
        "@here",
        *"*_~`&<>",
        "&amp;",
        "<http://x|y>",
        "\u202e",
        "👨‍👩‍👧‍👦",
        "\n",
        "\t",
        "\x00",
        "/latest",
        ":smile:",
        "x" * 700,
        "слово ",
    ]
)
WORDS = st.lists(SPECIAL | st.text(max_size=12), min_size=1, max_size=14).map(" ".join)
LONG = st.builds(lambda word, times: word * times, WORDS, st.integers(1, 20))
ANY = WORDS | LONG


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    def point() -> Any:
        some = st.lists(ANY, max_size=2).map(tuple)
        who = draw(st.none() | ANY)
        more = {"items": draw(some), "differs": draw(some), "attribution": who}
        return samples.point(draw(ANY), outlet=draw(WORDS), **more)

    def story(number: int) -> Any:
        points = [point() for _ in range(draw(st.integers(0, 3)))]
        told = samples.story(number, *points, title=draw(ANY), section=draw(st.none() | ANY))
        earlier = draw(st.none() | ANY)
        return replace(told, url=draw(st.none() | ANY), earlier=earlier, outlets=(draw(ANY),))

    made = samples.digest(*(story(n) for n in range(draw(st.integers(0, 3)))), title=draw(ANY))
    return replace(made, note=draw(st.none() | ANY))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(digests())
def test_every_message_is_accepted_nothing_is_lost_and_nobody_is_mentioned(digest: Digest) -> None:
    seen = shown(digest)
    assert [mention for each in seen for mention in each.mentions] == []
    plain = "".join(squeezed(part.text) for part in render(digest))
    drawn = "".join(squeezed(each.text) for each in seen)
    for story in digest.stories:
        assert found(story.title, plain) and found(story.title, drawn)
        for point in story.points:
            for text in (point.text, *point.items, *point.differs, *point.outlets):
                assert found(text, plain) and found(text, drawn)


def found(text: str, whole: str) -> bool:
    """The text, perhaps with a page's repeated title in between when it is very long."""
    wanted = squeezed(text)
    return wanted in whole or all(
        wanted[at : at + 40] in whole for at in range(0, len(wanted), 400)
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, max_size=4), st.lists(WORDS, max_size=4))
def test_every_reply_is_accepted_and_nobody_is_mentioned(
    lines: list[str], labels: list[str]
) -> None:
    row = tuple(Button(label=label, command="help") for label in labels)
    seen = shown(Reply(lines=tuple(lines), buttons=(row,) if row else ()))
    assert [mention for each in seen for mention in each.mentions] == []
