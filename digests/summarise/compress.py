"""Safe shortening: words are only left out, and never a hedge, a negation or a number."""

from __future__ import annotations

import re

from digests.summarise.grounding.marks import QUOTED
from digests.text.cues import capitalised, hedges_in

CAPITAL = "A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻА-ЯЁІЇЄҐ"
SMALL = "a-zà-öø-ÿąćęłńóśźżа-яёіїєґ"
AGENCY = (
    r"(?:dpa|DPA|afp|AFP|AP|Reuters|EFE|ANSA|PAP|Lusa|APA|sda|KNA|epd|SID|askanews|Adnkronos|LaPresse"
    r"|Agência Brasil|Europa Press|Belga|Xinhua|PTI|ANI|Bloomberg|TASS|ТАСС|РИА(?: Новости)?|УНІАН"
    r"|CNN(?: [A-Z]\w+)?"
    r"|УНИАН|Укрінформ|Ukrinform|Interfax[\w.-]*|INTERFAX[\w.-]*|Інтерфакс[\w-]*|Интерфакс[\w-]*)"
)
ACRONYM = "(?:NATO|USA|UNO|UN|EU|OSZE|OPEC|WHO|НАТО|ООН|СССР|СРСР|США|ЗСУ|ОБСЄ|ОБСЕ|ЄС|ЕС)"
PLACE = rf"[{CAPITAL}][\w.’'-]+"
SHOUTED = rf"[{CAPITAL}]{{3,}}(?: [{CAPITAL}]{{3,}}){{0,2}}"
MONTH = (
    r"(?i:(?:jan|feb|fév|mar|mär|apr|avr|abr|ma[iyjg]|ju[nil]|giu|lug|aug|aoû|ago|sep|set|o[ck]t|out|ott|nov|de[cz]"
    r"|déc|dic|dez|ene|gen|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис"
    r"|гру|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,9})"
)
DATE = rf"(?:\d{{1,2}}\.? (?:de )?{MONTH}\.?|{MONTH}\.? \d{{1,2}},?)(?: (?:de )?\d{{4}})?"
DAY = rf"(?:{DATE}|\d{{1,2}}\.?)"
BESIDE = r"\([^()]{2,40}\)"
TOWN = rf"{PLACE}(?:[ /-]{PLACE}){{0,3}}(?: {BESIDE})?"
DASH = r"[—–-]{1,2}\s+"
DATELINES = (
    rf"[{CAPITAL}][{CAPITAL}.'’-]+(?:[ ,]+[{CAPITAL}][\w.'’-]*){{0,4}}\s*(?:{BESIDE}\s*)?{DASH}",
    rf"{BESIDE}\s*(?:{DASH})?",
    # "Berlin (dpa) - ", "Madrid, 4 may (EFE).- ", "МОСКВА, 4 мая /ТАСС/. ", "Nov 24 (Reuters) - "
    rf"(?:{TOWN}(?:, {TOWN})?(?:[,.] {DAY})?|{DATE})[,.]?\s*[(/]{AGENCY}(?:/{AGENCY})*[)/]\.?\s*"
    r"(?:[—–-]{1,2}|:|\.)?\s+",
    # "Washington (CNN)The court": no space, as some feeds have it
    rf"(?:{TOWN}(?:, {TOWN})? )?\([{CAPITAL}]{{2,}}(?: [^\W\d_]+){{0,2}}\)(?=[\"“{CAPITAL}])",
    # "Kyiv, November 24 – "; "INTERFAX.RU - " where the town is a sentence of its own
    rf"{TOWN}, {DATE}\.?\s*{DASH}|{AGENCY}\s+{DASH}",
    # "Москва. 4 мая. INTERFAX.RU - "
    rf"{PLACE}(?:[ -]{PLACE}){{0,2}}\. {DAY}\. {AGENCY}(?:\.|\s[—–-])\s+",
    # "КИЇВ, 4 трав. — "
    rf"{SHOUTED}[,.] {DAY}(?: {BESIDE})?\.?\s*{DASH}(?:{AGENCY}\. )?",
)
BEGINS = rf"(?=[\"“«„‘'¿¡]?[^\W_{SMALL}])"  # "NATO – the alliance" has no dateline
DATELINE = re.compile(rf"^(?!{ACRONYM}\b)(?:{'|'.join(DATELINES)}){BEGINS}")
# What stands before an entry of a list or of a live page: "- ", "3. ", "14:32 – ".
MARKER = re.compile(
    r"^(?:[-–—•*·▪●►]\s+|\d{1,2}[.)]\s+|\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?|\s?h|\s?Uhr)?\s*[-–—:|]?\s+)"
    rf"(?=[\"“«„]?[^\W\d_{SMALL}])"
)
FAR = 120  # characters; a dateline is no longer
ASIDE = re.compile(r"\s*\([^()]{1,120}\)")
SPACE_BEFORE = re.compile(r" ([,.;:!?»”])")
FRENCH_SPACE_BEFORE = re.compile(r" ([,.])")  # French has a space before the others
# A sentence that is nothing but a dateline: "МОСКВА, 4 мая — РИА Новости."
BYLINE = re.compile(rf"^{TOWN}[,.] {DAY}[,.]?\s*[—–(/-]+\s*{AGENCY}[)/]*\.?$")


def without_asides(text: str, language: str) -> str:
    """The sentence without the mark of a list, dateline and parentheses, with single spaces.

    Parentheses that hold a digit, a hedge or a negation stay, and so do those in a quotation.
    """

    shorter = _without_start(text, MARKER)
    if any(map(shorter[:FAR].__contains__, "—–-/(")):
        shorter = _without_start(_without_start(shorter, DATELINE), DATELINE)
    if "(" in shorter:
        shorter = _without_parentheses(shorter, language)
    plain = _closed_up(" ".join(shorter.split()), language)
    return capitalised(plain) if shorter != text else plain


def _without_start(text: str, start: re.Pattern[str]) -> str:
    found = start.match(text)
    return text[found.end() :] if found else text


def _closed_up(plain: str, language: str) -> str:
    """The text without spaces before marks, as far as its language knows none there."""
    before = FRENCH_SPACE_BEFORE if language == "fr" else SPACE_BEFORE
    return before.sub(r"\1", plain).strip() if before.search(plain) else plain


def _without_parentheses(text: str, language: str) -> str:
    said = [quote.span() for quote in QUOTED.finditer(text)]

    def aside(found: re.Match[str]) -> str:
        inside = found[0]
        quoted = any(start <= found.start() < end for start, end in said)
        keep = quoted or any(mark.isdigit() for mark in inside) or hedges_in(inside, language)
        return inside if keep else ""

    return ASIDE.sub(aside, text)
