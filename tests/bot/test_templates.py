"""An operator's own words: in every platform's digest, safe, and never without the source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.config import PiecesConfig, TemplatesConfig
from bot.platforms.slack.render import render as slack
from bot.platforms.telegram.render import render as telegram
from bot.platforms.terminal.render import render as terminal
from bot.templates import read_templates
from bot.wording import use_templates
from digests import Citation, Digest, DigestSection, DigestStory, KeyPoint, Period

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OWN = PiecesConfig(
    title="{{ title }} of {{ date }}",
    byline="{{ outlets | join(' & ') }}{% if copies %} and {{ copies }} copies{% endif %}",
    credit="[{{ outlets | join('; ') }}{% if attribution %}: {{ attribution }}{% endif %}]",
    earlier="Before that: {{ point }}",
    left_out="{{ count }} were left out",
    footer="<b>Good</b> morning & *good* luck",
)


def digest() -> Digest:
    text = "The bridge costs 42 million crowns."
    cited = Citation(article=1, start=0, end=len(text), quote=text, outlet="Harbour Courier")
    points = (
        KeyPoint(text=text, citations=(cited,), first_seen=NOW, attribution="the mayor"),
        KeyPoint(text="It opens in May.", citations=(cited,), first_seen=NOW),
    )
    story = DigestStory(
        story=1,
        title="A new bridge",
        outlets=("Harbour Courier", "The Lantern"),
        carriers=2,
        published=NOW,
        language="en",
        earlier="The old bridge was closed.",
        sections=(DigestSection(title=None, points=points),),
    )
    return Digest(
        topic="bridge",
        title="Bridges",
        period=Period(start=NOW, end=NOW),
        stories=(story,),
        left_out=3,
    )


@pytest.fixture
def own() -> Iterator[None]:
    use_templates(TemplatesConfig(telegram=OWN, slack=OWN, terminal=OWN).by_platform())
    yield
    use_templates({})


@pytest.mark.parametrize(
    "render", [telegram, slack, lambda content: terminal(content, 80)], ids=["tg", "slack", "tty"]
)
def test_the_words_are_in_the_digest_of_each_platform(own: None, render: object) -> None:
    parts = render(digest())  # type: ignore[operator]
    text = " ".join(" ".join(part.text for part in parts).split())
    for words in (
        "Bridges of 2 March 2026",
        "Harbour Courier & The Lantern and 2 copies",
        "[Harbour Courier: the mayor]",
        "[Harbour Courier]",
        "Before that: The old bridge was closed.",
        "3 were left out",
        "<b>Good</b> morning & *good* luck",
    ):
        assert words in text


def test_markup_in_a_template_is_plain_words(own: None) -> None:
    assert "&lt;b&gt;Good&lt;/b&gt;" in telegram(digest())[-1].payload["html"]


def test_a_platform_without_templates_says_what_it_always_says(own: None) -> None:
    use_templates({"slack": OWN.templates()})
    assert "Bridges of" not in telegram(digest())[0].text


@pytest.mark.parametrize(
    ("piece", "source", "says"),
    [
        ("title", "{{ title", "title: "),
        ("title", "{{ title }} {{ colour }}", "'colour' is undefined"),
        ("title", "The digest", "has to tell {{ title }}"),
        ("credit", "somebody", "has to tell {{ outlets }}"),
        ("credit", "{{ outlets }}", "has to tell {{ attribution }}"),
        ("credit", "{{ outlets }} {{ attribution }} {{ attribution[0] }}", "None"),
        ("footer", "{{ ''.__class__.__mro__ }}", "unsafe"),
        ("footer", "{% include 'secret' %}", "footer: "),
        ("footer", "{{ 1 / 0 }}", "division by zero"),
        ("left_out", "more", "has to tell {{ count }}"),
    ],
)
def test_a_template_that_can_not_be_used_is_refused_when_it_is_read(
    piece: str, source: str, says: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        PiecesConfig(**{piece: source})
    assert says in str(caught.value)


def test_without_templates_the_library_is_not_even_loaded() -> None:
    assert read_templates({}).say("title", title="x", date="y") is None
