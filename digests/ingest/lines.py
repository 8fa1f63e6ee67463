"""Tell the lines of an article from the lines around it: pure.

Metadata (dates, counters, bylines, labels) stands above the text and is read; boilerplate (share
lines, "Read also", picture credits) may stand anywhere and is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from digests.ingest.dates import read_date

LONGEST_METADATA = 120

_BULLET = r"^[\s\-–—•*|·►▸#]*"
_COUNTER = re.compile(
    _BULLET + r"(?:👁|💬|❤|👍|🗨)?\ufe0f?\s*\d[\d,.\s\u202f]{0,12}\s?[kmкм]?\s*"
    r"(?:views?|reads?|comments?|shares?|likes?|reactions?|votes?|просмотр\w*|перегляд\w*|"
    r"комментари\w*|коментар\w*|aufrufe|kommentare?|vues?|commentaires?|wyświetle\w*)?[\s|]*$",
    re.IGNORECASE,
)
_COUNTER_LABEL = re.compile(
    _BULLET + r"(?:views?|comments?|shares?|likes?|просмотр\w*|перегляд\w*|комментари\w*|"
    r"коментар\w*)\s*[:(]?\s*\d[\d,.\s]*\)?$",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    _BULLET + r"(?:reading time:?\s*)?\d{1,3}\s*[- ]?(?:min(?:ute)?s?|хв|мин)\.?"
    r"(?:\s+read(?:ing)?(?:\s+time)?)?$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(date|published(?: on| at)?|updated(?: on| at)?|last updated|posted(?: on)?|created|time|"
    r"дата|опубліковано|опубликовано|оновлено|обновлено|veröffentlicht|aktualisiert|publié le|"
    r"author|authors|byline|reporter|автор|autor|auteur|"
    r"source|outlet|publisher|publication|site|джерело|источник|quelle|"
    r"url|link|original|permalink|language|lang|мова|язык|"
    r"category|categories|section|tags?|topics?|keywords?|location|теги|рубрика)\s*[:：]\s*(.*)$",
    re.IGNORECASE,
)
_FIELDS = {
    "published": "date published posted created time дата опубліковано опубликовано "
    "veröffentlicht publié",
    "author": "author authors byline reporter автор autor auteur",
    "outlet": "source outlet publisher publication site джерело источник quelle",
    "url": "url link original permalink",
    "language": "language lang мова язык",
}
_FIELD_OF = {word: name for name, words in _FIELDS.items() for word in words.split()}
_BYLINE = re.compile(
    r"^\W*(?:by|von|par|por)\s+((?:[A-ZÀ-ŽА-ЯІЇЄ][\w.'’\-]*|and|und|et|y|de|van|der|&|,)"
    r"(?:\s*,?\s+(?:[A-ZÀ-ŽА-ЯІЇЄ][\w.'’\-]*|and|und|et|y|de|van|der|&)){0,7})\s*(?:[|,–—-]\s*(.*))?$"
)
_URL = re.compile(r"^\W*(https?://\S+)$")
_BOILERPLATE = re.compile(
    r"^\W*(?:read (?:also|more|next)\b|see (?:also|more)\b|also read\b|don[’']t miss\W*$|more\s*:$|"
    r"related(?: articles?| stories| posts?| topics?| news)?\s*(?::|$)|"
    r"share (?:this|on|via|with|article|post|it)\b|share\s*:?$|follow us\b|"
    r"subscribe (?:to|now|here)\b(?!.{90})|sign up (?:for|to)\b(?!.{90})|"
    r"advertisement\W*$|advertiser disclosure\W*$|sponsored\W*$|click here\b|continue reading\b|"
    r"this (?:post|article|page) (?:may )?contains? (?:affiliate|references to products)|"
    r"(?:werbung|anzeige)\W*$|"
    r"(?:werbung\W*)?dieser (?:beitrag|artikel|text) enthält (?:werbung|affil)|"
    r"(?:photo|image|picture|foto|фото|illustration|video)\s*(?:credit|courtesy|by)?\s*[:：/|©]|"
    r"(?:illustrative|archive|file) (?:photo|image)\b|©|"
    r"copyright (?:©|\(c\)|\d{4})|all rights reserved|"
    r"читайте (?:также|також|ещ[её])|дивіться також|смотрите также|підписуйтесь|подписывайтесь|"
    r"lesen sie (?:auch|hier|mehr)|mehr zum thema|das könnte sie (?:auch )?interessieren|"
    r"(?:weitere|verwandte) (?:themen|artikel|beiträge|nachrichten|meldungen)\W*$|"
    r"(?:à )?lire (?:aussi|également)|voir aussi|sur le même sujet|leggi anche|"
    r"(?:lea|lee|vea|ver|mira|leia|veja) (?:también|tambien|também|mais)|te puede interesar|"
    r"(?:czytaj|zobacz|przeczytaj) (?:też|także|również)|lees ook|bekijk ook|läs (?:också|mer)|"
    r"les også|læs også|lue myös|čtěte (?:také|též)|přečtěte si|prečítajte si|citește și|"
    r"ayrıca oku|ilgili haber|相关阅读|延伸阅读|関連記事|관련기사|اقرأ أيضا|"
    r"print(?: this)?(?: article| page)?$|e-?mail(?: this)?$|copy link$|comments?$|tags?\s*:?$|"
    r"order reprints$|"
    r"(?:(?:facebook|twitter|x|telegram|whatsapp|linkedin|reddit|viber|pinterest|e-?mail|print)"
    r"[\s,|/·•]*)+$)",
    re.IGNORECASE,
)
_CHANNEL = re.compile(
    r"\b(?:facebook|instagram|twitter|youtube|telegram|whatsapp|viber|newsletter|tiktok)\b",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"^\W*(?:follow|join|subscribe|sign up|find us|listen to|like us|watch us|folgen sie|folge|"
    r"abonnieren|abonniere|suivez|abonnez|rejoignez|sígue|síguenos|siga|únete|suscríbe|mira|"
    r"¿ya sabías|segui|iscriviti|śledź|obserwuj|dołącz|подпи|підпи|присоедин|приєдн|следите|стежте|"
    r"siga-nos|inscreva|volg ons|följ)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\bcontributed (?:reporting|to this (?:report|story|article))\b.{0,60}$", re.IGNORECASE
)
LONGEST_BOILERPLATE = 200


@dataclass
class Metadata:
    """What the lines above the text say, as they say it."""

    published: datetime | None = None
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str = ""
    seen: list[str] = field(default_factory=list)

    def set(self, name: str, value: str) -> None:
        value = value.strip()
        if name == "published":
            self.published = self.published or read_date(value)
        elif value and not getattr(self, name):
            setattr(self, name, value)


def take_metadata(line: str, into: Metadata) -> bool:
    """Whether `line` is metadata; what it says goes into `into`."""
    if len(line) > LONGEST_METADATA:
        return False
    taken = _take_label(line, into) or _take_url(line, into)
    taken = taken or _take_date(line, into) or is_counter(line) or _take_byline(line, into)
    if taken:
        into.seen.append(line)
    return taken


def is_counter(line: str) -> bool:
    """A number of views or comments, or a reading time, alone on its line."""
    return any(pattern.match(line) for pattern in (_COUNTER, _COUNTER_LABEL, _READING_TIME))


def is_boilerplate(line: str) -> bool:
    """A line that invites to read, share, follow or subscribe, or credits a picture or helpers."""
    if len(line) > LONGEST_BOILERPLATE:
        return False
    invites = _INVITES.match(line) and _CHANNEL.search(line)
    return bool(_BOILERPLATE.match(line) or invites or _CONTRIBUTED.search(line))


def _take_label(line: str, into: Metadata) -> bool:
    if not (found := _LABEL.match(line)):
        return False
    name = _FIELD_OF.get(found[1].lower().split()[0])
    if name:
        into.set(name, found[2])
    return True


def _take_url(line: str, into: Metadata) -> bool:
    if found := _URL.match(line):
        into.set("url", found[1])
    return bool(found)


def _take_date(line: str, into: Metadata) -> bool:
    if len(line) > 80 or not any(char.isdigit() for char in line):
        return False
    letters = re.sub(r"[\W\d_]", "", line)
    if len(letters) > 45 or len(line.split()) > 12 or line.rstrip().endswith((".", "!", "?")):
        return False
    moment = read_date(line)
    if moment is None:
        return False
    into.published = into.published or moment
    return True


def _take_byline(line: str, into: Metadata) -> bool:
    found = _BYLINE.match(line)
    if not found or line.rstrip().endswith((".", "!", "?")):
        return False
    rest = found[2] or ""
    if rest and read_date(rest) is None and len(rest.split()) > 5:
        return False
    into.set("author", found[1])
    if rest:
        into.set("published", rest)
    return True
