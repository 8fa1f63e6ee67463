"""Quotations and links: what must stand in a text exactly as in its source, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

QUOTED = re.compile(
    r"“([^”]*)”|\"([^\"]*)\"|«([^»]*)»|„([^“”]*)[“”]"
    r"|(?<!\w)['‘]((?:[^'’]|(?<=\w)['’](?=\w))+)['’](?!\w)"
)
LINK = re.compile(
    r"(?:https?|ftp|tg|mailto|javascript|data)\s*:\s*/{0,2}\S+|www\.\S+|\S+@\S+\.\w+"
    r"|\b(?:[\w-]+\.)+(?:[a-z]{2,})/\S*|\[[^\]]*\]\s*\([^)]*\)|<[^>]*>|\bt\.me\b\S*|\[link\]",
    re.IGNORECASE,
)
DOMAIN = re.compile(
    r"\b(?:[\w-]+\.)+(?:com|org|net|info|biz|io|ai|co|me|ru|ua|de|fr|es|it|pl|pt|uk|us|eu|tv|xyz|app|"
    r"dev|online|site|shop|top|click|link|example|onion|укр|рф)\b",
    re.IGNORECASE,
)
REST_OF_LINK = re.compile(r"(?:https?|ftp)\s*:|www\.|://", re.IGNORECASE)
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x1f]")
MARKUP = re.compile(rf"[*_`~]{{2,}}|^\s*[#>*-]\s|[{{}}<>|\\]|{INVISIBLE.pattern}")
LONGEST_TRANSLATED = 3  # words of a quotation that a translation may have: titles of things
PLAIN = re.compile(r"[^\w]+")


def quotations_of(text: str) -> list[str]:
    """What stands in quotation marks."""
    return [next(part for part in found if part) for found in QUOTED.findall(text) if any(found)]


def _words(text: str) -> str:
    return f" {' '.join(PLAIN.sub(' ', text.casefold()).split())} "


def stray_quotations(text: str, sources: Iterable[str], *, translated: bool = False) -> list[str]:
    """Quotations that no source has in quotation marks, word by word.

    Words of a translation can't be those that were said, so only short ones may stay.
    """
    said = [_words(quote) for source in sources for quote in quotations_of(source)]
    stray = []
    for quote in quotations_of(text):
        exact = any(_words(quote) in one for one in said)
        short = translated and said and len(quote.split()) <= LONGEST_TRANSLATED
        if not exact and not short:
            stray.append(quote)
    return stray


def links_in(text: str, sources: Iterable[str] = ()) -> list[str]:
    """Addresses of any kind; the bare name of a site may stay where a source has it."""
    found = [match[0] for match in LINK.finditer(text)]
    known = " ".join(sources).casefold()
    return found + [one[0] for one in DOMAIN.finditer(text) if one[0].casefold() not in known]


def without_links(text: str) -> str:
    """The text for a model: no address in it, one line, no invisible marks."""
    shown = INVISIBLE.sub(" ", LINK.sub("[link]", text))
    shown = REST_OF_LINK.sub("[link]", shown)
    return " ".join(shown.split())
