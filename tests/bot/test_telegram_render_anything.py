"""Whatever stands in a digest: every message is accepted by the strict parser, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.telegram.spans import clean
from digests import Certainty, Digest, DigestSection, DigestStory, KeyPoint, Period
from tests.bot.test_telegram_render import JOINER, shown
from tests.contracts.samples import NOW, point

ODD = st.sampled_from(
    [
        "<b>",
        "</b>",
        "&amp;",
        "&",
        '"',
        "<",
        "👨‍👩‍👧‍👦",
        "a.example",
        "#x",
        "@ann",
        "/go",
        "\u202e",
        "е́",
        "\n",
    ]
)
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(ODD, max_size=120).map("".join),
    st.lists(ODD, max_size=120).map(" ".join),
    st.builds(lambda word, times: (word + " ") * times, st.text(max_size=8), st.integers(0, 900)),
)
URL = st.one_of(st.none(), TEXT, st.from_regex(r"https?://[a-z.]{1,12}/[a-z&?=]{0,40}"))


@st.composite
def points(draw: st.DrawFn) -> KeyPoint:
    made = point(
        draw(TEXT),
        outlet=draw(TEXT),
        certainty=draw(st.sampled_from(Certainty)),
        attribution=draw(st.none() | TEXT),
        items=tuple(draw(st.lists(TEXT, max_size=3))),
        differs=tuple(draw(st.lists(TEXT, max_size=2))),
        new=draw(st.booleans()),
    )
    return replace(made, citations=(replace(made.citations[0], url=draw(URL)),))


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    def section() -> DigestSection:
        return DigestSection(
            title=draw(st.none() | TEXT), points=tuple(draw(st.lists(points(), max_size=3)))
        )

    stories = [
        DigestStory(
            story=number,
            title=draw(TEXT),
            outlets=tuple(draw(st.lists(TEXT, min_size=1, max_size=2))),
            published=NOW,
            language="en",
            sections=tuple(section() for _ in range(draw(st.integers(0, 3)))),
            url=draw(URL),
            earlier=draw(st.none() | TEXT),
            carriers=draw(st.integers(0, 3)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return Digest(
        topic="t",
        title=draw(TEXT),
        period=Period(start=NOW - timedelta(days=1), end=NOW),
        stories=tuple(stories),
        note=draw(st.none() | TEXT),
        left_out=draw(st.integers(0, 9)),
    )


def letters(text: str) -> str:
    """Without blanks and invisible characters: what must survive every cut."""
    return "".join(char for char in clean(text) if not char.isspace()).replace(JOINER, "")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(digests())
def test_every_digest_is_accepted_and_nothing_of_it_is_lost(content: Digest) -> None:
    everything = letters("".join(text for text, _ in shown(content)))
    for each in content.stories:
        assert letters(each.title) in everything
        for key_point in each.points:
            for text in (key_point.text, *key_point.items, *key_point.differs):
                assert letters(text) in everything
