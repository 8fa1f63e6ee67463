"""What a server's answer means: pure over its status and headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from digests.errors import FetchError
from digests.ingest.clean import clean_line

SHORTEST_WAIT = 60.0
LONGEST_WAIT = 7 * 86_400.0

OUTCOMES = {
    "ok": "read",
    "unchanged": "nothing new since the last time",
    "bad-url": "the address can't be fetched as it is written",
    "private-address": "it leads into a private network",
    "dns": "the name is not known",
    "connect": "no connection",
    "tls": "the certificate or the encryption is refused",
    "timeout": "too slow",
    "broken-connection": "the connection was cut",
    "truncated": "the body was cut off",
    "bad-response": "not HTTP as it should be",
    "bad-encoding": "the compression is unknown or damaged",
    "too-large": "over the size limit",
    "too-many-redirects": "too many redirects",
    "redirect-loop": "redirects in a circle",
    "bad-redirect": "a redirect to nowhere",
    "gone": "removed for good (410)",
    "not-found": "not there (404)",
    "denied": "not for us (401, 402, 403, 451)",
    "rate-limited": "asked too often (429)",
    "client-error": "another 4xx",
    "server-error": "5xx",
    "unexpected-status": "a status that makes no sense here",
    "wrong-type": "a picture, a PDF or the like",
    "empty": "an empty body",
    "not-a-feed": "a page or another text, not a feed",
    "broken-feed": "a feed so damaged that nothing can be read",
    "refused-xml": "XML with entities of its own, or nested too deep",
    "not-taken-in": "its words found a fault in us, which the log names",
    "parser-stopped": "the parser took too long or too much memory",
}
"""Every class that a fetch or a reading may end in, in words for people."""

_DENIED = {401: "denied", 402: "denied", 403: "denied", 451: "denied"}
_NAMED = {404: "not-found", 410: "gone", 429: "rate-limited", **_DENIED}
_REASONS = {
    "denied": "the server does not let us in",
    "not-found": "there is nothing at this address",
    "gone": "it was removed for good",
    "rate-limited": "the server asks us to come less often",
}
_OTHER_TYPES = re.compile(
    r"^\s*(?:image|audio|video|font|model)/|^\s*application/(?:pdf|zip|gzip|x-tar|x-7z|"
    r"java-archive|vnd\.|msword|wasm|x-shockwave|x-msdownload|x-executable|x-sh\b)",
    re.IGNORECASE,
)
_FEED_VENDORS = re.compile(r"application/vnd\.[\w.-]*(?:rss|atom|feed|xml|json)", re.IGNORECASE)
_NOT_KEPT = re.compile(r"no-(?:cache|store)", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask whether anything changed; sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Validators:
        return cls(_short(headers.get("ETag")), _short(headers.get("Last-Modified")))

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


def check_status(url: str, status: int, headers: Mapping[str, str], conditional: bool) -> None:
    """Pass 200, and 304 when we asked for it.

    Raises:
        FetchError: everything else, and a 200 of a type that is no text.
    """
    if status == 304 and conditional:
        return
    if status == 200:
        kind = headers.get("Content-Type", "")
        if _OTHER_TYPES.match(kind) and not _FEED_VENDORS.match(kind):
            raise FetchError(
                url, f"it is “{clean_line(kind, 60)}”, not a feed or page", outcome="wrong-type"
            )
        return
    outcome = _NAMED.get(status)
    if outcome is None:
        outcome = {4: "client-error", 5: "server-error"}.get(status // 100, "unexpected-status")
    raise FetchError(
        url,
        f"{_REASONS.get(outcome, 'the server answered with an error')} (HTTP {status})",
        outcome=outcome,
        permanent=status == 410,
        retry_after=retry_after(headers),
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks us to wait, within a minute and a week; None: it says nothing.

    A date counts from the answer's own `Date`, whatever our clock says.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return _within(float(value[:18]))
    seconds = _until(value, headers.get("Date", ""))
    return None if seconds is None else _within(seconds)


def fresh_seconds(headers: Mapping[str, str]) -> float | None:
    """How long the answer stays good (RFC 9111 §4.2.1), at most a week; None: not said."""
    control = headers.get("Cache-Control", "")
    if control and _NOT_KEPT.search(control):
        return None
    if control and (found := _MAX_AGE.search(control)):
        return min(float(found[1]), LONGEST_WAIT)
    seconds = _until(headers.get("Expires", ""), headers.get("Date", ""))
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def _until(value: str, start: str) -> float | None:
    if not value:
        return None
    moment, begin = _http_date(value), _http_date(start)
    return (moment - begin).total_seconds() if moment and begin else None


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _within(seconds: float) -> float:
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)


def _short(value: str | None) -> str | None:
    """Longer ones would be refused as a header of the next request."""
    return value if value and len(value) <= 1024 and value.isprintable() else None
