"""What a digest looks like in a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import click
import pytest

from bot.model import Button, Reply
from bot.platforms.terminal.paper import clean, columns, wrap
from bot.platforms.terminal.render import render
from digests import (
    Certainty,
    Citation,
    Digest,
    DigestSection,
    DigestStory,
    KeyPoint,
    Period,
)

NOW = datetime(2025, 4, 26, 8, 54, tzinfo=UTC)


def point(text: str, outlet: str = "The Telegraph", **fields: object) -> KeyPoint:
    citation = Citation(article=1, start=0, end=1, quote="x", outlet=outlet)
    return KeyPoint(text=text, citations=(citation,), first_seen=NOW, **fields)  # type: ignore[arg-type]


def story(title: str, *sections: DigestSection, **fields: object) -> DigestStory:
    return DigestStory(
        story=1,
        title=title,
        outlets=("The Telegraph",),
        published=NOW,
        language="en",
        sections=sections,
        **fields,  # type: ignore[arg-type]
    )


def digest(*stories: DigestStory, **fields: object) -> Digest:
    period = Period(start=NOW, end=NOW)
    return Digest(topic="t", title="Coalition", period=period, stories=stories, **fields)  # type: ignore[arg-type]


def page(content: Digest | Reply, width: int = 80) -> str:
    (part,) = render(content, width)
    assert click.unstyle(part.payload["page"]) == part.text
    return part.text


COALITION = story(
    "US ready to help",
    DigestSection(
        title="US support areas",
        points=(
            point(
                "Negotiators have informally stated readiness to help.",
                certainty=Certainty.REPORTED,
                attribution="its own sources",
            ),
        ),
    ),
    DigestSection(
        title="Coalition plans",
        points=(point("The plans have four areas:", items=("air", "sea", "land", "revival")),),
    ),
    DigestSection(title=None, points=(point("Nothing else is known.", differs=("A: 1",)),)),
    url="https://telegraph.example/a",
)


def test_a_digest_has_its_sections_points_certainty_and_credits() -> None:
    assert page(digest(COALITION)).splitlines()[1:] == [
        "",
        "US ready to help",
        "The Telegraph · 26 April 2025",
        "https://telegraph.example/a",
        "",
        "   US support areas",
        "   • Negotiators have informally stated readiness to help. (reported · The",
        "     Telegraph, citing its own sources)",
        "",
        "   Coalition plans",
        "   • The plans have four areas:",
        "     – air",
        "     – sea",
        "     – land",
        "     – revival",
        "     (The Telegraph)",
        "",
        "   Also",
        "   • Nothing else is known. (The Telegraph)",
        "     ≠ A: 1",
    ]


def test_the_title_stands_in_a_rule_as_wide_as_the_terminal() -> None:
    first = page(digest(COALITION), 40).splitlines()[0]
    assert first.startswith("━━ Coalition ━")
    assert columns(first) == 40


def test_a_title_longer_than_the_terminal_stands_below_the_rule() -> None:
    first, second, *_ = page(replace(digest(COALITION), title="Coalition " * 9)).splitlines()
    assert first == "━" * 80
    assert second.startswith("Coalition Coalition")


def test_a_story_that_gives_the_digest_its_title_is_titled_once() -> None:
    lines = page(replace(digest(COALITION, first_number=2), title=COALITION.title)).splitlines()
    assert lines[0].startswith("━━ 2  US ready to help ━")
    assert lines[1] == "The Telegraph · 26 April 2025"


def test_stories_are_numbered_from_the_first_number_when_there_are_several() -> None:
    text = page(digest(COALITION, COALITION, first_number=4))
    assert "4  US ready to help" in text
    assert "5  US ready to help" in text


def test_a_whole_story_keeps_the_number_by_which_it_was_asked() -> None:
    assert "3  US ready to help" in page(digest(COALITION, first_number=3))


def test_new_points_are_marked_only_beside_known_ones() -> None:
    told = DigestSection(title=None, points=(point("Known.", new=False), point("Fresh.")))
    fresh = DigestSection(title=None, points=(point("One."), point("Two.")))
    assert "• new Fresh." in page(digest(story("S", told)))
    assert "• Known." in page(digest(story("S", told)))
    assert "new" not in page(digest(story("S", fresh)))


def test_an_update_and_a_correction_say_so_with_the_line_before() -> None:
    section = DigestSection(title=None, points=(point("It was 3."),))
    text = page(digest(story("S", section, update=True, corrected=True, earlier="It was 2.")))
    assert "26 April 2025 · update · corrected" in text
    assert "It was 2." in text


def test_an_empty_digest_says_that_nothing_is_new() -> None:
    assert "Nothing new." in page(digest())


def test_what_was_left_out_and_the_note_stand_at_the_end() -> None:
    text = page(digest(COALITION, left_out=1, note="Written without a model."))
    assert text.endswith("… and 1 more story: /more\n\nWritten without a model.")


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    wild = point("漢字かな " * 30 + "w" * 150 + " 👨‍👩‍👧‍👦 é̂", outlet="Ö" * 90, items=("x" * 100,))
    content = digest(
        story("T" * 300, DigestSection(title="§" * 100, points=(wild,))), note="n" * 99
    )
    reply = Reply(
        lines=("l" * 200, "/time " * 40),
        digest=content,
        buttons=((Button(label="b" * 75, command="c" * 64),),),
    )
    assert max(columns(line) for line in page(reply, width).splitlines()) <= width


def test_no_control_of_a_text_reaches_the_terminal() -> None:
    bad = "a\x1b[2Jb\x07c\r\nd\u202ee\x9bf"
    text = render(digest(story(bad, DigestSection(title=bad, points=(point(bad, bad),)))), 80)
    assert clean(bad) == "a[2Jbc def"
    assert "a[2Jbc def" in text[0].text
    assert not any(c in text[0].text for c in "\x07\r\u202e\x9b\x1b")


def test_commands_of_a_reply_are_coloured_and_buttons_are_typed() -> None:
    reply = Reply(
        lines=("Read: /latest now.",),
        buttons=((Button(label="Harbour", command="subscribe harbour"),),),
    )
    (part,) = render(reply, 80)
    assert click.style("/latest", fg="cyan") in part.payload["page"]
    assert part.text.splitlines() == ["Read: /latest now.", "  → /subscribe harbour"]


def test_a_button_shows_its_label_where_the_command_does_not_say_it() -> None:
    reply = Reply(buttons=((Button(label="Read it now", command="latest x"),),))
    assert page(reply) == "  → /latest x – Read it now"


def test_no_command_of_a_button_is_torn_between_two_lines() -> None:
    row = tuple(
        Button(label=f"{hour}:00", command=f"subscribe coalition {hour}:00")
        for hour in (10, 11, 12)
    )
    assert page(Reply(buttons=(row,)), 70).splitlines() == [
        "  → /subscribe coalition 10:00 · /subscribe coalition 11:00",
        "  → /subscribe coalition 12:00",
    ]


def test_words_that_share_a_style_are_styled_together() -> None:
    lines = wrap([("one two", {"bold": True}), ("three", {})], 80)
    assert lines == [click.style("one two", bold=True) + " three"]
