"""Bytes to text: which encoding it is, in the order that worked best on damaged and odd feeds.

Byte order mark, then valid UTF-8, then what the document says of itself, then what the server
says, then a guess. Names from the wire are looked up among text encodings only: `zlib` or `rot13`
are codecs of Python too.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ALPHABETS = range(0x03, 0x0F)  # upper bytes of Greek to Thai; control characters elsewhere
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# Labels that mean another encoding on the web (encoding.spec.whatwg.org, "names and labels").
_WEB_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "x-euc-jp": "euc_jp",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "iso-8859-8-i": "iso8859-8",
    "koi8-u": "koi8-u",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le",
}
_TEXT_CODECS = re.compile(
    r"^(?:utf-?(?:8|16(?:-?[lb]e)?|32(?:-?[lb]e)?)|cp\d{3,4}|windows-?\d{3,4}|iso-?8859-?\d{1,2}"
    r"|koi8-?[rut]|big5\w*|gb18030|euc-?(?:jp|jis-?2004)|iso-?2022-?jp|mac-?\w+|johab|hz)$"
)


def decode(body: bytes, content_type: str = "") -> str:
    """The text of `body`; never fails: what can't be read becomes U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if unmarked := wide(body):
        return body.decode(unmarked, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for label in (_declared(body), _from_header(content_type)):
        if label and (text := _try(body, label)) is not None:
            return text
    damaged = body.decode("utf-8", "replace")
    if _is_mostly_read(damaged):
        return damaged
    return body.decode(guess(body), "replace")


def codec(label: str) -> str | None:
    """Python's name for a label from the wire, or None when it is no text encoding."""
    name = label.strip().lower()
    name = _WEB_LABELS.get(name, name)
    if not _TEXT_CODECS.match(name.replace("_", "-")):
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def guess(body: bytes) -> str:
    """An encoding for bytes that are not UTF-8 and say nothing of themselves."""
    high = sum(byte >= 0x80 for byte in body[:65536])
    words = len(re.findall(rb"[\xc0-\xff]{3,}", body[:65536]))
    if high and words * 3 > high / 4:
        best = max(("cp1251", "koi8-r"), key=lambda name: _cyrillic(body[:65536], name))
        if _cyrillic(body[:65536], best) > 0.8:
            return best
    return _statistical(body) or "cp1252"


def _cyrillic(body: bytes, name: str) -> float:
    """Share of small Cyrillic letters among the non-ASCII ones: wrong guesses swap the case."""
    letters = [char for char in body.decode(name, "replace") if ord(char) >= 0x80]
    small = sum("а" <= char <= "џ" or char in "ґ«»–—’“”„…№" for char in letters)
    return small / len(letters) if letters else 0.0


def _statistical(body: bytes) -> str | None:
    """East Asian text has no simple tell; this library knows it. One letter in eight or none."""
    if sum(byte >= 0x80 for byte in body[:65536]) * 8 < len(body[:65536]):
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(body[:65536]).best()
    return codec(best.encoding) if best else None


def wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: told by the zeros around the first ASCII characters, or by
    one half of the bytes, which in Greek, Cyrillic and the like is one number and, for spaces, 0.
    """
    zeros = "".join("0" if byte == 0 else "x" for byte in body[:4])
    known = {"x0x0": "utf-16-le", "0x0x": "utf-16-be", "x000": "utf-32-le", "000x": "utf-32-be"}
    return known.get(zeros) or _by_alphabet(body[:4096])


def _by_alphabet(head: bytes) -> str | None:
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        halves = Counter(head[first::2])
        ascii_ones = halves.pop(0, 0)
        alphabet, letters = max(halves.items(), key=lambda item: item[1], default=(0, 0))
        total = len(head) // 2
        if alphabet in ALPHABETS and ascii_ones * 20 >= total <= (ascii_ones + letters) * 1.05:
            return name
    return None


def _declared(body: bytes) -> str | None:
    if found := _DECLARED.search(body[:4096]):
        name = codec((found[1] or found[2]).decode("ascii", "replace"))
        # It was readable as ASCII, so it is not what it says.
        return None if name and name.startswith(("utf-16", "utf-32")) else name
    return None


def _from_header(content_type: str) -> str | None:
    found = _HEADER.search(content_type)
    return codec(found[1]) if found else None


def _is_mostly_read(text: str) -> bool:
    """UTF-8 with a few bad bytes; text in another encoding hardly ever looks like UTF-8."""
    bad = text.count("\ufffd")
    return sum(char >= "\x80" for char in text) >= 2 * bad


def _try(body: bytes, name: str) -> str | None:
    text = body.decode(name, "replace")
    bad = text.count("\ufffd")
    if bad and bad * 2 > sum(char >= "\x80" for char in text):
        return None  # more noise than letters: the label is wrong
    return text
