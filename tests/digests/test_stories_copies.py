"""Copies are found whatever was done to them; texts that only look alike are not."""

from __future__ import annotations

from typing import Any

import pytest

from digests import ArticleDraft, Database, Newsroom, TakenInAs, Topic
from digests.stories.addresses import address_key
from digests.stories.copies import Kinship, Known, kinship, shape_of
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
    return kinship(new, [Known(1, 1, old)]) == Kinship(1)


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


def test_a_later_version_under_the_same_headline_may_be_half_rewritten() -> None:
    rewritten = AGENCY[: len(AGENCY) // 3] + (
        " Since then the council has met twice, and the mayor promised on Friday that the city "
        "would lend three buses to the southern bank. A first cable was cut out on Saturday "
        "morning while some two hundred people watched from the quay, and nobody was hurt. The "
        "engineers will now look at every anchor before they go on with the northern tower."
    )
    assert is_copy(rewritten, title="Norhaven harbour bridge closed until June | The Gazette")
    assert not is_copy(rewritten, title="A first cable falls")


def test_openings_of_one_series_on_one_site_are_no_copies() -> None:
    opening = "Every Friday our readers ask and the harbour master of Norhaven answers them here. "
    one = shape_of("Why do ferries wait?", opening * 2, "post.example", 20_000.0)
    other = shape_of("How deep is the bay?", opening * 2, "post.example", 20_001.0)
    assert kinship(other, [Known(1, 1, one)]) is None


def test_a_text_that_two_families_copied_makes_them_one() -> None:
    """A page and an edited text may share little with each other and much with the original."""
    words = AGENCY.split()
    first, second = " ".join(words[: len(words) * 5 // 8]), " ".join(words[len(words) * 2 // 8 :])
    page = Known(1, 1, shape_of("", FURNITURE + first, "page.example", 20_000.0))
    edit = Known(2, 2, shape_of("", second, "edit.example", 20_000.0))
    whole = shape_of("", AGENCY, "post.example", 20_000.0)
    found = kinship(whole, [page, edit])
    assert found is not None
    assert {found.family, *found.also} == {1, 2}


def test_copies_of_one_text_do_not_make_its_own_words_common() -> None:
    copies = [
        Known(number, 1, shape_of("", AGENCY, f"site{number}.example", 20_000.0))
        for number in (1, 2, 3, 4)
    ]
    whole = shape_of("", AGENCY, "late.example", 20_000.0)
    assert kinship(whole, copies) == Kinship(1)
    apart = [Known(known.article, known.article, known.shape) for known in copies]
    assert kinship(whole, apart) is None


async def test_joined_families_are_one_story_with_one_original(any_database: Database) -> None:
    words = AGENCY.split()
    page = " ".join(words[: len(words) * 5 // 8])
    edit = " ".join(words[len(words) * 2 // 8 :])
    newsroom = Newsroom(any_database, [Topic(name="all", title="All")], summariser=FirstSentences())
    taken = await newsroom.take_in(
        [
            draft("Notice", page, "A", published=NOW - 12 * DAY),
            draft("Ferries instead of cars", edit, "B", published=NOW),
            draft("Bridge closed", AGENCY, "C", published=NOW - 6 * DAY),
        ],
        NOW,
    )
    first, second, third = taken
    assert (first.story == second.story, third.outcome) == (False, TakenInAs.COPY)
    assert (await newsroom.article(second.article.id)).original == first.article.id
    story = await newsroom.story(second.story)
    assert (story.id, len(story.articles)) == (first.story, 3)
    (told,) = (await newsroom.digest(query(days=30), NOW)).stories
    assert (told.outlets, told.carriers) == (("A",), 2)


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
        "https://post.example/2026/bridge?gaa_at=1&_ga=2.1&_gl=1*x&gad_source=1&xtor=RSS-1",
        "https://post.example/2026/bridge?mkt_tok=a&itm_source=b&trk=c&_branch_match_id=1&wtmc=d",
        "https://post.example/2026/bridge?m=1",
        "https://post.example/2026/bridge?print=true&igsh=a&mibextid=b&si=c&leadSource=d",
    ],
)
def test_variants_of_an_address_are_one(url: str) -> None:
    assert address_key(url) == address_key("https://post.example/2026/bridge")


def test_addresses_of_different_articles_stay_apart() -> None:
    assert address_key("https://a.example/?id=1") != address_key("https://a.example/?id=2")
    assert address_key("https://a.example/1") != address_key("https://b.example/1")
    assert address_key("https://a.example/t.php?tid=1") != address_key(
        "https://a.example/t.php?tid=2"
    )
    assert address_key("https://a.example/1?cid=rss") == address_key("https://a.example/1")
    assert address_key("https://de.m.wiki.example/1") == address_key("https://de.wiki.example/1")
    assert address_key("https://a.example/?m=12") != address_key("https://a.example/?m=13")
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


def issued(text: str, page: str, **more: Any) -> ArticleDraft:
    return draft("Bridge closed until June", text, url=f"https://post.example/{page}", **more)


async def test_what_an_outlet_puts_out_again_at_another_address_is_an_edit(
    any_database: Database,
) -> None:
    """Its new number must reach who read the old one, with the page where it stands."""
    newsroom = Newsroom(any_database, [Topic(name="all", title="All")])
    (first,) = await newsroom.take_in([issued(AGENCY, "bridge")], NOW - DAY)
    dearer = AGENCY.replace("12 million", "19 million").replace("pays 9", "pays 16")
    (again,) = await newsroom.take_in([issued(dearer, "bridge-2")], NOW - HOUR)
    assert (again.outcome, again.article.id) == (TakenInAs.UPDATED, first.article.id)
    assert again.article.url == "https://post.example/bridge-2"
    new = query(told_until=NOW - 2 * HOUR, only_new=True)
    (story,) = (await newsroom.digest(new, NOW)).stories
    assert story.update and all("19 million" in point.text for point in story.points)
    (once_more,) = await newsroom.take_in([issued(dearer, "bridge-2?utm_source=feed")], NOW)
    assert once_more.outcome is TakenInAs.KNOWN


async def test_both_forms_in_one_batch_are_one_article_too(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [])
    dearer = AGENCY.replace("12 million", "19 million")
    both = [issued(AGENCY, "bridge"), issued(dearer, "bridge-2")]
    first, again = await newsroom.take_in(both, NOW)
    assert (again.outcome, again.article.id) == (TakenInAs.UPDATED, first.article.id)


async def test_an_older_form_a_cut_one_and_another_outlet_replace_nothing(
    any_database: Database,
) -> None:
    newsroom = Newsroom(any_database, [])
    dearer = AGENCY.replace("12 million", "19 million")
    await newsroom.take_in([issued(dearer, "bridge-2", published=NOW)], NOW)
    others = [
        issued(AGENCY, "bridge", published=NOW - HOUR),
        issued(AGENCY[:430], "short", published=NOW + HOUR),
        issued(AGENCY, "mirror", published=NOW + HOUR, outlet="The Mirror"),
    ]
    taken = await newsroom.take_in(others, NOW + HOUR)
    assert [one.outcome for one in taken] == [TakenInAs.COPY] * 3


async def test_a_variant_of_an_address_changes_no_link(any_database: Database) -> None:
    newsroom = Newsroom(any_database, [])
    await newsroom.take_in([issued(AGENCY, "bridge")], NOW)
    dearer = AGENCY.replace("12 million", "19 million")
    (again,) = await newsroom.take_in([issued(dearer, "bridge?utm_source=feed")], NOW)
    assert (again.outcome, again.article.url) == (
        TakenInAs.UPDATED,
        "https://post.example/bridge",
    )
