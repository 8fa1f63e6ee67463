"""Is this a message that Slack would take? Block Kit's limits, with the errors that Slack gives.

Sources: docs.slack.dev, reference Block Kit; the form of the errors and the undocumented total were
recorded by users (slackapi/bolt-js issues 2509 and 2867). Lengths are counted in UTF-16 units,
the strictest reading of "characters".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

MESSAGE_BLOCKS, SURFACE_BLOCKS = 50, 100
TOTAL, PER_FURTHER_BLOCK = 13_297, 125
TOP_TEXT, UPDATE_TEXT = 40_000, 4_000

KEYS = {
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "header": {"type", "block_id", "text", "level"},
    "divider": {"type", "block_id"},
    "context": {"type", "block_id", "elements"},
    "actions": {"type", "block_id", "elements"},
    "image": {"type", "block_id", "image_url", "slack_file", "alt_text", "title"},
    "rich_text": {"type", "block_id", "elements"},
    "markdown": {"type", "block_id", "text"},
    "input": {
        "type",
        "block_id",
        "label",
        "element",
        "hint",
        "optional",
        "dispatch_action",
    },
}
ELEMENT_KEYS = {
    "button": {
        "type",
        "text",
        "action_id",
        "value",
        "url",
        "style",
        "confirm",
        "accessibility_label",
    },
    "image": {"type", "image_url", "slack_file", "alt_text"},
    "plain_text_input": {
        "type",
        "action_id",
        "initial_value",
        "multiline",
        "min_length",
        "max_length",
        "placeholder",
        "focus_on_load",
        "dispatch_action_config",
    },
    "static_select": {
        "type",
        "action_id",
        "options",
        "initial_option",
        "placeholder",
        "confirm",
        "focus_on_load",
    },
    "multi_static_select": {
        "type",
        "action_id",
        "options",
        "initial_options",
        "placeholder",
        "confirm",
        "max_selected_items",
        "focus_on_load",
    },
    "checkboxes": {"type", "action_id", "options", "initial_options", "confirm", "focus_on_load"},
    "overflow": {"type", "action_id", "options", "confirm"},
    "timepicker": {
        "type",
        "action_id",
        "initial_time",
        "placeholder",
        "confirm",
        "timezone",
        "focus_on_load",
    },
}


VIEW_KEYS = {
    "type",
    "title",
    "blocks",
    "close",
    "submit",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
}
INPUTS = {"plain_text_input", "static_select", "multi_static_select", "checkboxes", "timepicker"}


class Refused(Exception):  # noqa: N818 - it is an answer
    """What Slack answers: an error code and one message for each problem."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = [f"[ERROR] {message}" for message in messages]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_blocks(raw: Any) -> list[dict[str, Any]]:
    """The blocks of a request, which come as a list or as JSON in a string."""
    if raw in (None, ""):
        return []
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    if not isinstance(raw, list) or not all(isinstance(block, dict) for block in raw):
        raise Refused("invalid_blocks_format")
    return raw


def check_message(blocks: list[dict[str, Any]]) -> None:
    """Raise what chat.postMessage answers to these blocks."""
    problems = list(_problems(blocks, MESSAGE_BLOCKS, surface="message"))
    if problems:
        raise Refused("invalid_blocks", *problems)
    total = sum(units(text) for text in texts(blocks))
    if total > TOTAL - PER_FURTHER_BLOCK * max(0, len(blocks) - 1):
        raise Refused("msg_blocks_too_long")


def check_view(view: Any, kind: str) -> None:
    """Raise what views.publish and views.open answer to this view."""
    if isinstance(view, str):
        view = json.loads(view)
    if not isinstance(view, dict) or view.get("type") != kind:
        raise Refused("invalid_arguments", f"must be a {kind} view [json-pointer:/view/type]")
    problems = list(_problems(view.get("blocks") or [], SURFACE_BLOCKS, surface=kind))
    for key in view.keys() - VIEW_KEYS:
        problems.append(f"invalid additional property: {key} [json-pointer:/view]")
    if units(str(view.get("callback_id") or "")) > 255:
        problems.append("must be less than 256 characters [json-pointer:/view/callback_id]")
    if kind == "modal":
        problems += _text(view.get("title"), "/title", most=24, kinds=("plain_text",))
        for name in ("submit", "close"):
            if name in view:
                problems += _text(view[name], f"/{name}", most=24, kinds=("plain_text",))
        inputs = any(block.get("type") == "input" for block in view.get("blocks") or [])
        if inputs and "submit" not in view:
            problems.append("missing required field: submit [json-pointer:/view]")
    if units(str(view.get("private_metadata") or "")) > 3000:
        problems.append("must be less than 3001 characters [json-pointer:/view/private_metadata]")
    if problems:
        raise Refused("invalid_arguments", *problems)


def texts(value: Any) -> Iterator[str]:
    """Every text in blocks that counts to the total."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for key, inner in value.items():
            if key != "text" or not isinstance(inner, str):
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def _problems(blocks: list[dict[str, Any]], most: int, surface: str) -> Iterator[str]:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        where = f"/blocks/{number}"
        kind = block.get("type")
        if kind not in KEYS or (kind == "input" and surface == "message"):
            yield f"unsupported type: {kind} [json-pointer:{where}/type]"
            continue
        for key in block.keys() - KEYS[kind]:
            yield f"invalid additional property: {key} [json-pointer:{where}]"
        if "block_id" in block:
            name = block["block_id"]
            yield from _length(name, f"{where}/block_id", 255)
            if name in seen:
                yield f"block_id {name} already exists [json-pointer:{where}/block_id]"
            seen.add(name)
        yield from CHECKS[kind](block, where)


def _section(block: dict[str, Any], where: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f"missing required field: text [json-pointer:{where}]"
    if "text" in block:
        yield from _text(block["text"], f"{where}/text", most=3000)
    fields = block.get("fields", [])
    if "fields" in block and not 1 <= len(fields) <= 10:
        yield f"no more than 10 items allowed [json-pointer:{where}/fields]"
    for number, field in enumerate(fields):
        yield from _text(field, f"{where}/fields/{number}", most=2000)
    if "accessory" in block:
        yield from _element(block["accessory"], f"{where}/accessory", set())


def _header(block: dict[str, Any], where: str) -> Iterator[str]:
    yield from _text(block.get("text"), f"{where}/text", most=150, kinds=("plain_text",))


def _divider(_block: dict[str, Any], _where: str) -> Iterator[str]:
    yield from ()


def _context(block: dict[str, Any], where: str) -> Iterator[str]:
    elements = block.get("elements") or []
    if not elements:
        yield f"must provide at least 1 item [json-pointer:{where}/elements]"
    if len(elements) > 10:
        yield f"no more than 10 items allowed [json-pointer:{where}/elements]"
    for number, element in enumerate(elements):
        inner = f"{where}/elements/{number}"
        if element.get("type") == "image":
            yield from _element(element, inner, set())
        else:
            yield from _text(element, inner, most=3000)


def _actions(block: dict[str, Any], where: str) -> Iterator[str]:
    elements = block.get("elements") or []
    if not elements:
        yield f"must provide at least 1 item [json-pointer:{where}/elements]"
    if len(elements) > 25:
        yield f"no more than 25 items allowed [json-pointer:{where}/elements]"
    seen: set[str] = set()
    for number, element in enumerate(elements):
        yield from _element(element, f"{where}/elements/{number}", seen)


def _image(block: dict[str, Any], where: str) -> Iterator[str]:
    if not block.get("alt_text"):
        yield f"missing required field: alt_text [json-pointer:{where}]"
    yield from _length(block.get("image_url"), f"{where}/image_url", 3000)


def _markdown(block: dict[str, Any], where: str) -> Iterator[str]:
    yield from _length(block.get("text"), f"{where}/text", 12_000)


def _rich_text(block: dict[str, Any], where: str) -> Iterator[str]:
    known = (
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "rich_text_preformatted",
    )
    for number, element in enumerate(block.get("elements") or []):
        if element.get("type") not in known:
            yield f"unsupported type [json-pointer:{where}/elements/{number}/type]"


def _input(block: dict[str, Any], where: str) -> Iterator[str]:
    yield from _text(block.get("label"), f"{where}/label", most=2000, kinds=("plain_text",))
    if "hint" in block:
        yield from _text(block["hint"], f"{where}/hint", most=2000, kinds=("plain_text",))
    if (block.get("element") or {}).get("type") not in INPUTS:
        yield f"unsupported type [json-pointer:{where}/element/type]"
    yield from _element(block.get("element") or {}, f"{where}/element", set())


def _element(element: dict[str, Any], where: str, seen: set[str]) -> Iterator[str]:
    kind = element.get("type")
    if kind not in ELEMENT_KEYS:
        yield f"unsupported type: {kind} [json-pointer:{where}/type]"
        return
    for key in element.keys() - ELEMENT_KEYS[kind]:
        yield f"invalid additional property: {key} [json-pointer:{where}]"
    if "action_id" in element:
        name = element["action_id"]
        yield from _length(name, f"{where}/action_id", 255)
        if name in seen:
            yield f"action_id {name} already exists [json-pointer:{where}/action_id]"
        seen.add(name)
    if kind == "button":
        yield from _button(element, where)
    if kind == "image":
        yield from _image(element, where)
    options = element.get("options")
    if options is not None:
        most = 5 if kind == "overflow" else 10 if kind == "checkboxes" else 100
        if not 1 <= len(options) <= most:
            yield f"no more than {most} items allowed [json-pointer:{where}/options]"
        for number, option in enumerate(options):
            inner = f"{where}/options/{number}"
            yield from _text(option.get("text"), f"{inner}/text", most=75)
            yield from _length(option.get("value"), f"{inner}/value", 150)
        yield from _initial(element, options, where)
    if kind == "plain_text_input":
        yield from _text_input(element, where)


def _initial(element: dict[str, Any], options: list[dict[str, Any]], where: str) -> Iterator[str]:
    """What is chosen at first has to be among the options, word for word; values are unique."""
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield f"duplicate option values [json-pointer:{where}/options]"
    if "initial_option" in element and element["initial_option"] not in options:
        yield f"initial_option must match an option [json-pointer:{where}/initial_option]"
    if "initial_options" in element:
        chosen = element["initial_options"]
        if not chosen or any(option not in options for option in chosen):
            yield f"initial_options must match options [json-pointer:{where}/initial_options]"


def _text_input(element: dict[str, Any], where: str) -> Iterator[str]:
    most = int(element.get("max_length", 3000))
    if not 1 <= most <= 3000:
        yield f"must be between 1 and 3000 [json-pointer:{where}/max_length]"
    if units(str(element.get("initial_value") or "")) > most:
        yield f"initial_value is too long [json-pointer:{where}/initial_value]"


def _button(element: dict[str, Any], where: str) -> Iterator[str]:
    yield from _text(element.get("text"), f"{where}/text", most=75, kinds=("plain_text",))
    if "value" in element:
        yield from _length(element["value"], f"{where}/value", 2000)
    if "url" in element:
        yield from _length(element["url"], f"{where}/url", 3000)
        if urlsplit(str(element["url"])).scheme not in ("http", "https", "slack"):
            yield f"Invalid url [json-pointer:{where}/url]"
    if element.get("style") not in (None, "primary", "danger"):
        yield f"must be a valid enum value [json-pointer:{where}/style]"


def _text(
    value: Any, where: str, *, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"must provide an object [json-pointer:{where}]"
        return
    if value.get("type") not in kinds:
        yield f"unsupported type: {value.get('type')} [json-pointer:{where}/type]"
        return
    extra = "emoji" if value["type"] == "plain_text" else "verbatim"
    for key in value.keys() - {"type", "text", extra}:
        yield f"invalid additional property: {key} [json-pointer:{where}]"
    yield from _length(value.get("text"), f"{where}/text", most)


def _length(value: Any, where: str, most: int) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"must provide a string [json-pointer:{where}]"
    elif not value.strip():
        yield f"must be more than 0 characters [json-pointer:{where}]"
    elif units(value) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{where}]"


CHECKS: dict[str, Callable[[dict[str, Any], str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "input": _input,
}
