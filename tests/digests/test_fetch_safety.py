"""Who is connected to: each address checked, each certificate verified, nothing shared."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digests import Fetcher, FetchError, FetchPolicy
from digests.ingest.addresses import AddressRefusedError, AddressRules
from digests.ingest.dial import Dialer
from digests.ingest.watch import Watch
from tests.certificates import certified
from tests.servers.raw import OK, serving

POLICY = FetchPolicy(allow_private=("127.0.0.0/8", "::1/128"), timeout_seconds=5.0)


class Names:
    """What each name leads to; each time it is asked for, the next list, and the last for ever."""

    def __init__(self) -> None:
        self.known: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    def look_up(self, host: str, port: int, *_: Any) -> list[Any]:
        self.asked.append(host)
        answers = self.known[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    made = Names()
    monkeypatch.setattr("digests.ingest.dial.socket.getaddrinfo", made.look_up)
    return made


async def outcome(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url)
    return caught.value.outcome


async def test_one_private_address_of_a_name_refuses_it_and_nothing_is_connected_to(
    names: Names,
) -> None:
    names.known["news.example"] = [["93.184.216.34", "10.0.0.1"]]
    async with Fetcher(POLICY) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch("http://news.example/feed")
    assert (caught.value.outcome, caught.value.permanent) == ("private-address", True)


def test_the_socket_is_made_for_a_checked_address_alone() -> None:
    dialer = Dialer(AddressRules(), Watch())
    with pytest.raises(AddressRefusedError):
        dialer._guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))


async def test_a_name_is_checked_anew_for_each_connection_and_looked_up_once_for_it(
    names: Names,
) -> None:
    names.known["news.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    async with serving(OK, None) as server, Fetcher(POLICY) as fetcher:
        url = f"http://news.example:{server.port}/"
        assert (await fetcher.fetch(url)).body == b"hi"
        assert names.asked == ["news.example"]
        assert await outcome(fetcher, url) == "private-address"
    assert server.connections == 1


async def test_a_redirect_to_a_name_that_is_private_is_refused(names: Names) -> None:
    names.known["inside.example"] = [["10.0.0.1"]]
    move = b"HTTP/1.1 302 Found\r\nLocation: http://inside.example/\r\nContent-Length: 0\r\n\r\n"
    async with serving(move) as server, Fetcher(POLICY) as fetcher:
        assert await outcome(fetcher, server.url) == "private-address"


async def test_of_several_addresses_the_one_that_answers_is_taken(names: Names) -> None:
    names.known["news.example"] = [["127.0.0.9", "127.0.0.1"]]  # nobody listens at the first one
    async with serving(OK) as server, Fetcher(POLICY) as fetcher:
        assert (await fetcher.fetch(f"http://news.example:{server.port}/")).body == b"hi"
    assert f"Host: news.example:{server.port}\r\n" in server.heads[0]


@contextlib.contextmanager
def deaf(address: str, port: int) -> Iterator[None]:
    """Nobody accepts there, and there is no more room to wait."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(0)
        for _ in range(4):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex((address, port))
        yield


async def test_an_address_that_keeps_silent_holds_up_the_next_one_for_a_moment_alone(
    names: Names,
) -> None:
    names.known["news.example"] = [["127.0.0.9", "127.0.0.1"]]
    async with serving(OK) as server, Fetcher(POLICY) as fetcher:
        with deaf("127.0.0.9", server.port):
            assert (await fetcher.fetch(f"http://news.example:{server.port}/")).body == b"hi"


async def test_a_connection_is_never_used_for_another_host_port_or_scheme(names: Names) -> None:
    names.known |= {"a.example": [["127.0.0.1"]], "b.example": [["127.0.0.1"]]}
    policy = replace(POLICY, connect_seconds=0.5)  # this server never answers a TLS greeting
    async with serving(OK, OK, OK, stays=True) as server, Fetcher(policy) as fetcher:
        for host in ("a.example", "b.example", "a.example"):
            await fetcher.fetch(f"http://{host}:{server.port}/")
        assert await outcome(fetcher, f"https://a.example:{server.port}/") != "ok"
    assert server.connections == 3  # the last `http` is a kept one


async def test_connections_are_not_kept_beyond_the_rules_that_allowed_them() -> None:
    async with serving(OK, OK) as server, Fetcher(POLICY) as fetcher:
        await fetcher.fetch(server.url)
        fetcher.use(replace(POLICY, allow_private=()))
        assert await outcome(fetcher, server.url) == "private-address"
    assert len(server.heads) == 1


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    secure = certified(tmp_path)
    async with serving(OK, secure=secure) as server, Fetcher(POLICY) as fetcher:
        assert await outcome(fetcher, server.url) == "tls"
    assert server.heads == []


async def test_a_certificate_is_accepted_for_its_own_names_alone_and_the_name_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: Names
) -> None:
    names.known |= {host: [["127.0.0.1"]] for host in ("a.example", "a.example.", "b.example")}
    secure = certified(tmp_path, "DNS:a.example")
    said: list[Any] = []
    secure.sni_callback = lambda made, name, _: said.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with serving(OK, OK, secure=secure) as server, Fetcher(POLICY) as fetcher:
        assert (await fetcher.fetch(f"https://a.example:{server.port}/")).body == b"hi"
        assert (await fetcher.fetch(f"https://a.example.:{server.port}/")).body == b"hi"
        with pytest.raises(FetchError, match=r"not valid for .b\.example.") as caught:
            await fetcher.fetch(f"https://b.example:{server.port}/")
        assert await outcome(fetcher, server.url) == "tls"  # an address is no name
    assert caught.value.outcome == "tls"
    assert said == ["a.example", "a.example", "b.example", None]
    assert len(server.heads) == 2


async def test_a_certificate_for_an_address_is_accepted_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with serving(OK, secure=secure) as server, Fetcher(POLICY) as fetcher:
        assert (await fetcher.fetch(server.url)).body == b"hi"


async def test_a_certificate_that_has_expired_is_refused_and_the_reason_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = certified(tmp_path, expired=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with serving(OK, secure=secure) as server, Fetcher(POLICY) as fetcher:
        with pytest.raises(FetchError, match="certificate has expired") as caught:
            await fetcher.fetch(server.url)
    assert (caught.value.outcome, server.heads) == ("tls", [])


async def test_a_server_that_speaks_no_tls_is_not_asked_without() -> None:
    heard = bytearray()

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(1000))
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with Fetcher(POLICY) as fetcher:
        with pytest.raises(FetchError, match="no encrypted connection") as caught:
            await fetcher.fetch(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    server.close()
    assert (caught.value.outcome, b"GET" in heard) == ("tls", False)


async def test_a_large_body_comes_whole_over_tls_from_a_server_that_then_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    body = bytes(range(256)) * 12_000
    answer = b"HTTP/1.0 200 OK\r\n\r\n" + body
    async with serving(answer, secure=secure) as server, Fetcher(POLICY) as fetcher:
        assert (await fetcher.fetch(server.url)).body == body
