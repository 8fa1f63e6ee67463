"""Which URLs may be fetched or kept: pure. What a name resolves to is checked in `fetch`."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urljoin, urlsplit, urlunsplit

from digests.errors import FetchError

LONGEST = 4096
CHECKED = 1_000  # addresses that are remembered: feeds come again and again
_FORBIDDEN = re.compile("[\x00-\x20\x7f-\xa0\\\\\u2028\u2029\u3000\ufeff\ud800-\udfff]")
_RAW_BYTE = re.compile("[\udc80-\udcff]")  # as the HTTP client shows what is not UTF-8
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private",
                "home.arpa", "svc", "onion", "test", "invalid", "localdomain")  # fmt: skip
_NUMBER = re.compile(r"^(?:\d+|0[xX][0-9a-fA-F]*)$")
_HOST = re.compile(r"^[^\s%/<>\\^|`{}\"'\[\]:@?#&=;,!$()*+~]+$")
# fetch.spec.whatwg.org "bad port", and the usual ports of databases and caches.
_BAD_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
    5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200, 10080, 11211, 27017,
})  # fmt: skip


@lru_cache(CHECKED)
def check_url(url: str, *, local_names: bool = False) -> str:
    """The URL without its fragment, when it may be fetched.

    `local_names` allows names such as `feeds` and `wiki.internal`; their addresses still count.

    Raises:
        FetchError: outcome `bad-url`, permanent; the reason says what is wrong.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad(url, "the address is malformed") from None
    if len(url) > LONGEST:
        raise _bad(url[:80] + "…", "the address is too long")
    if _FORBIDDEN.search(url):
        raise _bad(url, "the address has spaces, backslashes or control characters in it")
    if parts.scheme not in ("http", "https"):
        raise _bad(url, "only http and https addresses can be fetched")
    if "@" in parts.netloc:
        raise _bad(url, "an address with a user name in it is not fetched")
    if not re.match(r"^https?://[^/]", url, re.IGNORECASE) or not host:
        raise _bad(url, "the address names no host")
    if port is not None and port in _BAD_PORTS:
        raise _bad(url, f"port {port} is not for the web")
    _check_host(url, host, parts.netloc, local_names)
    return urlunsplit(parts._replace(fragment=""))


def join(base: str, reference: str) -> str | None:
    """An absolute http(s) URL, or None when `reference` makes none."""
    reference = reference.strip(" \t\r\n\f")
    if re.match(r"^https?:(?!//[^/])", reference, re.IGNORECASE):
        return None  # `http:///x` and `http:x` would be read as paths of our own host
    try:
        joined = urljoin(base, re.sub(r"[\t\r\n]", "", reference))
    except ValueError:
        return None
    return web_link(joined)


def with_raw_bytes(header: str) -> str:
    """An address from a header as browsers read it: bytes that are no UTF-8 percent-encoded."""
    return _RAW_BYTE.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", header)


def web_link(url: str) -> str | None:
    """The link of an entry if it is one that a reader may be sent to: http(s), no control
    characters, not over the limit. Spaces inside are encoded.
    """
    url = url.strip().replace(" ", "%20")
    if len(url) > LONGEST or _FORBIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host in small letters, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _check_host(url: str, host: str, netloc: str, local_names: bool) -> None:
    if "[" in netloc:
        try:
            IPv6Address(host)
        except ValueError:
            raise _bad(url, "the address is malformed") from None
        return
    labels = _ascii(url, host).rstrip(".").split(".")
    if _NUMBER.match(labels[-1]):
        try:
            IPv4Address(".".join(labels))
        except ValueError:
            raise _bad(url, "write an IP address as four numbers") from None
        return
    if not _HOST.match(host) or not all(labels):
        raise _bad(url, "the host name is malformed")
    name = ".".join(labels)
    local = len(labels) == 1 or any(name.endswith("." + end) for end in _LOCAL_NAMES)
    if local and not local_names:
        raise FetchError(
            url,
            "the name is local, and only public sites are fetched",
            outcome="private-address",
            permanent=True,
        )


def _ascii(url: str, host: str) -> str:
    """The name as it is looked up: full-width digits and dots are the plain ones then."""
    try:
        return host.encode("idna").decode("ascii").lower() if not host.isascii() else host
    except UnicodeError:
        raise _bad(url, "the host name is malformed") from None


def _bad(url: str, reason: str) -> FetchError:
    return FetchError(url, reason, outcome="bad-url", permanent=True)
