"""Stored articles: `.txt`, `.md`, `.html`, `.jsonl` and folders of them.

A file that can't be read is a `FileRead` with the reason; it never stops the others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from digests.errors import UnreadableError
from digests.ingest.charset import decode, wide
from digests.ingest.clean import clean_line
from digests.ingest.jsonlines import read_json_lines
from digests.ingest.plain import read_markdown, read_plain
from digests.ingest.worker import Workers
from digests.model import ArticleDraft

MAX_BYTES = 10 * 1024 * 1024
KINDS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip
PAGE_SECONDS = 30.0
LARGE = 100_000  # letters: read in a worker, as pages are


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What became of one file. Both may be set: good lines of a `.jsonl` are kept."""

    path: Path
    drafts: tuple[ArticleDraft, ...] = ()
    error: UnreadableError | None = None


def read_files(
    paths: Iterable[Path | str], max_bytes: int = MAX_BYTES, workers: Workers | None = None
) -> Iterator[FileRead]:
    """Each file once, folders in order of name and with what is below them; hidden ones are left
    out. Pages are read in a worker process, so that a hostile one does no harm.
    """
    own = workers or Workers(1)
    seen: set[str] = set()
    try:
        for given in paths:
            for path in _walk(Path(given)):
                real = os.path.realpath(path)  # `resolve` fails at links in a circle
                if real not in seen:
                    seen.add(real)
                    yield _read(path, max_bytes, own)
    finally:
        if workers is None:
            own.close()


def _walk(path: Path) -> Iterator[Path]:
    """The file itself, or the files below a folder; a folder that can't be listed is yielded."""
    if not path.is_dir():
        yield path
        return
    locked: list[str] = []
    for folder, folders, names in os.walk(
        path, onerror=lambda error: locked.append(error.filename)
    ):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(names) if _may_be_article(name))
    yield from map(Path, locked)


def _may_be_article(name: str) -> bool:
    """Of what lies in a folder. Other kinds of files are left alone, and a README speaks of the
    folder and is no article; whoever names one of them is told why it can't be taken in.
    """
    plain = name.lower()
    known = Path(plain).suffix in KINDS
    return known and not plain.startswith((".", "readme."))


def _read(path: Path, max_bytes: int, workers: Workers) -> FileRead:
    try:
        kind = KINDS.get(path.suffix.lower())
        body = _load(path, kind, max_bytes)
        if kind == "json":
            drafts, problem = read_json_lines(_text(path, body), _name_of(path))
            error = UnreadableError(str(path), problem) if problem else None
            return FileRead(path=path, drafts=drafts, error=error)
        return FileRead(path=path, drafts=(_article(path, kind, body, workers),))
    except UnreadableError as error:
        return FileRead(path=path, error=UnreadableError(str(path), error.reason))


def _article(path: Path, kind: str | None, body: bytes, workers: Workers) -> ArticleDraft:
    if kind == "html":
        from digests.ingest.pages import read_html_file

        _refuse_binary(path, body)
        return workers.run(read_html_file, body, _name_of(path), seconds=PAGE_SECONDS)
    read: Callable[[str, str], ArticleDraft] = read_markdown if kind == "markdown" else read_plain
    text = _text(path, body)
    if len(text) > LARGE:
        return workers.run(read, text, _name_of(path), seconds=PAGE_SECONDS)
    return read(text, _name_of(path))


def _name_of(path: Path) -> str:
    """The name of the file, which may hold bytes that are no text."""
    return clean_line(path.name) or "file"


def _load(path: Path, kind: str | None, max_bytes: int) -> bytes:
    """The bytes of a regular file within the limit; a larger one is not even opened."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableError(str(path), "the folder may not be listed; check its permissions")
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError(str(path), "this is not a regular file")
        if kind is None:
            raise UnreadableError(
                str(path),
                f"“{path.suffix or path.name}” is not supported; use .txt, .md, .html or .jsonl",
            )
        if found.st_size > max_bytes:
            raise UnreadableError(
                str(path),
                f"it has {found.st_size / 1e6:.0f} MB, and the limit is {max_bytes / 1e6:.0f} MB",
            )
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableError(str(path), _cause(error)) from error
    if len(body) > max_bytes:
        raise UnreadableError(str(path), "it grew over the limit while it was read")
    if not body.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise UnreadableError(str(path), "the file is empty")
    return body


def _text(path: Path, body: bytes) -> str:
    _refuse_binary(path, body)
    text = decode(body)
    noise = text.count("\ufffd")
    if noise > 5 and noise * 50 > len(text):
        raise UnreadableError(
            str(path), "its encoding is unknown; save it as UTF-8 and import it again"
        )
    return text


def _refuse_binary(path: Path, body: bytes) -> None:
    head = body[:8192]
    is_wide = (
        head.startswith((b"\xff\xfe", b"\xfe\xff"))
        or head[1::2].count(0) > len(head) * 0.4
        or head[::2].count(0) > len(head) * 0.4
        or wide(body) is not None
    )
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    magic = head.startswith(
        (
            b"%PDF",
            b"PK\x03\x04",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"\x1f\x8b",
            b"\x7fELF",
            b"MZ\x90",
            b"\xd0\xcf\x11\xe0",
        )
    )
    if magic or (not is_wide and control * 50 > len(head)):
        raise UnreadableError(str(path), "this is a binary file, not text")


def _cause(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the path"
    if isinstance(error, PermissionError):
        return "it may not be read; check its permissions"
    return f"it can't be read ({error.strerror or error})"
