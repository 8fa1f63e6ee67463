"""A form as a modal of Slack: within its limits, and read back as it was filled in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.model import Address, ChatKind, FieldKind, Form, FormField
from bot.platforms.slack.modal import answers_of, modal, place_of, problems_shown
from tests.servers.slack.blocks import Refused, check_view
from tests.servers.slack.server import filled

HERE = Address("slack", "C0000000001", "1700000000.000100")
FAMILY = "👨‍👩‍👧‍👦"


def form(*fields: FormField, **more: str) -> Form:
    words = {"title": "Settings", "save": "Save", "cancel": "Cancel", "button": "As a form"}
    return Form(command="save", opens="settings form", fields=fields, **{**words, **more})


def field(kind: FieldKind, **more: Any) -> FormField:
    return FormField(**{"name": "one", "label": "Label", "kind": kind, **more})


def view(*fields: FormField, **more: str) -> dict[str, Any]:
    built = modal(form(*fields, **more), HERE, ChatKind.CHANNEL, home=False)
    check_view(json.loads(json.dumps(built)), "modal")
    return built


@pytest.mark.parametrize(
    "nasty", ["x" * 6000, FAMILY * 200, "<!channel> *_~`", "\u202eabc", "\n\n", ""]
)
def test_every_text_fits_whatever_it_is(nasty: str) -> None:
    choices = ((("v", nasty or "…"),), tuple((f"{n}", f"{nasty}{n}") for n in range(120)))
    for choice in choices:
        view(
            field(FieldKind.TEXT, label=nasty, hint=nasty, values=(nasty,)),
            field(FieldKind.ONE, name="two", choices=choice, values=(choice[0][0],)),
            field(FieldKind.SOME, name="three", choices=choice, values=("nothing",)),
            title=nasty,
            save=nasty,
            cancel=nasty,
        )


def test_a_choice_of_nothing_is_left_out() -> None:
    built = view(field(FieldKind.SOME), field(FieldKind.TEXT, name="two"))
    assert [block["block_id"] for block in built["blocks"]] == ["two"]


def test_what_was_filled_in_comes_back_by_field() -> None:
    choices = tuple((f"{n}", f"Choice {n}") for n in range(20))
    built = view(
        field(FieldKind.TEXT, name="text", values=("old",)),
        field(FieldKind.TEXT, name="empty"),
        field(FieldKind.ONE, name="one", choices=choices, values=("3",)),
        field(FieldKind.SOME, name="menu", choices=choices, values=("1", "2")),
        field(FieldKind.SOME, name="boxes", choices=choices[:3], values=("0",)),
    )
    answers = {"text": "new", "boxes": ["1", "2"]}
    state = {
        block["block_id"]: {block["element"]["action_id"]: filled(block, answers)}
        for block in built["blocks"]
    }
    assert answers_of({**built, "state": {"values": state}}) == {
        "text": ("new",),
        "empty": (),
        "one": ("3",),
        "menu": ("1", "2"),
        "boxes": ("1", "2"),
    }
    assert place_of(built) == {
        "command": "save",
        "channel": HERE.native_id,
        "thread": HERE.thread,
        "kind": "channel",
        "home": False,
    }


def test_problems_stand_below_their_fields() -> None:
    shown = problems_shown({"zone": "Which\nzone?", "times": "x" * 900})
    assert shown["response_action"] == "errors"
    assert shown["errors"]["zone"] == "Which zone?" and len(shown["errors"]["times"]) <= 500


def test_the_loopback_server_refuses_what_slack_refuses() -> None:
    good = view(field(FieldKind.ONE, choices=(("a", "A"), ("b", "B")), values=("a",)))
    element = good["blocks"][0]["element"]
    for broken in (
        {**good, "title": {"type": "plain_text", "text": "x" * 25}},
        {**good, "surprise": 1},
        {key: value for key, value in good.items() if key != "submit"},
        {**good, "blocks": [{**good["blocks"][0], "element": {**element, "options": []}}]},
        {
            **good,
            "blocks": [
                {
                    **good["blocks"][0],
                    "element": {
                        **element,
                        "initial_option": {"text": element["options"][0]["text"], "value": "z"},
                    },
                }
            ],
        },
        {**good, "blocks": [{**good["blocks"][0], "element": {"type": "button"}}]},
    ):
        with pytest.raises(Refused):
            check_view(broken, "modal")
