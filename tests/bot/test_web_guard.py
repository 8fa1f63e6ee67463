"""What holds for every answer: headers, whose name we answer to, and forms of other sites."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.web.guard import is_ours
from tests.bot.website import Site, bearer, open_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, intake_token="t", public_url="https://news.example") as opened:
        yield opened


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/metrics"])
async def test_every_answer_forbids_scripts_frames_and_guessing(site: Site, path: str) -> None:
    headers = (await site.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"]
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8080", True),
        ("[::1]:8080", True),
        ("localhost", True),
        ("digestbot:8080", True),
        ("news.example", True),
        ("NEWS.example:443", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("news.example.evil.example", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_only_our_own_names_are_answered_to(host: str, ours: bool) -> None:
    assert is_ours(host, "news.example") is ours


@pytest.mark.parametrize("path", ["/", "/status", "/login", "/manage", "/topics/bridge/atom.xml"])
async def test_a_name_that_somebody_points_at_us_is_refused(site: Site, path: str) -> None:
    answer = await site.get(path, host="evil.example")
    assert answer.status_code == 403
    assert "web.public_url" in answer.text


async def test_machines_may_know_us_by_a_name_of_their_network(site: Site) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert (await site.get(path, host="digestbot.news.svc:8080")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_of_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    answer = await site.client.post("/articles", json={}, headers={**bearer("t"), **headers})
    assert answer.status_code == 403
    assert "another site" in answer.text


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "https://news.example"])
async def test_our_own_form_passes_also_through_a_proxy(site: Site, origin: str) -> None:
    headers = {"origin": origin, "sec-fetch-site": "same-origin"}
    answer = await site.client.post("/articles", json={}, headers={**bearer("t"), **headers})
    assert answer.status_code == 422
