"""What people type after a command."""

from __future__ import annotations

from datetime import time

import pytest

from bot.commands.arguments import find_links, find_zone, read_times
from bot.errors import CommandError


@pytest.mark.parametrize(
    ("typed", "times", "rest"),
    [
        ("", (), ""),
        ("08:00", (time(8),), ""),
        ("8:05", (time(8, 5),), ""),
        ("8", (time(8),), ""),
        ("8.30", (time(8, 30),), ""),
        ("8h30", (time(8, 30),), ""),
        ("8am", (time(8),), ""),
        ("8 pm", (time(20),), ""),
        ("12am", (time(0),), ""),
        ("12:15pm", (time(12, 15),), ""),
        ("18:30, 08:00;08:00", (time(8), time(18, 30)), ""),
        ("07:30 New York", (time(7, 30),), "New York"),
        ("Kyiv", (), "Kyiv"),
    ],
)
def test_times_are_read_as_people_write_them(
    typed: str, times: tuple[time, ...], rest: str
) -> None:
    assert read_times(typed) == (times, rest)


@pytest.mark.parametrize("typed", ["25:99", "24:00", "8:60", "08:00:30", "13pm", "0am", "8x", "²"])
def test_what_is_no_time_of_day_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(CommandError, match=r"no time of day.*/time 08:00"):
        read_times(typed)


def test_seven_times_a_day_are_too_many() -> None:
    with pytest.raises(CommandError, match="at most 6"):
        read_times("1 2 3 4 5 6 7")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("Kyiv", "Europe/Kyiv"),
        ("new york", "America/New_York"),
        ("  New   York ", "America/New_York"),
        ("Buenos_Aires", "America/Buenos_Aires"),
        ("kiev", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"),
        ("київ", "Europe/Kyiv"),
        ("Warszawa", "Europe/Warsaw"),
        ("Москва", "Europe/Moscow"),
        ("Londres", "Europe/London"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_or_city(typed: str, zone: str) -> None:
    assert find_zone(typed) == zone


def test_an_unknown_zone_is_answered_with_the_nearest() -> None:
    with pytest.raises(CommandError, match=r"“Kiyv”\. Did you mean Europe/Kyiv\?"):
        find_zone("Kiyv")


def test_the_nearest_may_be_a_city_in_its_own_language() -> None:
    with pytest.raises(CommandError, match=r"Did you mean Europe/Kyiv\?"):
        find_zone("Кийв")


def test_a_zone_that_resembles_nothing_is_answered_with_an_example() -> None:
    with pytest.raises(CommandError, match="Name a city"):
        find_zone("qqqqqqqqqq")


@pytest.mark.parametrize("typed", ["+3", "UTC+3", "gmt-05:00", "3"])
def test_an_offset_is_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(CommandError, match="after the clocks change"):
        find_zone(typed)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("look: http://a.example/x?y=1#z.", "http://a.example/x?y=1#z"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("<https://a.example/x|title>", "https://a.example/x"),
        ("a.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_first_web_address_of_a_text_is_its_link(text: str, link: str | None) -> None:
    assert find_links(text)[:1] == ((link,) if link else ())


def test_several_addresses_are_found_once_each_and_not_too_many() -> None:
    urls = [f"https://n.example/{number}" for number in range(9)]
    assert find_links(f"{urls[0]} and {urls[1]}, {urls[0]}.") == (urls[0], urls[1])
    assert find_links("\n".join(urls)) == tuple(urls[:5])
