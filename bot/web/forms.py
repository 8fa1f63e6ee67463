"""Pure: a topic as the fields of a form, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.config import SectionConfig, TopicConfig
from digests import Topic

LISTS = ("words", "exclude", "feeds", "outlets")
MOST_SECTIONS = 20
MOST_LINES = 200
LONGEST = 300  # characters of one line
_NUMBER = re.compile(r"section-(\d{1,3})-title")


@dataclass(frozen=True, slots=True)
class SectionFields:
    title: str = ""
    cues: str = ""
    question: str = ""

    @property
    def empty(self) -> bool:
        return not (self.title or self.cues or self.question)


@dataclass(frozen=True, slots=True)
class TopicFields:
    """What stands in the form; lists have one entry a line."""

    name: str = ""
    title: str = ""
    words: str = ""
    exclude: str = ""
    feeds: str = ""
    outlets: str = ""
    sections: tuple[SectionFields, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A topic, or what is wrong with each field."""

    topic: Topic | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def fields_of(topic: Topic) -> TopicFields:
    return TopicFields(
        name=topic.name,
        title=topic.title,
        sections=tuple(
            SectionFields(section.title, "\n".join(section.cues), section.question or "")
            for section in topic.sections
        ),
        **{name: "\n".join(getattr(topic, name)) for name in LISTS},
    )


def read_fields(form: Mapping[str, object], name: str = "") -> TopicFields:
    """What was posted; a section without any word disappears."""

    def text(key: str) -> str:
        return str(form.get(key, "")).replace("\r\n", "\n").strip()

    numbers = sorted({int(found[1]) for key in form if (found := _NUMBER.fullmatch(key))})
    sections = (
        SectionFields(*(text(f"section-{number}-{part}") for part in ("title", "cues", "question")))
        for number in numbers
    )
    return TopicFields(
        name=name or text("name"),
        title=text("title"),
        sections=tuple(section for section in sections if not section.empty),
        **{key: text(key) for key in LISTS},
    )


def lines_of(text: str) -> tuple[str, ...]:
    """The lines with something in them, each once."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


def check(fields: TopicFields) -> Checked:
    """The topic by the rules of the configuration."""
    problems = {key: why for key in LISTS if (why := too_much(getattr(fields, key)))}
    for place, section in enumerate(fields.sections):
        if not section.title:
            problems[f"section-{place}-title"] = "A section needs a title."
        if why := too_much(section.cues):
            problems[f"section-{place}-cues"] = why
    if len(fields.sections) > MOST_SECTIONS:
        problems["sections"] = f"{MOST_SECTIONS} sections are the most."
    if not fields.title:
        problems["title"] = "Write what people read, such as “The harbour bridge”."
    if len(fields.title) > LONGEST:
        problems["title"] = f"{LONGEST} characters are the most."
    try:
        topic = configured(fields).topic()
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False):
            key = str(one["loc"][0]) if one["loc"] else "title"
            problems.setdefault(key, NAME_RULE if key == "name" else one["msg"])
        return Checked(problems=problems)
    return Checked(problems=problems) if problems else Checked(topic)


NAME_RULE = "Small letters, digits, - and _, at most 32, such as “harbour-bridge”."


def configured(fields: TopicFields) -> TopicConfig:
    """Raises ValidationError."""
    lists: dict[str, Any] = {key: lines_of(getattr(fields, key)) for key in LISTS}
    return TopicConfig(
        name=fields.name,
        title=fields.title,
        sections=tuple(
            SectionConfig(
                title=section.title,
                cues=lines_of(section.cues),
                question=section.question or None,
            )
            for section in fields.sections
        ),
        **lists,
    )


def too_much(text: str) -> str:
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        return f"{MOST_LINES} lines are the most."
    if any(len(line) > LONGEST for line in lines):
        return f"{LONGEST} characters a line are the most; write one entry a line."
    return ""
