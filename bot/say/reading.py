"""What is said around digests."""

from __future__ import annotations

from collections.abc import Sequence

from bot.say.language import _, ngettext
from bot.say.words import quoted, short


def latest_title() -> str:
    return _("Latest news")


def nothing_yet(titles: Sequence[str]) -> str:
    return _("Nothing on {titles} in the last seven days.", titles=quoted(titles))


def quiet_day() -> str:
    return _("Nothing in the last day; this is from the last seven days.")


def whole_story() -> str:
    return _("Whole story")


def more() -> str:
    return _("More")


def no_more() -> str:
    return _("That was everything of the last seven days.")


def sources() -> str:
    return _("Sources")


def sources_of(title: str) -> str:
    return _("Sources of “{title}”:", title=title)


def source(outlet: str, date: str, title: str, url: str | None, copy: bool) -> str:
    copied = _(" (a copy)") if copy else ""
    return f"· {outlet}{copied}, {date}: {title}{f' {url}' if url else ''}"


def sentence_told(sentence: str) -> str:
    """Below its article: a sentence that a point is told from."""
    return f"   {quoted([sentence])}"


def which_story() -> str:
    return _("Which story? Send its number in the last digest, such as /sources 1.")


def what_to_search() -> str:
    return _("What shall I look for? Send words, such as /search harbour bridge.")


def nothing_found(words: str) -> str:
    return _(
        "No stored article has all these words: {words}. Try fewer or other words.",
        words=short(words),
    )


def found(number: int, title: str, outlet: str, date: str) -> str:
    return f"{number}. {title} – {outlet}, {date}"


def no_such_number(number: str) -> str:
    return _(
        "The last digest here has no story {number}. Send /latest to see the numbers.",
        number=short(number),
    )


def all_say(outlets: int) -> str:
    """The title of what several articles that are compared have in common."""
    return _("Both say") if outlets == 2 else _("Several say")


def they_differ() -> str:
    return _("Where they differ")


def only(outlet: str) -> str:
    return _("Only {outlet}", outlet=outlet)


def nothing_in_common() -> str:
    return _("These articles have no fact in common; perhaps they are about different things.")


def points_repaired(points: int) -> str:
    """Under a digest: how many points a language model had to write anew."""
    return ngettext(
        "After a check against the sources the language model wrote {number} point anew.",
        "After a check against the sources the language model wrote {number} points anew.",
        points,
    )


def points_replaced(points: int) -> str:
    """Under a digest: in how many places a source sentence stands for what a model wrote."""
    return ngettext(
        "What the language model wrote failed the check {number} time: there the source is told.",
        "What the language model wrote failed the check {number} times: there the source is told.",
        points,
    )


def nothing_to_sum_up() -> str:
    return _("I found no sentence of news in that. Send a whole article or its link.")
