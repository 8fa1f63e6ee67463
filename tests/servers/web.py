"""A hostile web server on loopback: one path a case, with the outcome that each must have.

Any other path leads on to a longer one, for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

GOOD = "<rss><channel><title>T</title><item><title>{}</title><link>{}</link></item></channel></rss>"
FEED = GOOD.format("A", "http://a.example/1").encode()


@dataclass(frozen=True)
class Case:
    """Raw bytes of an answer; `endless` goes on after it: repeated bytes, with a pause between."""

    outcome: str
    answer: bytes
    entries: int = 0
    endless: bytes = b""
    pause: float = 0.0


def reply(body: bytes = FEED, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode("latin-1") + body


def move(target: str, status: str = "302 Found") -> bytes:
    return reply(b"", status, f"Location: {target}\r\n")


def titled(title: str, link: str = "http://a.example/1") -> bytes:
    return reply(GOOD.format(title, link).encode("utf-8", "surrogatepass"))


LAUGHS = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>'
BOMB = gzip.compress(bytes(60_000_000))
MANY = b"<rss><channel>" + b"<item><title>x</title></item>" * 100_000 + b"</channel></rss>"
ATTRIBUTES = (
    b"<item " + b" ".join(b"a%d='b'" % n for n in range(50_000)) + b"><title>A</title></item>"
)
PERSON = b"<author>" + b"a@" * 6_000 + b"</author>"
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [%s]}'
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
OPEN = HEAD + b"\r\n<rss><channel>"
DEFLATED = zlib.compress(FEED)

CASES: dict[str, Case] = {
    "plain": Case("ok", reply(), 1),
    "billion-laughs": Case("refused-xml", reply(LAUGHS)),
    "external-entity": Case("refused-xml", reply(OUTSIDE)),
    "deep": Case("refused-xml", reply(b"<rss>" + b"<a>" * 50_000)),
    "gzip": Case("ok", reply(gzip.compress(FEED), headers="Content-Encoding: gzip\r\n"), 1),
    "deflate": Case("ok", reply(DEFLATED, headers="Content-Encoding: deflate\r\n"), 1),
    "gzip-bomb": Case("too-large", reply(BOMB, headers="Content-Encoding: gzip\r\n")),
    "gzip-cut": Case("bad-encoding", reply(gzip.compress(FEED)[:-9],
                                           headers="Content-Encoding: gzip\r\n")),
    "gzip-false": Case("bad-encoding", reply(headers="Content-Encoding: gzip\r\n")),
    "gzip-twice": Case("bad-encoding", reply(headers="Content-Encoding: gzip, gzip\r\n")),
    "brotli": Case("bad-encoding", reply(headers="Content-Encoding: br\r\n")),
    "endless-body": Case("too-large", OPEN, endless=b"x" * 100_000),
    "slow-body": Case("timeout", OPEN, endless=b" ", pause=0.1),
    "slow-headers": Case("timeout", HEAD, endless=b"X-A: b\r\n", pause=0.1),
    "silent": Case("timeout", b"", endless=b"", pause=0.1),
    "announced-large": Case("too-large", HEAD + b"Content-Length: 99999999999\r\n\r\n"),
    "cut-body": Case("truncated", HEAD + b"Content-Length: 9999\r\n\r\n<rss>"),
    "no-http": Case("bad-response", b"SSH-2.0-OpenSSH_9\r\n\r\n"),
    "closes": Case("broken-connection", b""),
    "huge-header": Case("bad-response", HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n"),
    "loop": Case("redirect-loop", move("/loop")),
    "nowhere": Case("bad-redirect", reply(b"", "302 Found")),
    "to-file": Case("bad-redirect", move("file:///etc/passwd")),
    "to-metadata": Case("private-address", move("http://169.254.169.254/latest/")),
    "to-private": Case("private-address", move("http://10.0.0.1/")),
    "to-ipv6": Case("private-address", move("http://[::1]/")),
    "to-decimal": Case("bad-url", move("http://2130706433/")),
    "to-port": Case("bad-url", move("http://127.0.0.1:22/")),
    "to-plain": Case("ok", move("/plain", "301 Moved"), 1),
    "denied": Case("denied", reply(b"", "403 Forbidden")),
    "missing": Case("not-found", reply(b"", "404 Not Found")),
    "gone": Case("gone", reply(b"", "410 Gone")),
    "too-often": Case("rate-limited", reply(b"", "429 Slow", f"Retry-After: 1{'0' * 15}\r\n")),
    "broken": Case("server-error", reply(b"", "503 Busy")),
    "teapot": Case("client-error", reply(b"", "418 Teapot")),
    "unasked-304": Case("unexpected-status", b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "partial": Case("unexpected-status", reply(status="206 Partial")),
    "picture": Case("wrong-type", reply(headers="Content-Type: image/png\r\n")),
    "empty": Case("empty", reply(b"")),
    "html": Case("not-a-feed", reply(b"<!doctype html><html><body>Hi</body></html>")),
    "text": Case("not-a-feed", reply(b"Nothing to see here")),
    "binary": Case("not-a-feed", reply(bytes(range(256)) * 50)),
    "utf-16": Case("ok", reply(FEED.decode().encode("utf-16")), 1),
    "wrong-charset": Case("ok", reply(headers="Content-Type: text/xml; charset=utf-16\r\n"), 1),
    "zlib-charset": Case("ok", reply(headers="Content-Type: text/xml; charset=zlib\r\n"), 1),
    "nul": Case("ok", reply(FEED.replace(b"A<", b"A\x00B<")), 1),
    "cut-xml": Case("ok", reply(FEED[:-20]), 1),
    "many-entries": Case("ok", reply(MANY), 2_000),
    "long-title": Case("ok", titled("T" * 10_000_000), 1),
    "broadcast": Case("ok", titled("&lt;!channel&gt; &lt;b&gt;x&lt;/b&gt;"), 1),
    "bidi": Case("ok", titled("a\u202eb\u2066c"), 1),
    "script-link": Case("ok", titled("A", "javascript:alert(1)"), 1),
    "json-deep": Case("broken-feed", reply(b"[" * 200_000)),
    "cookies": Case("ok", reply(headers=f"Set-Cookie: a={'b' * 4000}\r\n"), 1),
}  # fmt: skip

MORE_CASES: dict[str, Case] = {
    "to-mapped": Case("private-address", move("http://[::ffff:10.0.0.1]/")),
    "to-nat64": Case("private-address", move("http://[64:ff9b::a00:1]/")),
    "to-hex": Case("bad-url", move("http://0x7f000001/")),
    "to-octal": Case("bad-url", move("http://0177.0.0.1/")),
    "to-user": Case("bad-url", move("http://user:word@a.example/")),
    "to-script": Case("bad-redirect", move("javascript:alert(1)")),
    "hops": Case("too-many-redirects", move("/hops-x")),
    "continue-for-ever": Case("timeout", b"", endless=b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.1),
    "chunks-broken": Case("bad-response", HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "gzip-members": Case("ok", reply(gzip.compress(FEED[:50]) + gzip.compress(FEED[50:]),
                                     headers="Content-Encoding: gzip\r\n"), 1),
    "gzip-in-gzip": Case("not-a-feed", reply(gzip.compress(gzip.compress(FEED)),
                                              headers="Content-Encoding: gzip\r\n")),
    "old-doctype": Case("ok", reply(b"<!DOCTYPE rss PUBLIC 'a' 'http://b/c.dtd'>" + FEED), 1),
    "doctypes": Case("ok", reply(FEED + b"<!DOCTYPE a [" * 20_000), 1),
    "comments-first": Case("ok", reply(b"<!--a-->" * 5_000 + FEED), 1),
    "comments": Case("ok", reply(FEED.replace(b"</channel>", b"<!--" * 100_000)), 1),
    "scripts": Case("ok", titled("A</title><description>" + "&lt;script&gt;" * 20_000
                                 + "</description><title>B"), 1),
    "blocks": Case("ok", titled("A</title><description>" + "&lt;p " * 100_000
                                + "</description><title>B"), 1),
    "attributes": Case("ok", reply(b"<rss><channel>" + ATTRIBUTES + b"</channel></rss>"), 1),
    "attributes-cut": Case("ok", reply(b"<rss><channel>" + ATTRIBUTES), 1),
    "person": Case("ok", reply(FEED.replace(b"<title>A", PERSON + b"<title>A")[:-20]), 1),
    "name-unknown": Case("ok", titled("A&nbsp;&unknown; &#0; &#xFFFF; R&D"), 1),
    "date-absurd": Case("ok", titled("A</title><pubDate>Mon, 31 Feb 99999 99:99:99 +9999</pubDate>"
                                     "<title>B"), 1),
    "raw-tag": Case("ok", HEAD + b'ETag: "\xff"\r\nLink: <\xff>\r\n\r\n' + FEED, 1),
    "raw-type": Case("wrong-type", HEAD + b"Content-Type: image/\xff\xfe\r\n\r\nx"),
    "raw-redirect": Case("too-many-redirects", HEAD.replace(b"200", b"301")
                         + b"Location: /\xff\r\n\r\n"),
    "raw-host": Case("bad-url", HEAD.replace(b"200", b"301")
                     + b"Location: http://\xff.example/\r\n\r\n"),
    "long-tag": Case("ok", reply(headers=f"ETag: {'a' * 5_000}\r\n"), 1),
    "odd-ages": Case("ok", reply(headers=f"Cache-Control: max-age={'9' * 30}\r\n"
                                 "Expires: Mon, 99 Foo 99999 99:99:99\r\nAge: x\r\n"), 1),
    "no-entries": Case("ok", reply(b"<rss><channel><title>T</title></channel></rss>"), 0),
    "utf-16-unmarked": Case("ok", reply(FEED.decode().encode("utf-16-le")), 1),
    "json": Case("ok", reply(JSON % b'{"id": 1, "title": "A"}'), 1),
    "json-surrogate": Case("ok", reply(JSON % b'{"id": 1, "title": "\\ud800A"}'), 1),
    "json-long-number": Case("broken-feed", reply(JSON % b'{"id": %s}' % (b"9" * 5_000))),
    "json-other": Case("not-a-feed", reply(b'{"items": 1}')),
}  # fmt: skip
CASES |= MORE_CASES


@asynccontextmanager
async def hostile() -> AsyncIterator[str]:
    """The server's address; `/<name of the case>` is each case."""
    stopped = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            name = head.split()[1].decode().strip("/")
            case = CASES.get(name) or Case("", move(f"/{name}x"))
            writer.write(case.answer)
            await writer.drain()
            while (case.endless or case.pause) and not stopped.is_set():
                writer.write(case.endless)
                await writer.drain()
                await asyncio.sleep(case.pause)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        stopped.set()
        server.close()
        await asyncio.sleep(0.2)  # the slow cases look at the event every tenth of a second
