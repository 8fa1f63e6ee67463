"""Who published a text, as its headline and its sentences tell: pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NEWS_WORDS = (
    "times post telegraph guardian herald tribune journal news gazette chronicle daily press "
    "reuters bbc cnn ap afp bloomberg agency bild spiegel monde figaro tv radio today observer "
    "standard independent mail express mirror sun star economist politico axios weekly magazine "
    "courier review wire pravda report reporter globe examiner inquirer bulletin dispatch ledger "
    "register sentinel argus echo advertiser nyt wsj ft npr nbc abc cbs fox sky dw zeit welt faz "
    "repubblica corriere país mundo interfax tass unian ukrinform ukrinfo suspilne meduza kyiv "
    "insider atlantic newsweek forbes hill broadcaster newspaper channel evening morning sunday "
    "online digest intelligencer"
)
_NOT_OUTLETS = (
    "breaking exclusive opinion live update updated analysis explainer watch video photos read "
    "editorial comment interview review factbox timeline correction urgent alert special"
)
_PREFIX = re.compile(r"^([^:\n]{2,40}?)\s*:\s+(\S.*)$", re.DOTALL)
_SUFFIX = re.compile(r"^(.{15,}?)\s+[-–—|]\s+([^-–—|]{2,40})$", re.DOTALL)
_NAME = (
    r"(?:The |the )?[A-ZÀ-ŽА-ЯІЇЄҐ][\w&.’'-]*(?: (?:of |and |& )?[A-ZÀ-ŽА-ЯІЇЄҐ][\w&.’'-]*){0,4}"
)
_SAYS = re.compile(
    rf"\b({_NAME})\s*,?\s+(?:writes|reports|wrote|reported|пишет|пише|сообщает|повідомляє)\b"
)
_CITES = re.compile(
    rf"\b(?:[Aa]ccording to|[Cc]iting|[Rr]eported by|in an interview with|told)\s+({_NAME})\b"
)


def split_headline(headline: str, text: str) -> tuple[str, str | None]:
    """The headline without its outlet, and the outlet: "The Telegraph: US Ready" gives both."""
    if found := _PREFIX.match(headline):
        name, rest = found[1].strip(), found[2]
        if _may_be_outlet(name) and (_is_known(name) or _speaks(name, text)):
            return rest, name
    if found := _SUFFIX.match(headline):
        rest, name = found[1], found[2].strip()
        if _may_be_outlet(name) and _is_known(name):
            return rest, name
    return headline, None


def outlet_in_text(text: str) -> str | None:
    """The outlet that the text names as its source: "The Telegraph writes about this"."""
    names: dict[str, int] = {}
    for pattern, weight in ((_SAYS, 2), (_CITES, 1)):
        for found in pattern.finditer(text[:20_000]):
            name = found[1].strip(" ,.'’")
            name = name[0].upper() + name[1:]
            if _may_be_outlet(name) and _is_known(name):
                names[name] = names.get(name, 0) + weight
    return max(names, key=lambda name: names[name]) if names else None


def outlet_of_url(url: str | None) -> str | None:
    """The host without `www.`, the last resort that still names a source."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def _may_be_outlet(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 6 or not (name[0].isupper() or "." in name or name[0].isdigit()):
        return False
    return len(words) > 1 or words[0].lower() not in _NOT_OUTLETS.split()


def _is_known(name: str) -> bool:
    words = re.findall(r"[^\W_]+", name.lower())
    return not set(_NEWS_WORDS.split()).isdisjoint(words) or bool(
        re.fullmatch(r"[\w-]+\.[a-z]{2,6}", name)
    )


def _speaks(name: str, text: str) -> bool:
    """Whether the text names it as its source at least once."""
    named = re.escape(name)
    return bool(
        re.search(
            rf"{named}\s*,?\s+(?:writes|reports|wrote|reported|says in)\b"
            rf"|(?:citing|reported by|[Aa]ccording to|article (?:in|by))\s+(?:the\s+)?{named}\b",
            text,
        )
    )
