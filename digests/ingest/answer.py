"""The answer to a request, from the bytes as they come: pure.

The parser is that of Node.js; what is told here is how long it may go on, and where a body ends.
"""

from __future__ import annotations

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from multidict import CIMultiDict

LONGEST_HEADER = 8_190
LONGEST_HEAD = 65_536  # with all that says "go on" before it
MOST_HEADERS = 650
SWITCHED = 101


class BrokenExchangeError(Exception):
    """No answer, or none that can be used; `outcome` is one of `replies.OUTCOMES`."""

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


class Answer:
    """Feed it what the server sends. `begun`: status and headers are there; `complete`: all is;
    `parts`: the body as far as it came and was not taken, `waiting` bytes of it.
    """

    def __init__(self) -> None:
        self.status = 0
        self.headers: CIMultiDict[str] = CIMultiDict()
        self.begun = self.complete = self.touched = False
        self.keeps = False  # the server will answer another request on this connection
        self.parts: list[bytes] = []
        self.waiting = 0
        self._bare = 0  # bytes since the last that were of use: an endless head, a drip of chunks
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(  # what browsers forgive servers
            lenient_headers=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )

    def feed(self, data: bytes) -> None:
        """Raises BrokenExchangeError."""
        self.touched = True
        self._bare += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            raise BrokenExchangeError(
                "unexpected-status", "it would speak another protocol (HTTP 101)"
            ) from None
        except HttpParserError as error:
            if not self.complete:
                raise _improper(error) from None
            self.keeps = False  # the answer is whole; what comes after it is nobody's
        if not self.complete and self._bare > LONGEST_HEAD:
            raise _improper("its head or trailer is too long")

    def end(self, *, broke: bool = False) -> None:
        """The connection has ended; `broke`: not as one does whose body ends with it.

        Raises:
            BrokenExchangeError: the answer has not.
        """
        if self.complete:
            return
        if not self.begun:
            raise BrokenExchangeError("broken-connection", "the connection broke")
        if broke or self._framed():
            raise BrokenExchangeError("truncated", "the answer was cut off")
        self.complete = True

    def take(self) -> bytes:
        """What came of the body. Joined: a hostile server sends each byte in a chunk of its own."""
        body = b"".join(self.parts)
        self.parts, self.waiting = [], 0
        return body

    def let_go(self) -> None:
        """The parser and its listener hold each other."""
        del self._parser

    def _framed(self) -> bool:
        """Whether the body says where it ends."""
        codings = self.headers.getall("Transfer-Encoding", [])
        if codings:
            return codings[-1].lower().endswith("chunked")
        return "Content-Length" in self.headers

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self.complete:
            self.keeps = False  # an answer that nobody asked for
            raise ValueError("more than one answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(name) + len(value) > LONGEST_HEADER or len(self.headers) > MOST_HEADERS:
            raise ValueError("a header is too long, or there are too many")
        if self.begun:
            return  # a trailer: what came before the body holds
        self.headers.add(name.decode("utf-8", "surrogateescape").strip(),
                         value.decode("utf-8", "surrogateescape").strip())  # fmt: skip

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status < 100:
            raise ValueError("there is no such status")
        self.begun = self.status >= 200 or self.status == SWITCHED
        if self.begun:
            self._bare = 0

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)
        self.waiting += len(body)
        self._bare = 0

    def on_message_complete(self) -> None:
        if not self.begun:
            self.headers.clear()  # “100 Continue” and the like: the answer is still to come
            return
        self.complete = True
        self.keeps = self._parser.should_keep_alive()


def _improper(why: object) -> BrokenExchangeError:
    return BrokenExchangeError("bad-response", f"the answer is not proper HTTP ({why})")
