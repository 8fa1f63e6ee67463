"""Undo compression in small steps, so that a bomb is seen before it goes off: pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

STEP = 256 * 1024
MOST_MEMBERS = 1_000  # each costs a copy of what comes behind it
_GZIP = b"\x1f\x8b"
LAYERS = ("", "identity", "gzip", "x-gzip", "deflate")


class BodyTooLargeError(ValueError):
    """More came out than is allowed."""


class Inflater:
    """Feed it chunks. `limit` counts bytes after decompression.

    Raises:
        ValueError: an encoding that was not asked for, or more than one layer.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in LAYERS:
            raise ValueError(f"the content encoding “{name[:40]}” was not asked for")
        self._plain = name in ("", "identity")
        self._raw_deflate = name == "deflate"
        self._limit = limit
        self._left = limit
        self._held = bytearray()
        self._stream: zlib._Decompress | None = None
        self._members = 0
        self._rest = b""  # the first byte of another member, perhaps
        self._ended = False

    def feed(self, chunk: bytes) -> Iterator[int]:
        """How many bytes are held, after each step, so that a taker may wait between two.

        Raises:
            ValueError: the data are damaged.
            BodyTooLargeError: they are more than the limit.
        """
        if self._plain:
            yield self._keep(chunk)
            return
        chunk, self._rest = self._rest + chunk, b""
        pending = False  # zlib may have taken all in, and have more to give
        while (chunk or pending) and not self._ended:
            if self._members and self._stream is None and chunk[:2] != _GZIP:
                # Several gzip members in a row are legal; anything else behind the end is padding.
                self._rest, self._ended = chunk, chunk != _GZIP[:1]
                return
            stream = self._stream = self._stream or self._start(chunk)
            try:
                piece = stream.decompress(chunk, STEP)
            except zlib.error as error:
                raise ValueError("the compressed body is damaged") from error
            yield self._keep(piece)
            chunk, pending = stream.unconsumed_tail, len(piece) == STEP and not stream.eof
            if stream.eof:
                chunk = stream.unused_data
                self._stream = None
                self._members += 1
                if self._members > MOST_MEMBERS:
                    raise ValueError("the compressed body is in too many pieces")

    def finish(self) -> bytes:
        """The body. Raises ValueError when the compressed data ends too early."""
        if self._stream is not None and not self._stream.eof:
            raise ValueError("the compressed body is cut off")
        return bytes(self._held)

    def _keep(self, piece: bytes) -> int:
        self._left -= len(piece)
        if self._left < 0:
            raise BodyTooLargeError(f"it has more than {self._limit / 1e6:.0f} MB")
        self._held += piece
        return self._limit - self._left

    def _start(self, first: bytes) -> zlib._Decompress:
        if self._raw_deflate and first[:1] != b"\x78":
            return zlib.decompressobj(-zlib.MAX_WBITS)
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
