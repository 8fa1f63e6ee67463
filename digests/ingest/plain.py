"""Plain text and Markdown to an article: pure. The first line is the headline."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digests.errors import UnreadableError
from digests.ingest.clean import TITLE_LIMIT, clean_line, clean_text
from digests.ingest.outlets import outlet_in_text, outlet_of_url, split_headline
from digests.model import ArticleDraft, TextFrom

if TYPE_CHECKING:
    from digests.ingest.lines import Metadata

METADATA_LINES = 12
_HTTP = re.compile(r"^https?://[^\s<>\"]{3,4000}$", re.IGNORECASE)
_LANGUAGE = re.compile(r"^[a-z]{2}$")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKDOWN = (  # all bounded: what opens and never closes must not be sought to the end each time
    (re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,200}\]"), r"\1"),
    (re.compile(r"^\[[^\[\]\n]{1,200}\]:\s*\S+.*$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE), r"\1"),
    (re.compile(r"^ {0,3}(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$|^ {0,3}=+$", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.{1,1000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,1000}?)(?<=\S)\*(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,1000}?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,1000})`"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!-])"), r"\1"),
)


def read_plain(content: str, name: str, text_from: TextFrom = TextFrom.FILE) -> ArticleDraft:
    """The article in `content`; `name` (of the file) is its outlet when nothing else tells one.

    Raises:
        UnreadableError: there is no text below the headline.
    """
    # Here, as below: its patterns take a tenth of a second, which no start should wait for.
    from digests.ingest.letters import as_written
    from digests.ingest.lines import Metadata

    lines = as_written(clean_text(content)).split("\n")
    title, *rest = lines
    found = Metadata()
    text = _body(rest, title, found)
    if not text:
        title, text = _without_headline(title, name)
    return _draft(title, text, found, name, text_from)


def read_pasted(content: str) -> ArticleDraft:
    """A text that a person pasted. Raises UnreadableError when there is next to nothing in it."""
    return read_plain(content, "pasted text", TextFrom.PASTED)


def read_markdown(content: str, name: str) -> ArticleDraft:
    """The same for Markdown; front matter (`---` YAML or `+++` TOML) says title, date and more.

    Raises:
        UnreadableError: there is no text.
    """
    from digests.ingest.letters import as_written

    content = content.replace("\r\n", "\n").lstrip("\ufeff\n ")
    front, body = _front_matter(content)
    body = as_written(_without_code(body))  # as wide as it was typed, with its marks
    for pattern, plain in _MARKDOWN:
        body = pattern.sub(plain, body)
    title = front.get("title") or front.get("headline")
    if title and clean_text(body).split("\n")[0].strip() != title.strip():
        body = f"{title}\n\n{body}"
    from digests.ingest.lines import Metadata, take_metadata

    draft = read_plain(body, name)
    found = Metadata()
    for key, value in front.items():
        take_metadata(f"{key}: {value}", found)
    return replace(
        draft,
        outlet=clean_line(found.outlet or "") or draft.outlet,
        author=clean_line(found.author or "") or draft.author,
        published=found.published or draft.published,
        url=as_url(found.url) or draft.url,
        language=as_language(found.language) or draft.language,
    )


def _without_code(body: str) -> str:
    """Without what stands between two fences; one that does not close is no fence."""
    lines = body.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip(" \t") == "```"]
    kept, at = list[str](), 0
    while at < len(lines):
        if lines[at].startswith("```") and (end := bisect_right(ends, at)) < len(ends):
            at = ends[end] + 1
            continue
        kept.append(lines[at])
        at += 1
    return "\n".join(kept)


def _body(lines: list[str], title: str, found: Metadata) -> str:
    """The text without the metadata above it and the boilerplate in it."""
    from digests.ingest.lines import is_boilerplate, is_counter, take_metadata

    kept: list[str] = []
    filled = 0
    for line in lines:
        filled += bool(line)
        above = not any(kept) and filled <= METADATA_LINES
        if line and above and (line == title or take_metadata(line, found)):
            continue
        if is_boilerplate(line) or (line and is_counter(line)):
            continue
        kept.append(line)
    while kept and _is_footer(kept[-1], found):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_footer(line: str, found: Metadata) -> bool:
    from digests.ingest.lines import take_metadata

    return not line or (":" in line[:20] and len(line) < 120 and take_metadata(line, found))


def _without_headline(only: str, name: str) -> tuple[str, str]:
    """One paragraph and nothing else: its first sentence is the title."""
    if len(only.split()) < 12:
        raise UnreadableError(name, "there is no text below the headline")
    first = re.split(r"(?<=[.!?…])\s", only, maxsplit=1)[0]
    return first[:TITLE_LIMIT], only


def _draft(title: str, text: str, found: Metadata, name: str, text_from: TextFrom) -> ArticleDraft:
    title, outlet = split_headline(title, text)
    url = as_url(found.url)
    outlet = found.outlet or outlet or outlet_in_text(text) or outlet_of_url(url) or name
    return ArticleDraft(
        title=clean_line(title),
        text=clean_text(text),
        outlet=clean_line(outlet, 200),
        url=url,
        author=clean_line(found.author or "", 200) or None,
        published=found.published,
        language=as_language(found.language),
        text_from=text_from,
    )


def as_url(value: str | None) -> str | None:
    """The address itself when it is one of the web; None for anything else."""
    if not value or not _HTTP.match(value):
        return None
    try:
        return value if urlsplit(value).hostname else None
    except ValueError:  # such as half an IPv6 address
        return None


def as_language(value: str) -> str:
    value = value.strip().lower()[:2]
    return value if _LANGUAGE.match(value) else ""


def _front_matter(content: str) -> tuple[dict[str, str], str]:
    """Flat keys only; what is nested or broken is left out, and the text is read all the same."""
    if not (found := _FRONT.match(content)):
        return {}, content
    body = content[found.end() :]
    if found[1] == "+++":
        try:
            values = tomllib.loads(found[2])
        except tomllib.TOMLDecodeError:
            return {}, body
        return {key.lower(): str(value) for key, value in values.items()}, body
    return _yaml(found[2]), body


def _yaml(block: str) -> dict[str, str]:
    values: dict[str, str] = {}
    key = ""
    for line in block.split("\n"):
        if pair := re.match(r"([\w-]+)\s*:\s*(.*)$", line):
            key = pair[1].lower()
            values[key] = _scalar(pair[2])
        elif key and line.startswith((" ", "-")) and line.strip():
            item = _scalar(line.strip().removeprefix("- "))
            values[key] = (
                f"{values[key]}, {item}"
                if line.lstrip()[0] == "-" and values[key]
                else f"{values[key]} {item}".strip()
            )
    return values


def _scalar(value: str) -> str:
    value = value.strip()
    if value in (">", "|", ">-", "|-"):
        return ""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_scalar(part) for part in value[1:-1].split(","))
    return re.sub(r"\s+#.*$", "", value)
