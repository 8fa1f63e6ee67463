"""What an article can be known again by, before anybody compares texts. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from digests.model import ArticleDraft
from digests.stories.addresses import address_key

WORD = re.compile(r"\w+")
SHORT = 60  # words; shorter ones ("Watch live", the opening of a series) may be of two articles


def keys_of(draft: ArticleDraft, words: str | None = None) -> list[str]:
    """Keys of the same article: one in common and it is the same one.

    `words` is its plain text, where somebody made it already.
    """
    keys = []
    if draft.own_page and (address := address_key(draft.url)):
        keys.append(_key("u", address))
    if draft.guid and draft.feed is not None and len(draft.guid) > 3:
        keys.append(_key("g", str(draft.feed), draft.guid))
    outlet = plain(draft.outlet)
    keys.append(_key("t", outlet, plain(draft.title), words or plain(draft.text)))
    if not keys[0].startswith("u") and draft.published and len(draft.title) > 12:
        keys.append(_key("h", outlet, plain(draft.title), draft.published.date().isoformat()))
    return keys


def text_key(words: str) -> str | None:
    """Key of a plain text alone, the same at every outlet; None for one too short to tell."""
    return _key("c", words) if words.count(" ") + 1 >= SHORT else None


def plain(text: str) -> str:
    """Only the words, in one spelling: what is left when layout and punctuation don't count."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _key(kind: str, *parts: str) -> str:
    digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    return f"{kind}:{digest.hexdigest()}"
