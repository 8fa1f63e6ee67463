"""In which language the bot speaks: gettext catalogues, and a context variable that chooses one.

`with speaking(chat.language):` holds for everything that is said inside, in tasks and threads that
are begun there too (`asyncio.to_thread` hands the context on). Outside it is English.
"""

from __future__ import annotations

import gettext as catalogues
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

SOURCE = "en"  # the language of the sentences in the code
LANGUAGES = {  # by ISO 639-1 code, each as its speakers call it
    SOURCE: "English",
    "uk": "Українська",
    "pl": "Polski",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
}
FOLDER = Path(__file__).parent / "locale"
DOMAIN = "digestbot"

_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in this language; in English when it is not one of ours."""
    token = _spoken.set(known(language) or SOURCE)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """Change the language until the `speaking` around it ends."""
    _spoken.set(known(language) or SOURCE)


def spoken() -> str:
    """The code of the language that is spoken now."""
    return _spoken.get()


def known(tag: str) -> str:
    """The code among `LANGUAGES` of a client's tag such as `uk-UA` or `pt_BR`; "" if none is."""
    code = tag.replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else ""


def _(message: str, /, **values: object) -> str:
    """A sentence in the language that is spoken, with its `{names}` filled in.

    Write it as a literal, never as an f-string: the catalogues are made by reading the code.
    """
    return _catalogue(spoken()).gettext(message).format(**values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Like `_`, in the form that the number asks for; `{number}` is filled in by itself."""
    text = _catalogue(spoken()).ngettext(one, many, number)
    return text.format(number=figure(number), **values)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Marks a constant for the catalogues; `_` says it when somebody reads it."""
    return message


def figure(number: int) -> str:
    """A number as people write it: "12,000" in English, "12 000" in Ukrainian."""
    if abs(number) < 1000:
        return f"{number}"
    from babel.numbers import format_decimal

    return format_decimal(number, locale=locale())


def locale() -> Locale:
    """What Babel knows about the language that is spoken: dates, lists, numbers."""
    return _locale(spoken())


@cache
def _locale(language: str) -> Locale:
    from babel import Locale  # takes a while

    return Locale.parse("en_GB" if language == SOURCE else language)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    if language == SOURCE:
        return catalogues.NullTranslations()
    return catalogues.translation(DOMAIN, FOLDER, [language])
