"""Every sentence in seven languages, plurals right, compiled as it is written."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot import say
from bot.app import platforms_of
from bot.commands import COMMANDS, DeskSettings
from bot.config import Config
from bot.model import Address, ChatChange, ChatEvent, ChatKind, Part, Person, Reply
from bot.platforms.slack.render import render as slack
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.render import render as telegram
from bot.say.language import DOMAIN, FOLDER, LANGUAGES, SOURCE, known, ngettext, speaking, spoken
from tests.bot.newsdesk import NOW, Room, open_room
from tests.contracts import samples

ROOT = Path(__file__).resolve().parent.parent.parent
MARKS = ("_", "ngettext", "N_")
TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})
COMMAND = re.compile(r"(?<![\w/])/[a-z]+(?![\w/])")
Key = str | tuple[str, ...]


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def sentences() -> set[Key]:
    """All that the code says, as the tools of gettext read it."""
    found = extract_from_dir(ROOT / "bot", [("**.py", "python")])
    return {message for _, _, message, _, _ in found}


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == TRANSLATED
    assert set(LANGUAGES) == {"en", "uk", "pl", "de", "es", "fr", "ru"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_missing_and_none_is_left_over(language: str) -> None:
    in_code, in_catalogue = sentences(), {message.id for message in messages(language)}
    assert len(in_code) > 100
    assert in_catalogue == in_code, "run `make languages` and translate what is new"
    empty = [message.id for message in messages(language) if not all(forms(message))]
    assert empty == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []
    assert not catalogue(language).fuzzy


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_and_commands_stand_in_every_form_as_in_the_original(language: str) -> None:
    wrong = []
    for message in messages(language):
        first, last = originals(message)[0], originals(message)[-1]
        for form in forms(message):
            if names(form) != names(last):
                wrong.append((form, names(last)))
            commands = sorted(COMMAND.findall(form))
            if commands not in (sorted(COMMAND.findall(first)), sorted(COMMAND.findall(last))):
                wrong.append((form, set(COMMAND.findall(last))))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_those_of_the_language_and_all_are_written(language: str) -> None:
    rule = get_plural(language)
    assert catalogue(language).num_plurals == rule.num_plurals
    assert catalogue(language).plural_expr == rule.plural_expr
    plurals = [message for message in messages(language) if message.pluralizable]
    assert len(plurals) > 8
    assert {len(forms(message)) for message in plurals} == {rule.num_plurals}


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    shipped = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    assert shipped.read_bytes() == compiled.getvalue(), "run `make languages`"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {1: "1 story", 2: "2 stories", 21: "21 stories", 1200: "1,200 stories"}),
        (
            "uk",
            {1: "1 новина", 3: "3 новини", 5: "5 новин", 11: "11 новин", 21: "21 новина"},
        ),
        ("ru", {1: "1 новость", 4: "4 новости", 12: "12 новостей", 101: "101 новость"}),
        ("pl", {1: "1 wiadomość", 2: "2 wiadomości", 5: "5 wiadomości"}),
        ("de", {1: "1 Meldung", 2: "2 Meldungen"}),
        ("es", {1: "1 noticia", 2: "2 noticias"}),
        ("fr", {0: "0 sujet", 1: "1 sujet", 2: "2 sujets"}),
    ],
)
def test_numbers_take_the_form_that_the_language_wants(
    language: str, expected: dict[int, str]
) -> None:
    with speaking(language):
        said = {n: ngettext("{number} story", "{number} stories", n) for n in expected}
    assert said == expected


NOON = datetime(2025, 4, 26, 9, tzinfo=UTC)
LATER = datetime(2025, 5, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "date", "names"),
    [
        ("en", "26 April 2025", "a, b and c"),
        ("uk", "26 квітня 2025 р.", "a, b і c"),
        ("pl", "26 kwietnia 2025", "a, b i c"),
        ("de", "26. April 2025", "a, b und c"),
        ("es", "26 de abril de 2025", "a, b y c"),
        ("fr", "26 avril 2025", "a, b et c"),
        ("ru", "26 апреля 2025 г.", "a, b и c"),
    ],
)
def test_dates_and_lists_are_those_of_the_language(language: str, date: str, names: str) -> None:
    with speaking(language):
        assert " ".join(say.date(NOON, "Europe/Kyiv").split()) == date
        assert say.listed(["a", "b", "c"]) == names


def test_a_day_of_another_week_is_named_with_its_date() -> None:
    assert say.when(LATER, "Europe/Kyiv", NOON) == "on Friday, 2 May at 08:00"
    with speaking("de"):
        assert say.when(LATER, "Europe/Kyiv", NOON) == "am Freitag, 2. Mai um 08:00"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("uk", "uk"), ("uk-UA", "uk"), ("pt_BR", ""), ("DE-at", "de"), ("", ""), ("../../x", "")],
)
def test_a_client_names_its_language_in_many_ways(tag: str, code: str) -> None:
    assert known(tag) == code


async def test_chats_that_are_answered_at_once_keep_their_languages() -> None:
    async def answer(language: str) -> str:
        with speaking(language):
            await asyncio.sleep(0)
            return await asyncio.to_thread(say.no_more)

    said = await asyncio.gather(*(answer(language) for language in LANGUAGES))
    assert len(set(said)) == len(LANGUAGES)
    assert spoken() == SOURCE


def test_an_unknown_language_is_english() -> None:
    with speaking("pt"):
        assert spoken() == "en"


# -- in a chat -----------------------------------------------------------------------------


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    settings = DeskSettings(language="pl")
    async for opened in open_room(tmp_path, settings=settings):
        yield opened


def person(language: str) -> Person:
    return Person(id="ann", language=language)


async def test_a_person_is_answered_in_the_language_of_their_client(room: Room) -> None:
    reply = await room.ask("/start", person=person("uk"))
    assert reply is not None and reply.language == "uk"
    assert "Я читаю новини за вас" in reply.lines[0]
    assert "Я не знаю /latets" in await room.said("/latets", person=person("uk"))
    assert "Теми «nothing» немає" in await room.said("/latest nothing", person=person("uk"))


async def test_a_client_of_another_language_gets_the_one_of_the_configuration(room: Room) -> None:
    assert "Na początek wybierz temat" in await room.said("/start", person=person("fi"))


async def test_what_a_chat_has_chosen_wins_over_the_client(room: Room) -> None:
    await room.ask("/start", person=person("uk"))
    assert "Deutsch" in await room.said("/language Deutsch", person=person("uk"))
    assert "Das kann ich" in await room.said("/help", person=person("uk"))


async def test_a_group_is_greeted_in_the_language_of_who_brought_the_bot(room: Room) -> None:
    joined = ChatChange(
        address=Address("terminal", "-5"),
        event=ChatEvent.JOINED,
        received=NOW,
        kind=ChatKind.GROUP,
        title="Newsroom",
        language="es",
    )
    reply = await room.changed(joined)
    assert reply is not None and "Elige un tema para empezar:" in reply.lines
    chat = await room.store.find_chat(Address("terminal", "-5"))
    assert chat is not None and chat.language == "es"


async def test_help_names_each_command_with_its_line_in_every_language(room: Room) -> None:
    for number, language in enumerate(LANGUAGES):
        chat = {"chat": f"{number}", "person": Person(id=f"{number}", language=language)}
        said = await room.said("/help", **chat)
        assert all(f"/{spec.name}" in said for spec in COMMANDS if spec.listed)
        assert ("show all commands" in said) is (language == SOURCE)


@pytest.mark.parametrize("render", [telegram, slack])
def test_a_digest_is_told_in_the_language_of_its_reply(
    render: Callable[[Reply], Sequence[Part]],
) -> None:
    digest = replace(samples.usual(), left_out=3, note="Written without a model.")
    told = Reply(digest=digest, language="de", zone="Europe/Berlin")
    text = "\n".join(part.text for part in render(told))
    assert "1. März 2026" in text and "erwartet" in text
    assert "laut the mayor" in text and "und 3 weitere Meldungen" in text
    assert "Geschrieben von" in text and "without a model" not in text


def test_the_menus_of_telegram_are_offered_in_every_language() -> None:
    (platform,) = platforms_of(Config(language="fr", telegram={"token": "1:a"}))
    assert isinstance(platform, TelegramPlatform)
    menus = platform._settings.menus
    assert set(menus) == {"", *LANGUAGES} - {"fr"}
    assert ("help", "voir toutes les commandes") in menus[""].everyone
    assert ("help", "alle Befehle zeigen") in menus["de"].everyone
    for menu in menus.values():
        assert len(menu.everyone) <= 100 and len(menu.group) < len(menu.everyone)
        assert all(1 <= len(text) <= 256 for _, text in menu.everyone)


# -- in the code ---------------------------------------------------------------------------


def marked(tree: ast.AST) -> set[ast.expr]:
    """First (and second) arguments of the functions that mark a sentence."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
    ]
    return {argument for call in calls for argument in call.args}


def code() -> list[tuple[Path, ast.Module]]:
    files = sorted((ROOT / "bot").rglob("*.py"))
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in files]


def test_marked_sentences_are_literals() -> None:
    """An f-string or a sum can't be read by the tools that make the catalogues."""
    wrong = [
        f"{path.name}:{argument.lineno}"
        for path, tree in code()
        for argument in marked(tree)
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]
    assert wrong == []


def test_every_sentence_of_the_desk_is_marked() -> None:
    """In `bot/say`, two words in a row that stand in no docstring are said to people."""
    wrong = []
    for path, tree in code():
        if path.parent.name != "say":
            continue
        known = {id(node) for node in marked(tree)}
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        known |= {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
        }
        wrong += [
            f"{path.name}:{node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in known and re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", node.value)
        ]
    assert wrong == []
