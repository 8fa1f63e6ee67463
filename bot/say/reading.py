"""What is said around digests."""

from __future__ import annotations

from collections.abc import Sequence

from bot.say.words import listed, short


def latest_title() -> str:
    return "Latest news"


def nothing_yet(titles: Sequence[str]) -> str:
    return f"Nothing on {listed([f'“{title}”' for title in titles])} in the last seven days."


def quiet_day() -> str:
    return "Nothing in the last day; this is from the last seven days."


def whole_story() -> str:
    return "Whole story"


def more() -> str:
    return "More"


def no_more() -> str:
    return "That was everything of the last seven days."


def sources() -> str:
    return "Sources"


def sources_of(title: str) -> str:
    return f"Sources of “{title}”:"


def source(outlet: str, date: str, title: str, url: str | None, copy: bool) -> str:
    copied = " (a copy)" if copy else ""
    return f"· {outlet}{copied}, {date}: {title}{f' {url}' if url else ''}"


def which_story() -> str:
    return "Which story? Send its number in the last digest, such as /sources 1."


def what_to_search() -> str:
    return "What shall I look for? Send words, such as /search harbour bridge."


def nothing_found(words: str) -> str:
    return f"No stored article has all these words: {short(words)}. Try fewer or other words."


def found(number: int, title: str, outlet: str, date: str) -> str:
    return f"{number}. {title} – {outlet}, {date}"


def no_such_number(number: int) -> str:
    return f"The last digest here has no story {number}. Send /latest to see the numbers."


def nothing_to_sum_up() -> str:
    return "I found no sentence of news in that. Send a whole article or its link."
