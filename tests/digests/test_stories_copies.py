"""Copies are found whatever was done to them; texts that only look alike are not."""

from __future__ import annotations

import pytest

from digests import Database, Newsroom, TakenInAs, Topic
from digests.stories.addresses import address_key
from digests.stories.copies import original_among, shape_of
from tests.digests.newsdesk import DAY, HOUR, NOW, FirstSentences, draft, query

AGENCY = (
    "NORHAVEN - The port authority of Norhaven said on Tuesday that the old harbour bridge will be "
    "closed to cars from Monday until the end of June while its steel cables are replaced. "
    "Director Ilse Brandt told reporters that 140 of the 312 cables had rusted through, a third "
    "more than engineers had expected after the inspection in March. Ferries will cross every ten "
    "minutes during the day and every half hour at night, and tickets stay at 2 crowns. The repair "
    "costs 12 million crowns, of which the city pays 9 million and the region the rest. Shop "
    "owners on the southern bank asked the council of Norhaven for a rebate on their rents."
)
OTHER_COMPANY = (
    "{name} reported a net profit of {profit} million crowns for the third quarter, compared "
    "with {before} million a year earlier. Revenue at {name} rose to {revenue} million crowns. "
    "The board of {name} proposed a dividend of {dividend} crowns a share, to be paid in May. "
    "Chief executive {boss} said that the company expects growth to continue in the coming year."
)
FURNITURE = (
    "Home News Sport Weather Culture Subscribe Log in My account Newsletters Contact us Terms of "
    "service Privacy policy Careers Licensing Most read today Trending now Follow us for updates "
)


def is_copy(
    text: str, original: str = AGENCY, title: str = "Harbour bridge closed until June"
) -> bool:
    old = shape_of(title, original, "post.example", 20_000.0)
    new = shape_of(title, text, "mirror.example", 20_000.5)
    return original_among(new, [(1, old)]) == 1


def test_a_cut_copy_is_found() -> None:
    assert is_copy(AGENCY[: len(AGENCY) // 2])


def test_a_copy_with_an_added_paragraph_is_found() -> None:
    more = " Readers can send their pictures of the bridge to the newsroom until Friday evening."
    assert is_copy(AGENCY + more * 2)


def test_a_copy_inside_a_page_is_found() -> None:
    assert is_copy(FURNITURE + AGENCY + " " + FURNITURE)


def test_a_lightly_edited_copy_is_found() -> None:
    assert is_copy(AGENCY.replace("told reporters", "said").replace("a third", "one third"))


def test_a_report_from_the_same_form_is_no_copy() -> None:
    one = OTHER_COMPANY.format(
        name="Borealis", profit=31, before=22, revenue=410, dividend=3, boss="Ada Lind"
    )
    other = OTHER_COMPANY.format(
        name="Kestrel", profit=18, before=29, revenue=377, dividend=2, boss="Per Holm"
    )
    assert not is_copy(one, other, "Quarterly profit")


def test_the_furniture_of_a_site_makes_no_copy() -> None:
    one = FURNITURE * 2 + "Otters were seen in the upper valley, says warden Mia Sund."
    other = FURNITURE * 2 + "The council of Lindale passed its budget by one vote last night."
    assert not is_copy(one, other, "Council passes budget")


def test_another_article_on_the_same_event_is_no_copy() -> None:
    other = (
        "Shopkeepers in Norhaven fear for their trade when the harbour bridge closes on Monday. "
        "Ferries will cross every ten minutes, the port authority said, but Ilse Brandt admitted "
        "that queues are likely. The council meets on Thursday to talk about lower rents."
    )
    assert not is_copy(other)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.post.example/2026/bridge/",
        "https://m.post.example/2026/bridge",
        "https://amp.post.example/2026/bridge",
        "https://post.example/2026/bridge/amp",
        "https://post.example/2026/bridge?utm_source=feed&utm_medium=rss&fbclid=a",
        "https://post.example/2026/bridge#comments",
        "https://post.example:443/2026//bridge/index.html",
        "https://post-example.cdn.ampproject.org/c/s/post.example/2026/bridge",
        "https://www.google.com/amp/s/www.post.example/2026/bridge",
    ],
)
def test_variants_of_an_address_are_one(url: str) -> None:
    assert address_key(url) == address_key("https://post.example/2026/bridge")


def test_addresses_of_different_articles_stay_apart() -> None:
    assert address_key("https://a.example/?id=1") != address_key("https://a.example/?id=2")
    assert address_key("https://a.example/1") != address_key("https://b.example/1")
    assert address_key("https://a.example/") is None
    assert address_key("https://[broken") is None


async def test_a_cut_copy_is_a_carrier_in_the_newsroom(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [Topic(name="all", title="All")], summariser=FirstSentences())
    (first,) = await newsroom.take_in([draft("Bridge closed until June", AGENCY)], NOW - DAY)
    cut = draft("Norhaven loses its bridge for a summer", AGENCY[:420], "The Mirror")
    (second,) = await newsroom.take_in([cut], NOW - HOUR)
    assert second.outcome is TakenInAs.COPY
    assert (second.article.original, second.story) == (first.article.id, first.story)
    (story,) = (await newsroom.digest(query(), NOW)).stories
    assert (story.outlets, story.carriers) == (("The Harbour Post",), 1)
    silent = query(told_until=NOW - 2 * HOUR, only_new=True)
    assert (await newsroom.digest(silent, NOW)).stories == ()
