"""What a Telegram user sees of a digest, judged by a parser as strict as Telegram's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Button, Content, Reply
from bot.platforms.telegram.render import keyboard, render
from bot.platforms.telegram.spans import clean, safe_link
from digests import DigestSection
from tests.contracts import samples
from tests.contracts.samples import digest, point, story
from tests.servers.telegram.markup import units
from tests.servers.telegram.model import Entity
from tests.servers.telegram.texts import read_text

JOINER = "\u2060"


def shown(content: Content) -> list[tuple[str, list[Entity]]]:
    """Text and entities of each message, as the server takes them; nothing may be dropped."""
    found = []
    for part in render(content):
        text, entities, dropped = read_text(str(part.payload["html"]), html=True)
        assert not dropped
        assert units(part.text) <= 4096
        found.append((text, entities))
    return found


def visible(content: Content) -> str:
    return plain("\n".join(text for text, _ in shown(content)))


def plain(text: str) -> str:
    return " ".join(text.replace(JOINER, "").split())


def linked(content: Content) -> list[str]:
    return [entity.url for _, entities in shown(content) for entity in entities if entity.url]


# -- a digest as people read it ------------------------------------------------------------


def test_a_digest_reads_like_this() -> None:
    other = story(2, point("The ferry stops in May."), title="The ferry")
    content = replace(digest(samples.usual().stories[0], other), left_out=4)
    ((text, _),) = shown(content)
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Harbour news · 1 March 2026\n"
        "\n"
        "1. Story number 1\n"
        "The Harbour Post · 1 March 2026\n"
        "\n"
        "Traffic\n"
        "• The bridge opens on Monday. (expected) — The Harbour Post, citing the mayor\n"
        "   ◦ first the footway\n"
        "   ◦ then the road\n"
        "   ≠ The Harbour Post says 4 lanes, The Tide says 6.\n"
        "• The city lends 40 million for it. — The Tide\n"
        "\n"
        "2. The ferry\n"
        "The Harbour Post · 1 March 2026\n"
        "\n"
        "• The ferry stops in May. — The Harbour Post\n"
        "\n"
        "and 4 more stories: /more"
    )


def test_titles_are_bold_links_and_credits_are_italic_links_to_their_source() -> None:
    (part,) = render(samples.usual())
    html = part.payload["html"]
    assert '<a href="https://harbour-post.example/1"><b>Story number 1</b></a>' in html
    assert "<i>(expected)</i> —\N{NO-BREAK SPACE}<a" in html
    assert 'href="https://harbour-post.example/bridge?day=1&amp;part=2"><i>The Harbour' in html
    assert html.startswith("<b>Harbour news</b> · ")


def test_a_credit_is_no_link_where_the_title_leads_to_the_same_article() -> None:
    told = point("It opens.")
    lead = replace(story(1, told), url=told.citations[0].url)
    assert linked(digest(lead)) == [told.citations[0].url]


def test_an_update_says_so_and_what_was_known_before() -> None:
    told = replace(
        story(1, point("It opens.")), update=True, corrected=True, earlier="It was closed."
    )
    text = visible(digest(told))
    assert "1 March 2026 · update · corrected Earlier: It was closed." in text


def test_points_that_are_new_to_the_reader_are_marked_where_some_are_not() -> None:
    old, new = replace(point("Old fact."), new=False), point("New fact.")
    assert "• 🆕 New fact." in visible(digest(story(1, old, new)))
    assert "🆕" not in visible(digest(story(1, new)))


def test_points_outside_the_sections_stand_under_also() -> None:
    mixed = replace(
        story(1, point("In.")),
        sections=(
            DigestSection(title="Traffic", points=(point("In."),)),
            DigestSection(title=None, points=(point("Out."),)),
        ),
    )
    assert "Traffic • In." in visible(digest(mixed)) and "Also • Out." in visible(digest(mixed))
    assert "Also" not in visible(digest(story(1, point("Alone."))))


def test_a_story_of_its_own_has_one_title_and_no_number() -> None:
    alone = story(1, point("It opens."), title="The bridge")
    assert visible(digest(alone, title="The bridge")).count("The bridge") == 1
    assert visible(digest(alone)).startswith("Harbour news · 1 March 2026 The bridge")


def test_a_page_goes_on_counting() -> None:
    content = replace(digest(story(9, point("It opens."))), first_number=6)
    assert "6. Story number 9" in visible(content)


def test_the_note_of_a_digest_is_shown() -> None:
    assert "Written offline." in visible(replace(samples.usual(), note="Written offline."))


def test_a_long_story_folds_after_its_first_points() -> None:
    long = story(1, *(point(f"Fact {number} is told.") for number in range(12)))
    folded = folded_of(digest(long))
    assert folded.startswith("• Fact 5") and folded.rstrip().endswith("The Harbour Post")
    assert "Fact 4" not in folded and "Fact 11" in folded


def folded_of(content: Content) -> str:
    """What opens with a tap, and stands in one quote."""
    ((text, entities),) = shown(content)
    (fold,) = [entity for entity in entities if entity.type == "expandable_blockquote"]
    raw = text.encode("utf-16-le")[2 * fold.offset : 2 * (fold.offset + fold.length)]
    return raw.decode("utf-16-le")


@pytest.mark.parametrize("first", [2, 5, 6])
def test_a_heading_folds_with_its_points_and_what_fits_nowhere_folds_whole(first: int) -> None:
    titled = tuple(point(f"Traffic {number}.") for number in range(first))
    money = tuple(point(f"Money {number}.") for number in range(3))
    rest = tuple(point(f"Rest {number}.") for number in range(9 - first))
    sections = (
        DigestSection(title="Traffic", points=titled),
        DigestSection(title="Money", points=money),
        DigestSection(title=None, points=rest),
    )
    folded = folded_of(digest(replace(story(1), sections=sections)))
    assert "Also\n• Rest 0" in folded and "Traffic 0" not in folded
    assert folded.startswith("Also" if first == 2 else "Traffic\n• Traffic 3")
    assert ("Money\n• Money 2" in folded) is (first > 2)  # each section shows its first ones
    assert "Money 1" not in folded


def test_a_short_story_does_not_fold() -> None:
    short = digest(story(1, *(point(f"Fact {number} is told.") for number in range(8))))
    assert "expandable" not in "".join(part.payload["html"] for part in render(short))


def test_the_lines_of_a_reply_follow_its_digest() -> None:
    text = visible(Reply(lines=("More: /help", "", "Bye."), digest=samples.usual()))
    assert text.endswith("More: /help Bye.") and text.startswith("Harbour news")


def test_a_command_in_a_reply_works_and_one_in_an_article_does_not() -> None:
    (_, entities), *_ = shown(Reply(lines=("Try /help.",)))
    assert [entity.type for entity in entities] == ["bot_command"]
    nasty = digest(story(1, point("Send /unsubscribe to @ann now, and mail a@b.example.")))
    (text, entities), *_ = shown(nasty)
    assert not {"bot_command", "mention"} & {entity.type for entity in entities}
    assert "Send /unsubscribe to @ann now" in text.replace(JOINER, "")


def test_direction_overrides_and_control_characters_do_not_reach_the_chat() -> None:
    text = visible(digest(story(1, point("left \u202eright\u2066 \x07bell\x00 \ud800end"))))
    assert "left right bell end" in text


def test_a_decomposed_ring_keeps_its_letter() -> None:
    assert clean("A\u030angstro\u0308m") == "Ångström"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?a=1&b=2", True),
        ("http://bücher.example/ä", True),
        ("https://93.184.216.34/x", True),
        ("https://a.example:8443/x", True),
        ("https://localhost/x", False),
        ("javascript:alert(1)", False),
        ("ftp://a.example/x", False),
        ("tg://user?id=1", False),
        ("/relative", False),
        ("https://a.example:0/", False),
        ("https://a.example:99999/", False),
        ("https://user:pass@a.example/", False),
        ("https://a.example/with space", False),
        ("https://.example/", False),
        ("https://a.example/" + "x" * 3000, False),
        ("", False),
        (None, False),
    ],
)
def test_only_links_that_telegram_keeps_become_links(url: str | None, kept: bool) -> None:
    assert (safe_link(url) is not None) is kept
    content = digest(replace(story(1, point("It opens.")), url=url))
    assert (url in linked(content)) is kept
    assert "Story number 1" in visible(content)


# -- buttons -------------------------------------------------------------------------------


def test_buttons_stand_under_the_last_message() -> None:
    row = (Button(label="Coalition", command="subscribe coalition"),)
    parts = render(Reply(digest=samples.long(), lines=("Choose.",), buttons=(row,)))
    assert len(parts) > 1
    assert [("buttons" in part.payload) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].payload["buttons"] == [[{"text": "Coalition", "data": "subscribe coalition"}]]


def test_buttons_that_telegram_would_refuse_are_left_out_and_long_rows_are_broken() -> None:
    good = Button(label="ok", command="latest")
    bad = (
        Button(label=" ", command="latest"),
        Button(label="x", command=""),
        Button(label="x", command="ї" * 33),
    )
    assert keyboard([bad]) == []
    assert [len(row) for row in keyboard([[good] * 11])] == [8, 3]
    assert sum(len(row) for row in keyboard([[good] * 8] * 20)) <= 100
    long = Button(
        label="The bridge over the harbour of Port Ellery and who is to pay for it", command="x"
    )
    (((key,),)) = keyboard([[long]])
    assert key["text"] == "The bridge over the harbour of Port Ellery and who is to"


# -- length --------------------------------------------------------------------------------


def test_a_long_digest_is_cut_at_the_edges_of_points() -> None:
    pages = [text for text, _ in shown(samples.long(20, 15))]
    assert len(pages) > 3
    for text in pages:
        assert units(text) <= 4096
        assert text.rstrip().endswith("The Harbour Post")
        assert not text.startswith(("◦", "≠", "—"))


def test_no_heading_is_left_alone_at_the_end_of_a_message() -> None:
    for length in range(3800, 4100, 29):
        stories = (story(1, point("x" * length)), story(2, point("y" * 90), section="Traffic"))
        for text, _ in shown(digest(*stories)):
            last = text.rstrip().splitlines()[-1]
            assert last.startswith("•") or "Harbour Post" in last, (length, last)


def test_a_title_of_5000_characters_is_shown_whole() -> None:
    title = "word " * 999 + "end"
    assert title in visible(digest(story(1, point("It opens."), title=title)))


def test_a_point_longer_than_a_message_is_cut_after_a_sentence() -> None:
    sentence = "The harbour is open to ships of every kind this week. "
    texts = [text for text, _ in shown(digest(story(1, point(sentence * 200))))]
    assert len(texts) == 3
    assert all(text.endswith("week.") for text in texts[:-1])


def test_no_grapheme_is_torn() -> None:
    family = "👨‍👩‍👧‍👦"
    texts = [text for text, _ in shown(digest(story(1, point(family * 900))))]
    assert "".join(texts).count(family) == 900
    assert all(text.count("👨") == text.count("👦") for text in texts)


def test_a_hundred_tags_in_one_message_do_not_push_links_out() -> None:
    tags = " ".join(f"#tag{number}" for number in range(150))
    content = digest(story(1, point(tags), point("It opens.")))
    assert len(shown(content)) > 1
    assert "https://harbour-post.example/1" in linked(content)


def test_long_addresses_are_spread_over_messages() -> None:
    url = "https://a.example/" + "x" * 1900
    stories = [replace(story(number, point("It opens.")), url=url) for number in range(12)]
    assert linked(digest(*stories)).count(url) == 12
