"""What goes back to people: replies with buttons and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.asking import Found
from bot.model.messages import Part
from digests import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that asks a command, such as `latest coalition`. At most 64 bytes of UTF-8.

    `typed` is what people type for the same where nothing can be pressed; "" is the command.
    """

    label: str
    command: str
    typed: str = ""


class FieldKind(StrEnum):
    """How a person fills in a field."""

    ONE = "one"  # of the choices
    SOME = "some"  # of the choices
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing that a form asks for. `choices` are value and label; `values` is what holds now.

    A field that is not `required` may be left empty.
    """

    name: str
    label: str
    kind: FieldKind
    choices: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Fields that a platform may show in a window of its own: at once if it is wanted `now`, else
    when somebody asks for it by `opens`. What they fill in comes back as `command`, with their
    `answers`."""

    title: str
    save: str
    cancel: str
    command: str
    opens: str
    button: str
    fields: tuple[FormField, ...]
    now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What we answer: plain paragraphs, perhaps with a digest below; no markup.

    A command inside a line is written as `/name`: platforms show it their own way. `footer` stands
    below the digest. `private` asks for an answer that only the asker sees, where the platform can
    do that. `language` is the one that it is written in; "" is the one that is spoken while it is
    rendered. `zone` is for its dates, "" is UTC. `silent` makes no sound.

    An answer to a button may go `in_place` of the message above the button, or be a `notice`: a
    word to whoever pressed it. `parts` is what it looks like where that is known already.
    `form` asks for the same as the buttons, in a window; `problems` names the fields of a form
    that can't be taken, each with a sentence. `found` answers a search. `threaded`: what is long
    may go on in a thread, where the platform has them.
    """

    lines: tuple[str, ...] = ()
    digest: Digest | None = None
    footer: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    private: bool = False
    language: str = ""
    zone: str = ""
    silent: bool = False
    in_place: bool = False
    notice: bool = False
    parts: tuple[Part, ...] = ()
    form: Form | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    threaded: bool = False


Content = Digest | Reply
