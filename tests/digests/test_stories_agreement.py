"""Outlets that disagree about one fact are one point that says who differs; nothing is picked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from digests import Certainty, Citation, Database, KeyPoint, Newsroom, Topic
from digests.stories.agreement import Views
from tests.digests.newsdesk import DAY, HOUR, NOW, FirstSentences, draft, query

OUTLETS = ("The Harbour Post", "City Wire", "The Mirror")
COST = "The new bridge will cost 42 million crowns, and the state pays half of it."
OTHER_COST = "The bridge planned in the harbour will cost 45 million crowns."


def said(article: int, text: str, **more: object) -> KeyPoint:
    citation = Citation(article=article, start=0, end=1, quote="", outlet=OUTLETS[article])
    return replace(KeyPoint(text=text, citations=(citation,), first_seen=NOW), **more)  # type: ignore[arg-type]


def agreed(*points: KeyPoint, moments: dict[int, datetime] | None = None) -> list[KeyPoint]:
    return list(Views("en", moments or {}).agreed(points))


def test_two_numbers_for_one_fact_are_one_point_with_both() -> None:
    (told,) = agreed(said(0, COST), said(1, OTHER_COST, attribution="the road office"))
    assert told.text == COST
    assert told.differs == ("City Wire, citing the road office: 45 million crowns",)
    assert told.outlets == ("The Harbour Post",)
    assert [citation.outlet for citation in told.against] == ["City Wire"]


def test_the_point_that_says_more_is_told_whichever_comes_first() -> None:
    (told,) = agreed(said(1, OTHER_COST), said(0, COST))
    assert (told.text, told.differs) == (COST, ("City Wire: 45 million crowns",))


def test_a_third_number_is_a_third_line() -> None:
    third = "The bridge will cost 51 million crowns."
    (told,) = agreed(said(0, COST), said(1, OTHER_COST), said(2, third))
    assert told.differs == ("City Wire: 45 million crowns", "The Mirror: 51 million crowns")


@pytest.mark.parametrize(
    "other",
    [
        "The new tunnel will cost 100 million crowns.",
        "The bridge will cost drivers 45 minutes.",
        "The bridge will cost no more than 45 million crowns.",
        "The bridge cost 2 million crowns in 1931.",
        "Northfield would pay 3 million crowns of the sum.",
        "The new bridge will cost 42 million crowns.",
        "The bridge will open in 2027.",
    ],
)
def test_another_fact_a_limit_and_the_same_number_are_no_disagreement(other: str) -> None:
    assert not any(point.differs for point in agreed(said(0, COST), said(1, other)))


def test_one_outlet_does_not_disagree_with_itself() -> None:
    assert len(agreed(said(0, COST), said(0, OTHER_COST))) == 2


def test_who_calls_it_undecided_is_named_beside_who_states_it() -> None:
    stated = said(0, "The council of Port Ellery decided to build a bridge over the harbour.")
    open_ = said(
        1,
        "No decision has been made on a bridge over the harbour of Port Ellery, Lene Marek said.",
        certainty=Certainty.UNDECIDED,
        attribution="Lene Marek",
    )
    (told,) = agreed(open_, stated)
    assert told.text == stated.text
    assert told.certainty is Certainty.STATED
    assert told.differs == (
        "City Wire, citing Lene Marek: No decision has been made on a bridge over the harbour of "
        "Port Ellery",
    )


def test_a_decision_days_later_is_news_and_no_other_view() -> None:
    stated = said(0, "The council of Port Ellery decided to build a bridge over the harbour.")
    open_ = said(
        1,
        "No decision has been made on a bridge over the harbour of Port Ellery.",
        certainty=Certainty.UNDECIDED,
    )
    assert len(agreed(open_, stated, moments={0: NOW, 1: NOW - 2 * DAY})) == 2


async def test_a_number_that_differs_from_what_was_told_says_so(database: Database) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="All")], summariser=FirstSentences())
    await newsroom.take_in([draft("Bridge in the harbour", COST)], NOW - 2 * DAY)
    later = draft("Bridge in the harbour dearer", OTHER_COST, "City Wire")
    await newsroom.take_in([later], NOW - HOUR)
    new = query(told_until=NOW - DAY, only_new=True)
    (story,) = (await newsroom.digest(new, NOW)).stories
    assert [(point.text, point.differs) for point in story.points] == [
        (OTHER_COST, ("The Harbour Post: 42 million crowns",))
    ]
    (latest,) = (await newsroom.digest(query(told_until=NOW - DAY), NOW)).stories
    assert [(point.text, point.new) for point in latest.points] == [(COST, True)]


BUILT = "Port Ellery's council decided to build a swing bridge in the harbour."
OPEN = "No decision has been made yet on the bridge in the harbour of Port Ellery, Lene Marek said."


async def told(database: Database, *texts: str, language: str = "en") -> list[KeyPoint]:
    """The points of one story by the built-in summariser; each text by an outlet of its own."""
    newsroom = Newsroom(database, [Topic(name="all", title="All")])
    drafts = [
        draft("Norhaven Port Ellery", text, outlet, language=language)
        for text, outlet in zip(texts, OUTLETS, strict=False)
    ]
    await newsroom.take_in(drafts, NOW - HOUR)
    (story,) = (await newsroom.digest(query(max_points=9), NOW)).stories
    return list(story.points)


async def test_a_number_that_is_no_point_of_its_own_is_shown_beside_the_one_that_is(
    database: Database,
) -> None:
    """The summariser chooses one of two sentences that are nearly the same: the other differs."""
    points = await told(
        database,
        "A fire in a hotel in Norhaven killed 14 people on Monday. Rain fell all week.",
        "12 people were killed when a fire broke out in a hotel in Norhaven on Monday.",
        "Fourteen people died in a hotel fire in Norhaven on Monday, the fire brigade said.",
    )
    (fire,) = [point for point in points if "hotel" in point.text]
    assert set(fire.outlets) == {"The Harbour Post", "The Mirror"}
    assert fire.differs == ("City Wire: 12 people",)
    assert [citation.outlet for citation in fire.against] == ["City Wire"]


async def test_three_outlets_and_one_that_says_nothing_is_decided_are_one_point(
    database: Database,
) -> None:
    again = "The council of Port Ellery has decided to build a swing bridge in the harbour."
    (point,) = await told(database, BUILT, again, OPEN)
    assert set(point.outlets) == {"The Harbour Post", "City Wire"}
    assert [line.partition(": ")[2] for line in point.differs] == [OPEN.partition(", Lene")[0]]


@pytest.mark.parametrize(
    ("language", "decided", "still_open"),
    [
        (
            "uk",
            "Міська рада Норгавена у вівторок вирішила побудувати новий міст у гавані.",
            "Рішення про новий міст у гавані Норгавена ще не ухвалено, сказала Лене Марек.",
        ),
        (
            "ru",
            "Городской совет Норхавена во вторник решил построить новый мост в гавани.",
            "Решение о новом мосте в гавани Норхавена ещё не принято, заявила Лене Марек.",
        ),
        (
            "de",
            "Der Stadtrat von Norhaven hat am Dienstag den Bau einer Hafenbrücke beschlossen.",
            "Über den Bau einer Hafenbrücke in Norhaven ist noch keine Entscheidung gefallen.",
        ),
        (
            "fr",
            "Le conseil municipal de Norhaven a décidé mardi de construire un pont dans le port.",
            "Aucune décision n'a encore été prise sur le pont dans le port de Norhaven.",
        ),
        (
            "es",
            "El ayuntamiento de Norhaven decidió el martes construir un puente en el puerto.",
            "Todavía no se ha tomado ninguna decisión sobre el puente en el puerto de Norhaven.",
        ),
        (
            "pl",
            "Rada miasta Norhaven zdecydowała we wtorek o budowie nowego mostu w porcie.",
            "Decyzja w sprawie nowego mostu w porcie Norhaven jeszcze nie zapadła.",
        ),
        (
            "pt",
            "A câmara de Norhaven decidiu na terça-feira construir uma nova ponte no porto.",
            "Ainda não foi tomada nenhuma decisão sobre a nova ponte no porto de Norhaven.",
        ),
        (
            "it",
            "Il consiglio comunale di Norhaven ha deciso martedì di costruire un ponte nel porto.",
            "Non è stata ancora presa alcuna decisione sul ponte nel porto di Norhaven.",
        ),
        (
            "it",
            "Il consiglio comunale di Norhaven ha deciso martedì di costruire un ponte nel porto.",
            "Nessuna decisione è stata ancora presa sul ponte nel porto di Norhaven.",
        ),
        (
            "de",
            "Der Stadtrat von Norhaven hat am Dienstag den Bau einer Hafenbrücke beschlossen.",
            "Entschieden ist über den Bau einer Hafenbrücke in Norhaven noch nichts.",
        ),
        (
            "fr",
            "Le conseil municipal de Norhaven a décidé mardi de construire un pont dans le port.",
            "Rien n'est encore décidé sur le pont dans le port de Norhaven.",
        ),
        (
            "es",
            "El ayuntamiento de Norhaven decidió el martes construir un puente en el puerto.",
            "La decisión sobre el puente en el puerto de Norhaven sigue pendiente.",
        ),
        (
            "pl",
            "Rada miasta Norhaven zdecydowała we wtorek o budowie nowego mostu w porcie.",
            "Nie zapadła jeszcze decyzja o budowie nowego mostu w porcie Norhaven.",
        ),
        (
            "uk",
            "Міська рада Норгавена у вівторок вирішила побудувати новий міст у гавані.",
            "Рішення про новий міст у гавані Норгавена поки немає.",
        ),
        (
            "ru",
            "Городской совет Норхавена во вторник решил построить новый мост в гавани.",
            "Не принято ещё решение о новом мосте в гавани Норхавена.",
        ),
    ],
)
async def test_no_decision_yet_stands_beside_the_decision_in_every_language(
    database: Database, language: str, decided: str, still_open: str
) -> None:
    (point,) = await told(database, decided, still_open, language=language)
    words = still_open.partition(",")[0].rstrip(".")
    assert point.text == decided
    assert [line.partition(": ")[2] for line in point.differs] == [words]


@pytest.mark.parametrize(
    "other",
    [
        "Among senior staff, 36 percent of the council of Port Ellery are women.",
        "Next year 36 percent of the council of Port Ellery will be women.",
        "Analysts had forecast that 36 percent of the council of Port Ellery are women.",
        "About 38 percent of the council of Port Ellery are women.",
        "At most 36 percent of the council of Port Ellery are women.",
        "35.2 percent of the council of Port Ellery are women.",
    ],
)
def test_another_group_another_time_and_a_rounded_number_are_no_disagreement(other: str) -> None:
    point = said(0, "35 percent of the council of Port Ellery are women.")
    (held,) = Views("en", {}).contrasted([point], [said(1, other)])
    assert held.differs == ()


def test_what_an_outlet_said_last_counts() -> None:
    """Its first number was another one, but it has come to say the same."""
    first = said(1, "The bridge will cost 45 million crowns.")
    last = said(1, "The bridge will cost 42 million crowns.", first_seen=NOW + HOUR)
    point = said(0, "The bridge will cost 42 million crowns.")
    moments = {0: NOW, 1: NOW}
    (held,) = Views("en", {}).contrasted([point], [first, last])
    assert held.differs == ()
    (held,) = Views("en", moments).contrasted(
        [point], [last, replace(first, citations=said(2, "").citations)]
    )
    assert held.differs == ("The Mirror: 45 million crowns",)


@pytest.mark.parametrize("denied", ["was denied entry to", "denies the existence of"])
def test_who_is_denied_something_denies_nothing(denied: str) -> None:
    stated = said(0, "The sailor was born in the harbour of Port Ellery.")
    other = said(1, f"The sailor {denied} the harbour of Port Ellery.", certainty=Certainty.DENIED)
    (held,) = Views("en", {}).contrasted([stated], [other])
    assert held.differs == ()


@pytest.mark.parametrize(
    "denial",
    [
        "The harbour bridge of Port Ellery did not collapse on Monday evening, the town hall said, "
        "denying earlier reports.",
        "Denying reports, the town hall said the harbour bridge of Port Ellery had not collapsed "
        "on Monday evening.",
        "The town hall denied that the harbour bridge of Port Ellery had collapsed on Monday.",
    ],
)
async def test_a_denial_stands_beside_what_it_denies(database: Database, denial: str) -> None:
    points = await told(
        database,
        "The harbour bridge of Port Ellery collapsed on Monday evening. Nobody was seen.",
        f"{denial} Divers searched the harbour bridge until midnight.",
    )
    (fallen,) = [point for point in points if "collapse" in point.text]
    assert fallen.text == "The harbour bridge of Port Ellery collapsed on Monday evening."
    assert [line.partition(":")[0].partition(",")[0] for line in fallen.differs] == ["City Wire"]
    assert not any("denying earlier" in (point.attribution or "") for point in points)


def test_the_dead_of_one_outlet_are_not_the_injured_of_another() -> None:
    dead = said(0, "14 people were killed in a hotel fire in Lindale on Monday.")
    hurt = said(1, "30 people were injured in a hotel fire in Lindale on Monday.")
    (held,) = Views("en", {}).contrasted([dead], [hurt])
    assert held.differs == ()


async def test_a_fact_that_another_point_says_whole_is_told_once(database: Database) -> None:
    points = await told(
        database,
        "The bridge over the harbour of Port Ellery will close on Monday. The repair ends in June.",
        "The bridge over the harbour of Port Ellery will close on Monday until late in June.",
    )
    assert sum("will close on Monday" in point.text for point in points) == 1


async def test_who_says_otherwise_is_news_for_who_was_told_the_first_number(
    database: Database,
) -> None:
    newsroom = Newsroom(database, [Topic(name="all", title="All")])
    await newsroom.take_in([draft("Bridge in the harbour", COST)], NOW - 2 * DAY)
    later = draft("Bridge in the harbour dearer", OTHER_COST, "City Wire")
    await newsroom.take_in([later], NOW - HOUR)
    (latest,) = (await newsroom.digest(query(told_until=NOW - DAY), NOW)).stories
    assert any(point.new and point.differs for point in latest.points)


def test_what_is_undecided_stands_beside_the_plan_and_not_beside_what_may_follow_from_it() -> None:
    plan = said(0, "Port Ellery wants to replace its old harbour bridge with a swing bridge.")
    fear = said(
        2,
        "The fishermen of Port Ellery fear that the planned swing bridge will keep their boats "
        "waiting in the harbour.",
    )
    still_open = said(1, OPEN, certainty=Certainty.UNDECIDED)
    afraid, planned = Views("en", {}).contrasted([fear, plan], [still_open])
    assert not afraid.differs
    assert planned.differs


@pytest.mark.parametrize(
    ("mine", "theirs", "line"),
    [
        ("At least 12 people were", "At least 17 people were", "at least 17 people"),
        ("At least 12 people were", "17 people were", "17 people"),
        ("More than 100 people were", "140 people were", "140 people"),
        ("At least 12 people were", "At least 12 people were", ""),
        ("At least 40 people were", "42 people were", ""),
        ("No more than 12 people were", "9 people were", ""),
        ("Dozens of people were", "40 people were", ""),
        ("12 people were", "Another 5 people were", ""),
    ],
)
def test_at_least_so_many_are_held_against_more(mine: str, theirs: str, line: str) -> None:
    rest = " killed in a hotel fire in Lindale on Monday."
    (held,) = Views("en", {}).contrasted([said(0, mine + rest)], [said(1, theirs + rest)])
    assert held.differs == ((f"City Wire: {line}",) if line else ())


@pytest.mark.parametrize(
    ("language", "mine", "theirs"),
    [
        ("de", "Mindestens 12 Menschen starben {}.", "Mindestens 17 Menschen starben {}."),
        ("fr", "Au moins 12 personnes sont mortes {}.", "Plus de 17 personnes sont mortes {}."),
        ("es", "Al menos 12 personas murieron {}.", "Al menos 17 personas murieron {}."),
        ("it", "Almeno 12 persone sono morte {}.", "Oltre 17 persone sono morte {}."),
        ("it", "12 persone sono morte {}.", "Almeno 17 persone sono morte {}."),
        ("pt", "Pelo menos 12 pessoas morreram {}.", "Mais de 17 pessoas morreram {}."),
        ("pl", "Co najmniej 12 osób zginęło {}.", "Ponad 17 osób zginęło {}."),
        ("uk", "Щонайменше 12 людей загинули {}.", "Понад 17 людей загинули {}."),
        ("ru", "Не менее 12 человек погибли {}.", "Более 17 человек погибли {}."),
    ],
)
def test_tolls_disagree_in_every_language(language: str, mine: str, theirs: str) -> None:
    where = {"de": "in Lindau bei einem Brand", "fr": "à Lindale dans un incendie"}
    one, other = (text.format(where.get(language, "Lindale hotel")) for text in (mine, theirs))
    views = Views(language, {})
    (held,) = views.contrasted([said(0, one)], [said(1, other)])
    assert len(held.differs) == 1 and "17" in held.differs[0]
    (same,) = views.contrasted([said(0, one)], [said(1, one)])
    assert same.differs == ()


def test_every_number_that_disagrees_is_shown_also_beside_one_that_agrees() -> None:
    point = said(0, "14 people were killed and 30 guests hurt in a hotel fire in Lindale, 5 hours.")
    other = said(1, "17 people were killed and 30 guests hurt in a hotel fire in Lindale, 5 hours.")
    third = said(2, "17 people were killed and 45 guests hurt in a hotel fire in Lindale, 5 hours.")
    (held,) = Views("en", {}).contrasted([point], [other, third])
    assert held.differs == ("City Wire: 17 people", "The Mirror: 17 people, 45 guests")


def test_who_asks_how_or_when_doubts_no_plan() -> None:
    plan = said(0, "Port Ellery plans to replace its old harbour bridge with a swing bridge.")
    asks = "It is not clear when the old harbour bridge of Port Ellery will be replaced."
    doubts = "It is not clear whether the old harbour bridge of Port Ellery will be replaced."
    one, other = (said(1, text, certainty=Certainty.UNDECIDED) for text in (asks, doubts))
    assert Views("en", {}).contrasted([plan], [one])[0].differs == ()
    assert len(Views("en", {}).contrasted([plan], [other])[0].differs) == 1


FIRE = (
    "{} people were killed when a fire broke out in a hotel in the centre of Norhaven early on "
    "Monday, the fire brigade said. The fire began in the kitchen of the hotel shortly before "
    "three in the morning and spread quickly to the upper floors, where the guests were asleep. "
    "More than a hundred firefighters fought the flames for five hours. The mayor cancelled the "
    "closing concert of the harbour festival, which was to be held in the old port in the evening."
)


async def test_a_copy_with_another_number_is_no_silent_carrier(database: Database) -> None:
    """Agency copy that was brought up to date elsewhere: the reader of the first one is told."""
    newsroom = Newsroom(database, [Topic(name="all", title="All")])
    at_least = {number: FIRE.format(f"At least {number}") for number in (12, 17)}
    await newsroom.take_in([draft("Fire in hotel", at_least[12])], NOW - 2 * DAY)
    await newsroom.take_in([draft("Hotel burns", at_least[12], "City Wire")], NOW - 2 * HOUR)
    new = query(told_until=NOW - DAY, only_new=True)
    assert (await newsroom.digest(new, NOW)).stories == ()
    other = draft("Hotel fire", at_least[17], "The Mirror")
    (copy,) = await newsroom.take_in([other], NOW + HOUR)
    assert copy.article.original is not None
    new = query(end=NOW + 2 * HOUR, told_until=NOW, only_new=True)
    (story,) = (await newsroom.digest(new, NOW + 2 * HOUR)).stories
    assert (story.outlets, story.carriers, story.update) == (("The Harbour Post",), 2, True)
    (point,) = story.points
    assert point.differs == ("The Mirror, citing the fire brigade: at least 17 people",)
    assert [one.outlet for one in point.against] == ["The Mirror"]
    await newsroom.take_in([draft("Fire", at_least[17], "The Echo")], NOW + 3 * HOUR)
    new = query(end=NOW + 4 * HOUR, told_until=NOW + 2 * HOUR, only_new=True)
    assert (await newsroom.digest(new, NOW + 4 * HOUR)).stories == ()
