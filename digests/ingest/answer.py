"""The answer to a request, from the bytes as they come: pure.

The parser is that of Node.js; what is told here is how long it may go on, and where a body ends.
"""

from __future__ import annotations

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from multidict import CIMultiDict

LONGEST_HEADER = 8_190
LONGEST_HEAD = 65_536  # with all that says "go on" before it
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
        self._head = 0
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(  # what browsers forgive servers
            lenient_headers=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )

    def feed(self, data: bytes) -> None:
        """Raises BrokenExchangeError."""
        self.touched = True
        begun = self.begun
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
        if not begun:
            self._head += len(data)
            if not self.begun and self._head > LONGEST_HEAD:
                raise _improper("its head is too long")

    def end(self) -> None:
        """The connection has ended.

        Raises:
            BrokenExchangeError: the answer has not.
        """
        if self.complete:
            return
        if not self.begun:
            raise BrokenExchangeError("broken-connection", "the connection broke")
        if self._framed():
            raise BrokenExchangeError("truncated", "the answer was cut off")
        self.complete = True

    def take(self) -> list[bytes]:
        parts, self.parts, self.waiting = self.parts, [], 0
        return parts

    def let_go(self) -> None:
        """The parser and its listener hold each other."""
        del self._parser

    def _framed(self) -> bool:
        """Whether the body says where it ends."""
        coding = self.headers.get("Transfer-Encoding")
        if coding is not None:
            return coding.lower().endswith("chunked")
        return "Content-Length" in self.headers

    # What the parser calls.

    def on_message_begin(self) -> None:
        if self.complete:
            self.keeps = False  # an answer that nobody asked for
            raise ValueError("more than one answer")

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(name) + len(value) > LONGEST_HEADER or len(self.headers) > LONGEST_HEAD // 100:
            raise ValueError("a header is too long, or there are too many")
        self.headers.add(name.decode("utf-8", "surrogateescape"),
                         value.decode("utf-8", "surrogateescape"))  # fmt: skip

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        self.begun = self.status >= 200 or self.status == SWITCHED

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)
        self.waiting += len(body)

    def on_message_complete(self) -> None:
        if not self.begun:
            self.headers.clear()  # “100 Continue” and the like: the answer is still to come
            return
        self.complete = True
        self.keeps = self._parser.should_keep_alive()


def _improper(why: object) -> BrokenExchangeError:
    return BrokenExchangeError("bad-response", f"the answer is not proper HTTP ({why})")
