"""Where a redirect leads, however servers write it."""

from __future__ import annotations

import asyncio
import socket

import pytest

from digests import Fetcher, FetchError, FetchPolicy
from tests.servers.raw import OK, serving

POLICY = FetchPolicy(allow_private=("127.0.0.0/8", "::1/128"), timeout_seconds=5.0)


def moved(location: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % location


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (b"/b", "/b"),
        (b"b?c=d", "/a/b?c=d"),
        (b"?c", "/a/a?c"),
        (b"../b", "/b"),
        (b"/../../b", "/b"),
        (b"/b#part", "/b"),
        (b"  /b\t", "/b"),
        (b"/b c", "/b%20c"),
        ("/новини".encode(), "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"),
        (b"/\xfc", "/%FC"),
        (b"/%zz%41", "/%25zzA"),
        (b"//127.0.0.1:PORT/b", "/b"),
        (b"HTTP://127.0.0.1:PORT", "/"),
    ],
)
async def test_a_redirect_is_followed_as_browsers_do(location: bytes, asked: str) -> None:
    async with serving(OK) as server, Fetcher(POLICY) as fetcher:
        server.answers.insert(0, moved(location.replace(b"PORT", b"%d" % server.port)))
        assert (await fetcher.fetch(f"{server.url}/a/a")).body == b"hi"
    first, *headers = server.heads[1].split("\r\n")
    assert first == f"GET {asked} HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in headers


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        (b"http://user:word@127.0.0.1/", "bad-url"),
        (b"http://127.0.0.1:99999/", "bad-url"),
        (b"http://127.0.0.1:6379/", "bad-url"),
        (b"http://[::1", "bad-redirect"),
        (b"http://[fe80::1%1]/", "private-address"),
        (b"http:///b", "bad-redirect"),
        (b"http:b", "bad-redirect"),
        (b"ftp://127.0.0.1/", "bad-redirect"),
        (b"data:text/xml,a", "bad-redirect"),
        (b"\\\\127.0.0.1\\b", "bad-redirect"),
        (b"/b\x00c", "bad-redirect"),
        (b"/" + b"b" * 5_000, "bad-redirect"),
        (b"", "bad-redirect"),
        (b"#part", "redirect-loop"),
    ],
)
async def test_a_redirect_that_leads_astray_is_not_followed(location: bytes, outcome: str) -> None:
    async with serving(moved(location), OK) as server, Fetcher(POLICY) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(f"{server.url}/a")
    assert (caught.value.outcome, len(server.heads)) == (outcome, 1)


async def test_validators_are_for_the_asked_address_alone() -> None:
    tagged = OK.replace(b"\r\n\r\n", b'\r\nETag: "a"\r\n\r\n')
    async with serving(tagged, moved(b"/b"), OK) as server, Fetcher(POLICY) as fetcher:
        first = await fetcher.fetch(server.url)
        await fetcher.fetch(server.url, first.validators)
    assert ['If-None-Match: "a"' in head for head in server.heads] == [False, True, False]


async def test_an_ipv6_address_is_asked_in_its_brackets() -> None:
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK)
        writer.close()

    try:
        server = await asyncio.start_server(answer, "::1", 0, family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine knows no IPv6")
    port = server.sockets[0].getsockname()[1]
    async with Fetcher(POLICY) as fetcher:
        assert (await fetcher.fetch(f"http://[::1]:{port}/")).body == b"hi"
    server.close()
    assert b"Host: [::1]:%d\r\n" % port in heard[0]
