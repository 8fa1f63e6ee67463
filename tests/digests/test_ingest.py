"""The pure rules of ingest: addresses, URLs, compression, dates, what is new."""

from __future__ import annotations

import gzip
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from babel import Locale

from digests import FetchError, UnreadableError
from digests.ingest.addresses import AddressRefusedError, AddressRules
from digests.ingest.charset import codec, decode
from digests.ingest.child import LENGTH
from digests.ingest.dates import clamp, month_number, read_date
from digests.ingest.discovery import find_feeds
from digests.ingest.feeds import Entry, read_feed
from digests.ingest.inflate import BodyTooLargeError, Inflater
from digests.ingest.months import LANGUAGES
from digests.ingest.policy import keyed_entries, new_entries
from digests.ingest.urls import check_url
from digests.ingest.worker import WorkerError, Workers

# The same letters are another month in a language that is read more often.
ALSO_ANOTHER = {("hr", name) for name in ("lip", "srp", "lis", "listopad", "listopada")}
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def spin() -> None:
    while True:
        pass


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.192", "224.0.0.1", "::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fec0::1", "fc00::1",
     "0.0.0.0", "::127.0.0.1", "168.63.129.16", "255.255.255.255"],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(AddressRefusedError):
        AddressRules().check(address)


def test_a_private_network_is_opened_by_name_alone() -> None:
    rules = AddressRules(["10.0.0.0/8"])
    rules.check("10.1.2.3")
    rules.check("8.8.8.8")
    with pytest.raises(AddressRefusedError):
        rules.check("192.168.0.1")


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "file:///etc/passwd", "http://2130706433/", "http://0x7f.0.0.1/",
     "http://0177.0.0.1/", "http://127.1/", "http://user@a.example/", "http://a.example\\@b/",
     "http:///a", "http://a b.example/", "http://a.example:22/", "http://localhost/",
     "http://redis:8080/", "http://x.internal/", "http://[::1", "http://a%2e.example/"],
)  # fmt: skip
def test_a_url_that_may_not_be_fetched_is_refused_before_any_lookup(url: str) -> None:
    with pytest.raises(FetchError):
        check_url(url)


def test_a_bomb_is_stopped_at_the_limit() -> None:
    inflater = Inflater("gzip", 1_000_000)
    with pytest.raises(BodyTooLargeError):
        sum(inflater.feed(gzip.compress(bytes(50_000_000))))


def test_a_codec_that_is_no_text_encoding_is_not_used() -> None:
    assert [codec(name) for name in ("zlib", "rot13", "utf-7", "idna")] == [None] * 4
    assert decode("Привет, это слова".encode("cp1251")) == "Привет, это слова"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("26.04.2025, 8:54", "2025-04-26T08:54"), ("April 26, 2025 8:54 am", "2025-04-26T08:54"),
     ("26 апреля 2025, 08:54", "2025-04-26T08:54"), ("04/26/2025", "2025-04-26T00:00"),
     ("2026-01-05T10:00:00+0530", "2026-01-05T04:30"),
     ("Sat, 26 Apr 2025 08:54:00 EST", "2025-04-26T13:54")],
)  # fmt: skip
def test_dates_are_read_in_many_forms(text: str, expected: str) -> None:
    moment = read_date(text)
    assert moment and moment.isoformat().startswith(expected)


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_months_are_known_by_the_names_that_people_write(language: str) -> None:
    names = Locale.parse(language).months
    for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
        for number, name in names[context][width].items():
            written = name.strip(".")
            if written.isalpha() and (language, written.lower()) not in ALSO_ANOTHER:
                assert month_number(written) == number, written


def test_future_dates_are_clamped_and_absurd_ones_forgotten() -> None:
    assert clamp(datetime(2999, 1, 1, tzinfo=UTC), NOW) == NOW
    assert clamp(datetime(1, 1, 1, tzinfo=UTC), NOW) is None


def test_an_entry_is_known_again_by_its_link_when_its_guid_changes() -> None:
    first = Entry(title="Bridge", link="http://a.example/1", guid="one", text="x")
    again = Entry(title="Bridge", link="http://a.example/1?utm_source=rss", guid="two", text="x")
    (known,) = keyed_entries([first])
    fingerprints = dict.fromkeys(known.keys, known.fingerprint)
    assert new_entries(keyed_entries([again]), fingerprints) == []


def test_an_entry_that_stands_in_a_body_twice_is_one_and_its_first_words_count() -> None:
    first = Entry(title="Bridge", link="http://a.example/1", guid="one", text="new words")
    (only,) = keyed_entries([first, replace(first, text="old words"), replace(first, title="B")])
    assert only.entry == first


def test_a_guid_that_all_entries_share_hides_none_of_them() -> None:
    shared = [Entry(title=f"T{n}", link=f"http://a.example/{n}", guid="site") for n in range(3)]
    found = keyed_entries(shared)
    assert [one.entry.title for one in found] == ["T0", "T1", "T2"]
    assert [one.entry.guid for one in found] == [None] * 3


def test_a_page_that_entries_share_is_no_key_of_them() -> None:
    log = [Entry(title=f"T{n}", link=f"http://a.example/log#{n}", guid=f"{n}") for n in range(2)]
    alone = Entry(title="B", link="http://a.example/b")
    assert [one.own_page for one in keyed_entries([*log, alone])] == [False, False, True]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [(b"", "empty"), (b"<!doctype html><html></html>", "not-a-feed"), (b"{", "broken-feed"),
     (b'{"a": 1}', "not-a-feed"), (b'<!DOCTYPE r [<!ENTITY a "b">]><rss/>', "refused-xml"),
     (b"<rss>" + b"<a>" * 5000, "refused-xml"), (b"[" * 100_000, "broken-feed")],
)  # fmt: skip
def test_what_is_no_feed_has_a_named_outcome(body: bytes, outcome: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_feed(body, "http://a.example/feed")
    assert caught.value.source == outcome


ENGLISH = "The council closed the old bridge on Monday after engineers found cracks in it."
GERMAN = "Der Rat hat die alte Brücke am Montag gesperrt, weil Ingenieure Risse gefunden haben."
NORWEGIAN = "Bystyret stengte den gamle broen på mandag etter at det ble funnet sprekker i den."
RUSSIAN = "Городской совет закрыл старый мост в понедельник после того, как нашли трещины."


@pytest.mark.parametrize(
    ("said", "words", "language"),
    [("en-us", ENGLISH, "en"), ("en-us", GERMAN, ""), ("de", GERMAN, "de"), ("", GERMAN, ""),
     ("uk", RUSSIAN, "uk"), ("no", NORWEGIAN, "nb")],
)  # fmt: skip
def test_the_language_of_a_feed_is_believed_where_its_words_agree(
    said: str, words: str, language: str
) -> None:
    item = f"<item><title>{words}</title><link>http://a.example/1</link></item>"
    body = f"<rss><channel><language>{said}</language>{item}</channel></rss>"
    assert read_feed(body.encode(), "http://a.example/f").language == language


def test_a_hostile_title_and_link_are_made_harmless() -> None:
    feed = read_feed(
        "<rss><channel><item><title>&lt;b&gt;A\u202eB&lt;/b&gt; R&D</title>"
        "<link>javascript:alert(1)</link></item></channel></rss>".encode(), "http://a.example/f",
    )  # fmt: skip
    assert (feed.entries[0].title, feed.entries[0].link) == ("AB R&D", None)


def test_a_page_names_its_feeds_and_those_of_comments_come_last() -> None:
    page = (
        b'<base href="/b/"><link rel="alternate" type="application/rss+xml" href="comments.xml">'
        b'<link rel="ALTERNATE home" type="application/atom+xml; x=y" href="atom.xml">'
    )
    assert find_feeds(page, "http://a.example/") == [
        "http://a.example/b/atom.xml", "http://a.example/b/comments.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "links", "found"),
    [("<base href='/b/'><base href='/c/'><link rel='alternate' type='application/rss+xml' "
      "href='f'>", "", ["/b/f"]),
     ("<LINK REL='Home ALTERNATE' TYPE='Application/Atom+XML; x=y' HREF=' /f '>", "", ["/f"]),
     ("<link rel='alternate' type='application/json' href='/wp-json'>", "", []),
     ("<link rel='alternate' type='application/rss+xml' hreflang='de' href='/de'>", "", []),
     ("<link rel='alternate' type='application/rss+xml' href='javascript:alert(1)'>", "", []),
     ("<!-- <link rel='alternate' type='application/rss+xml' href='/f'> -->", "", []),
     ("<a href='/rss.xml'>RSS</a><a href='/news'>News</a>", "", ["/rss.xml"]),
     ("", "</f>; rel=alternate; type=application/rss+xml", ["/f"]),
     ("<link rel='alternate' type='application/feed+json' href='/f.json'>" * 5_000, "",
      ["/f.json"])],
)  # fmt: skip
def test_the_feeds_of_a_page_are_those_that_it_names(
    page: str, links: str, found: list[str]
) -> None:
    addresses = find_feeds(page.encode(), "http://a.example/", "", links)
    assert addresses == [f"http://a.example{path}" for path in found]


def test_a_page_that_hangs_parsers_is_not_searched_for_feeds() -> None:
    with pytest.raises(UnreadableError, match="nested too deep"):
        find_feeds(b"<div>" * 100_000, "http://a.example/")
    assert (
        len(find_feeds(b"".join(b"<a href='/rss/%d'>" % n for n in range(900)), "http://a.b/"))
        == 20
    )


def test_a_parser_that_hangs_is_killed_and_the_next_job_works() -> None:
    workers = Workers(1)
    try:
        with pytest.raises(WorkerError, match="took too long"):
            workers.run(spin, seconds=1.5)
        body = b"<rss><channel><item><title>A</title></item></channel></rss>"
        feed = workers.run(read_feed, body, "http://a.example/", seconds=60)
    finally:
        workers.close()
    assert feed.entries[0].title == "A"


def test_a_parser_that_hangs_ends_by_itself_when_whoever_asked_was_killed() -> None:
    code = "from digests.ingest import child; child.LONGEST_SECONDS = 1; child.serve()"
    request = pickle.dumps((spin.__module__, spin.__name__, ()))
    left = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        input=LENGTH.pack(len(request)) + request,
        timeout=60,
    )
    assert left.returncode == -signal.SIGALRM
