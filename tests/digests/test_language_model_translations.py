"""Points in another language than their articles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from digests import (
    Database,
    Newsroom,
    Topic,
)
from tests.digests.modeldesk import article, model
from tests.digests.newsdesk import NOW, draft, query
from tests.servers.model import (
    Asked,
    model_server,
    points,
    texts,
)

UKRAINIAN = (
    "Міністерство оборони не планує закривати школу в Харкові, повідомив речник Андрій Коваль. "
    "Уряд може підвищити тарифи на 12% із 1 липня 2026 року. "
    "Компанія «Дніпротранс» придбала 40 нових автобусів за 120 млн гривень."
)
TOLD_IN_UKRAINIAN = points(
    ("Міністерство оборони не планує закривати школу в Харкові, повідомив Андрій Коваль.", [1]),
    ("Уряд може підвищити тарифи на 12% із 1 липня 2026 року.", [2]),
    ("«Дніпротранс» придбав 40 нових автобусів за 120 мільйонів гривень.", [3]),
)
IN_ENGLISH = {
    1: "The Ministry of Defence does not plan to close the school in Kharkiv, Andrii Koval said.",
    2: "The government may raise tariffs by 12% from 1 July 2026.",
    3: "Dniprotrans bought 40 new buses for 120 billion hryvnias.",  # a lie
}


def translating(asked: Asked) -> dict[str, Any]:
    return texts(IN_ENGLISH) if asked.kind == "translation" else TOLD_IN_UKRAINIAN


async def test_points_are_told_in_the_wanted_language_where_that_is_faithful(
    database: Database,
) -> None:
    async with model_server(translating) as server, model(database, server) as summariser:
        wanted = ([article(UKRAINIAN, "uk")], (), 10)
        first, second, third = await summariser.summarise(*wanted, language="en")
        assert server.faults == []
        assert await summariser.summarise(*wanted, language="en") == (first, second, third)
        assert [asked.kind for asked in server.asked] == ["points", "translation"]
    assert (first.text, first.language) == (IN_ENGLISH[1], "en")
    assert (second.text, second.certainty.value) == (IN_ENGLISH[2], "possible")
    assert (third.language, third.text.startswith("«Дніпротранс»")) == ("uk", True)
    assert first.citations[0].quote in UKRAINIAN


async def test_a_digest_marks_what_is_not_in_the_language_of_its_readers(
    database: Database,
) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    await newsroom.take_in([draft("Новини", UKRAINIAN, language="uk")], NOW)
    asked = query(language="en")
    (built_in,) = (await newsroom.digest(asked, NOW)).stories
    assert built_in.foreign == "uk"
    assert {point.foreign for point in built_in.points} == {""}
    async with model_server(translating) as server, model(database, server) as summariser:
        newsroom.use_summariser(summariser)
        (translated,) = (await newsroom.digest(asked, NOW)).stories
        assert translated.foreign == ""
        assert [point.foreign for point in translated.points] == ["", "", "uk"]
        (original,) = (await newsroom.digest(query(), NOW)).stories
    assert original.foreign == ""
    assert {point.language for point in original.points} == {"uk"}


async def test_what_was_told_in_another_language_is_not_told_again(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    await newsroom.take_in([draft("Новини", UKRAINIAN, language="uk")], NOW - timedelta(days=1))
    asked = query(language="en", told_until=NOW - timedelta(hours=1), only_new=True)
    async with model_server(translating) as server, model(database, server) as summariser:
        newsroom.use_summariser(summariser)
        again = f"{UKRAINIAN} Мер Харкова заперечив ці плани."
        await newsroom.take_in([draft("Новини дня", again, "Kharkiv Post", language="uk")], NOW)
        digest = await newsroom.digest(asked, NOW)
    assert [point.text for story in digest.stories for point in story.points] == []


@pytest.mark.parametrize(
    ("told", "shown", "mark"),
    [
        ("Kharkiv school stays open, Andrii Koval says.", "title", ""),
        ("Lviv school stays open, Andrii Koval says.", "original", "uk"),  # another city
        ("Kharkiv school closes 12 rooms, Andrii Koval says.", "original", "uk"),  # a number
    ],
)
async def test_a_headline_is_told_in_the_readers_language_where_that_is_faithful(
    database: Database, told: str, shown: str, mark: str
) -> None:
    title = "Школа в Харкові працює далі, каже Андрій Коваль"

    def script(asked: Asked) -> dict[str, Any]:
        return texts({1: told}) if title in asked.text else translating(asked)

    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    await newsroom.take_in([draft(title, UKRAINIAN, language="uk")], NOW)
    async with model_server(script) as server, model(database, server) as summariser:
        newsroom.use_summariser(summariser)
        digest = await newsroom.digest(query(language="en"), NOW)
        whole = await newsroom.summary(digest.stories[0].story or 0, NOW, language="en")
        asked = len(server.asked)
        again = await newsroom.digest(query(language="en"), NOW)
        assert len(server.asked) == asked  # the answer is known
    (story,) = digest.stories
    assert story.title == (told.removesuffix(".") if shown == "title" else title)
    assert (story.title_foreign, story.foreign) == (mark, "")
    assert whole.title == story.title == again.stories[0].title


async def test_without_a_model_a_headline_stays_and_the_story_is_marked(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="Everything")])
    await newsroom.take_in([draft("Новини", UKRAINIAN, language="uk")], NOW)
    (story,) = (await newsroom.digest(query(language="en"), NOW)).stories
    assert (story.title, story.foreign, story.title_foreign) == ("Новини", "uk", "")
