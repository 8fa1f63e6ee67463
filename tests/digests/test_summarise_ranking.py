"""What is worth telling, and how it is chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from digests.summarise.choosing import Candidate, Room, choose
from digests.summarise.ranking import FEW, MANY, SINGLE, Sentence, model_for, weigh
from digests.summarise.statements import Statement
from digests.text.sentences import Span

STOP = frozenset({"the", "of"})


def sentence(text: str, quoted: float = 0.0) -> Sentence:
    return Sentence(tuple(text.split()), quoted)


def candidate(text: str, place: int, section: int | None = None) -> Candidate:
    words = text.split()
    statement = Statement(
        article=place, first=0, spans=(Span(0, len(text)),), text=text, language="en"
    )
    return Candidate(
        statement=statement,
        section=section,
        content=frozenset(words),
        concepts=frozenset(pairwise(words)),
        length=len(words),
        claim=None,
    )


def names(chosen: list[tuple[Candidate, float]]) -> list[str]:
    return [one.statement.text for one, _ in chosen]


def test_what_more_outlets_say_weighs_more() -> None:
    told = weigh(
        [
            [sentence("bridge closes today"), sentence("ferry sails tonight")],
            [sentence("bridge closes today"), sentence("market opens late")],
            [sentence("bridge closes today"), sentence("storm comes soon")],
        ],
        [frozenset()] * 3,
        STOP,
    )
    assert told["bridge", "closes"] > told["ferry", "sails"]
    assert told["bridge", "closes"] > told["storm", "comes"]


def test_three_outlets_weigh_more_than_one_that_repeats_itself() -> None:
    repeated = [sentence("ferry sails"), sentence("ferry sails"), sentence("ferry sails")]
    documents = [[*repeated, sentence("bridge closes")], *[[sentence("bridge closes")]] * 2]
    told = weigh(documents, [frozenset()] * 3, STOP)
    assert told["bridge", "closes"] > 1.5 * told["ferry", "sails"]


@pytest.mark.parametrize("articles", [1, 3, 10])
def test_what_stands_first_weighs_more(articles: int) -> None:
    text = [sentence("bridge closes today"), *[sentence("some other words")] * 12]
    last = [*text, sentence("ferry sails tonight")]
    told = weigh([last, *[[sentence("nothing like it")]] * (articles - 1)], [frozenset()], STOP)
    assert told["bridge", "closes"] > told["ferry", "sails"]


def test_words_of_the_titles_weigh_more() -> None:
    documents = [[sentence("bridge closes today"), sentence("ferry sails tonight")]] * 2
    plain = weigh(documents, [frozenset(), frozenset()], STOP)
    headed = weigh(documents, [frozenset({"ferry", "sails"})] * 2, STOP)
    assert headed["ferry", "sails"] > plain["ferry", "sails"]


def test_two_common_words_are_no_concept() -> None:
    told = weigh([[sentence("roof of the bridge")]], [frozenset()], STOP)
    assert set(told) == {("roof", "of"), ("the", "bridge")}


def test_a_chance_is_a_chance() -> None:
    told = weigh(
        [[sentence("bridge closes"), sentence("2 of 3 ferries", 1.0)]], [frozenset()], STOP
    )
    assert all(0 < chance < 1 for chance in told.values())


def test_the_weights_depend_on_the_number_of_articles() -> None:
    assert [model_for(number) for number in (1, 2, 4, 5)] == [SINGLE, FEW, FEW, MANY]


def test_what_is_told_already_counts_nothing() -> None:
    found = [
        candidate("bridge closes today for repairs", 0),
        candidate("bridge closes today says mayor brandt again loudly", 1),
        candidate("ferry sails", 2),
    ]
    weights = {
        ("bridge", "closes"): 1.0,
        ("closes", "today"): 1.0,
        ("ferry", "sails"): 0.5,
        ("says", "mayor"): 0.1,
    }
    assert names(choose(found, weights, Room(2), 1.0)) == [
        "bridge closes today for repairs",
        "ferry sails",
    ]


def test_mostly_the_same_words_are_not_told_twice() -> None:
    found = [candidate("bridge closes today again", 0), candidate("today bridge closes", 1)]
    assert len(choose(found, {("bridge", "closes"): 1.0}, Room(5), 1.0)) == 1


def test_what_reads_badly_comes_last_and_not_at_all_where_enough_is_told() -> None:
    good = candidate("ferry sails from the northern pier", 0)
    bad = replace(candidate("bridge closes", 1), flawed=True)
    weights = {("ferry", "sails"): 0.2, ("bridge", "closes"): 1.0}
    assert names(choose([bad, good], weights, Room(5), 1.0)) == [
        "ferry sails from the northern pier",
        "bridge closes",
    ]
    assert len(choose([bad, good], weights, Room(40, words=7), 1.0)) == 1
    assert len(choose([bad, good], weights, Room(40, words=20), 1.0)) == 2


def test_words_are_filled_and_only_the_last_point_may_pass_them() -> None:
    found = [
        candidate("ferry goes to many islands", 0),
        candidate("bridge closes for long repairs", 1),
        candidate("storm comes", 2),
    ]
    weights = {("ferry", "goes"): 1.0, ("bridge", "closes"): 0.9}
    told = choose(found, weights, Room(40, words=6), 1.0)
    assert [text.split()[0] for text in names(told)] == ["ferry", "bridge"]


def test_a_chosen_sentence_grows_by_the_one_that_points_back_where_words_are_counted() -> None:
    first = candidate("bridge closes today", 0)
    both = candidate("bridge closes today; it cost millions", 0)
    spans = (*first.statement.spans, Span(20, 40))
    both = replace(both, statement=replace(both.statement, spans=spans, own=2))
    other = candidate("ferry sails", 1)
    weights = {("bridge", "closes"): 1.0, ("cost", "millions"): 0.5, ("ferry", "sails"): 0.2}
    found = [first, both, other]
    told = choose(found, weights, Room(40, words=8), 1.0)
    assert names(told) == [both.statement.text, "ferry sails"]
    assert told[0][1] == pytest.approx(1 / 3), "it keeps the place of the first sentence"
    assert names(choose(found, weights, Room(2), 1.0))[0] == "bridge closes today"


def test_each_section_gets_its_share_before_any_gets_more() -> None:
    found = [candidate(f"ferry{n} sails{n}", n, section=0) for n in range(7)]
    found += [candidate(f"price{n} rises{n}", 7 + n, section=1) for n in range(2)]
    weights = {(f"ferry{n}", f"sails{n}"): 1.0 for n in range(7)}
    weights |= {(f"price{n}", f"rises{n}"): 0.1 for n in range(2)}
    told = choose(found, weights, Room(4), 1.0)
    assert sorted(one.section or 0 for one, _ in told) == [0, 0, 1, 1]
    assert sum(one.section == 0 for one, _ in choose(found, weights, Room(40), 1.0)) == 5


def by_looking_at_all(
    candidates: list[Candidate], weights: dict[tuple[str, str], float]
) -> list[str]:
    """What is chosen by whoever weighs every candidate anew for each of six points."""
    rest, chosen, told = list(candidates), [], set[tuple[str, str]]()
    while rest and len(chosen) < 6:
        filled = Counter(one.section for one in chosen)
        waiting = [one for one in rest if filled[one.section] < 5]
        short = [one for one in waiting if one.section is not None and filled[one.section] < 2]
        ready = short or waiting
        if not ready:
            break
        best = max(ready, key=lambda one: sum(weights[pair] for pair in one.concepts - told))
        rest.remove(best)
        if all(len(best.content & one.content) < 0.6 * len(best.content) for one in chosen):
            chosen.append(best)
            told |= best.concepts
    return [one.statement.text for one in chosen]


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("sections", [(None,), (0, 1), (0, 1, None)])
def test_the_choice_is_that_of_whoever_looks_at_all(
    seed: int, sections: tuple[int | None, ...]
) -> None:
    luck = Random(seed)
    words = ["ada", "bridge", "closes", "ferry", "harl", "koval", "may", "night", "opens", "storm"]
    candidates = [
        candidate(" ".join(luck.sample(words, 5)), place, luck.choice(sections))
        for place in range(40)
    ]
    weights = {(one, other): luck.random() for one in words for other in words}
    chosen = choose(candidates, weights, Room(6), 1.0)
    assert names(chosen) == by_looking_at_all(candidates, weights)
