"""A location sent to the bot sets the zone of the chat."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from bot.model import Command, Reply
from bot.platforms.telegram import zones
from bot.platforms.telegram.zones import zone_at
from tests.contracts.factories_telegram import platform_on
from tests.contracts.stage import Desk
from tests.servers.telegram import TelegramServer


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (50.45, 30.52, "Europe/Kyiv"),
        (40.71, -74.0, "America/New_York"),
        (-33.87, 151.21, "Australia/Sydney"),
        (90, 0, None),
        (0, -30, None),
    ],
)
async def test_a_place_has_the_zone_that_people_live_by(
    latitude: float, longitude: float, zone: str | None
) -> None:
    found = await zone_at(latitude, longitude)
    assert found == zone if zone else found in available_timezones()


async def test_a_place_that_is_none_has_no_zone(caplog: pytest.LogCaptureFixture) -> None:
    assert await zone_at(float("nan"), 900) in {"", *available_timezones()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zones, "ASK", "raise SystemExit('no map')")
        assert await zone_at(50.45, 30.52) == ""
    assert "no map" in caplog.text


async def test_a_map_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zones, "ASK", "import time; time.sleep(60)")
    monkeypatch.setattr(zones, "SECONDS", 0.2)
    assert await zone_at(50.45, 30.52) == ""


async def test_a_location_asks_for_the_zone_as_if_it_had_been_typed() -> None:
    desk = Desk(answer=lambda incoming: Reply(lines=("Set.",)))
    async with TelegramServer() as server:
        platform = platform_on(server)
        await platform.start(desk.handle)
        ann = server.private(100)
        server.say(ann, "", location={"latitude": 52.52, "longitude": 13.4})
        await server.until(lambda: server.visible(ann))
        await platform.stop()
    (heard,) = desk.heard
    assert isinstance(heard, Command)
    assert (heard.name, heard.argument) == ("time", "Europe/Berlin")
