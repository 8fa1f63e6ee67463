"""Pure: a form as a modal of Slack, and what a person filled into it.

Block Kit: titles and the labels of buttons have at most 24 characters, options 75 (their values
150), checkboxes 10 options, menus 100; an empty list of initial options is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.model import Address, ChatKind, FieldKind, Form, FormField
from bot.platforms.slack.mrkdwn import graphemes, one_line, units
from bot.platforms.slack.pages import Block

CALLBACK = "form"
TITLE = 24
OPTION = 75
VALUE = 150
LABEL = 150
INPUT = 3000
PROBLEM = 500
CHECKBOXES = 10
MENU = 100

View = dict[str, Any]


def modal(form: Form, address: Address, kind: ChatKind, *, home: bool) -> View:
    """The view; it carries along which chat it is about."""
    place = {
        "command": form.command,
        "channel": address.native_id,
        "thread": address.thread,
        "kind": kind.value,
        "home": home,
    }
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(form.title, TITLE),
        "submit": _plain(form.save, TITLE),
        "close": _plain(form.cancel, TITLE),
        "private_metadata": json.dumps(place),
        "blocks": [_input(field) for field in form.fields if _can_be_filled(field)],
    }


def _can_be_filled(field: FormField) -> bool:
    """Slack refuses a choice of nothing."""
    return field.kind is FieldKind.TEXT or bool(field.choices)


def _input(field: FormField) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, LABEL),
        "optional": not field.required,
        "element": _text_input(field) if field.kind is FieldKind.TEXT else _choice(field),
    }
    return {**block, "hint": _plain(field.hint, LABEL)} if field.hint else block


def _text_input(field: FormField) -> Block:
    text = "".join(field.values[:1])
    element: Block = {"type": "plain_text_input", "action_id": field.name, "max_length": INPUT}
    return {**element, "initial_value": _short(text, INPUT)} if text else element


def _choice(field: FormField) -> Block:
    options = {
        value: {"text": _plain(label, OPTION), "value": value}
        for value, label in field.choices[:MENU]
        if units(value) <= VALUE
    }
    chosen = [options[value] for value in field.values if value in options]
    element: Block = {"action_id": field.name, "options": list(options.values())}
    if field.kind is FieldKind.ONE:
        first = {"initial_option": chosen[0]} if chosen else {}
        return {"type": "static_select", **element, **first}
    kind = "checkboxes" if len(options) <= CHECKBOXES else "multi_static_select"
    return {"type": kind, **element, **({"initial_options": chosen} if chosen else {})}


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": _short(one_line(text), most) or "…", "emoji": False}


def _short(text: str, most: int) -> str:
    if units(text) <= most:
        return text
    kept = ""
    for grapheme in graphemes(text):
        if units(kept + grapheme) >= most:
            break
        kept += grapheme
    return f"{kept}…"


def answers_of(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in, by field; a field that was left empty has no values."""
    states = (view.get("state") or {}).get("values") or {}
    return {
        name: _values(next(iter(state.values()), {}))
        for name, state in states.items()
        if isinstance(state, Mapping)
    }


def _values(state: Mapping[str, Any]) -> tuple[str, ...]:
    options: Sequence[Mapping[str, Any]] = state.get("selected_options") or []
    if one := state.get("selected_option"):
        options = [one]
    if options:
        return tuple(str(option["value"]) for option in options)
    text = state.get("value")
    return (str(text),) if text else ()


def place_of(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """Which chat the form is about, and what to do with it, as `modal` wrote it down."""
    found = json.loads(str(view.get("private_metadata") or "{}"))
    return found if isinstance(found, Mapping) else {}


def problems_shown(problems: Mapping[str, str]) -> dict[str, Any]:
    """The answer to a form that can't be taken: each problem stands below its field."""
    errors = {name: _short(one_line(text), PROBLEM) for name, text in problems.items()}
    return {"response_action": "errors", "errors": errors}
