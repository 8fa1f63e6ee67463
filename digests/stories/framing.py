"""The words around a number that say what it counts, and when: tables of nine languages. Pure."""

from __future__ import annotations

import re

# A limit is no other number: "no more than", "at least", "up to".
LIMITS = frozenset(
    {
        *("than", "least", "most", "to", "over", "under", "within", "every"),
        *("als", "mindestens", "höchstens", "bis", "über", "unter"),
        *("de", "moins", "plus", "jusqu'à", "más", "menos", "hasta", "più", "meno", "fino"),
        *("mais", "até", "menos", "najmniej", "ponad", "mniej", "więcej", "niż", "do"),
        *("понад", "більше", "менше", "до", "ніж", "щонайменше", "более", "менее", "свыше", "чем"),
    }
)
# "At least 12" may be more, but not "at least 17": it is held against other numbers as a rough one.
LOWER = re.compile(
    r"(?<!\bno )(?<!\bnot )(?<!\bnicht )(?<!\bpas )(?<!\bnon )(?<!\bnão )(?<!\bnie )(?<!\bне )"
    r"\b(?P<told>at least|more than|over|mindestens|wenigstens|mehr als|über|au moins|plus d[e’']"
    r"|al menos|por lo menos|más de|almeno|più di|oltre|pelo menos|mais de|co najmniej|przynajmniej"
    r"|ponad|więcej niż|щонайменше|принаймні|понад|більше(?: ніж)?|по меньшей мере|как минимум"
    r"|не менее|не менше|более|больше|свыше)\s*$",
    re.IGNORECASE,
)
# Some that come to others: "another 5 people".
OTHERS = frozenset(
    {
        *("additional", "another", "further", "weitere", "weiteren", "zusätzliche", "autres"),
        *("otros", "otras", "otro", "otra", "altri", "altre", "altro", "outros", "outras", "outro"),
        *("dodatkowe", "kolejne", "kolejnych", "dalsze", "ще", "ещё", "еще", "додаткові"),
        *("дополнительные", "новые", "нові"),
    }
)
# "Lost their lives": said in several words, told as one that is known.
LOST_LIFE = re.compile(
    r"\b(?:lost (?:their|his|her) (?:life|lives)|ums Leben (?:gekommen|kamen?|kommen)"
    r"|(?:perdu|perdent|perdaient) la vie|(?:perdieron|perdió|perdido) la vida"
    r"|(?:perso|perdono|persero) la vita|(?:perderam|perdeu|perdido) a vida|strac\w+ życie"
    r"|втрати\w+ життя|лиши\w+ жизни)\b",
    re.IGNORECASE,
)
# The same of a time of day: it is not when something was, but what was before or after it.
BOUNDS = frozenset(
    {
        *("after", "before", "until", "till", "by", "from", "since", "past", "between", "through"),
        *("nach", "vor", "bis", "ab", "seit", "von", "zwischen", "après", "avant", "dès", "depuis"),
        *("jusqu'", "entre", "partir", "después", "antes", "desde", "hasta", "dopo", "prima"),
        *("fino", "dalle", "tra", "fra", "dall'", "depois", "até", "po", "przed", "do", "od"),
        *("після", "перед", "до", "з", "від", "між", "после", "с", "от", "между"),
    }
)
# What may be said or left out of the same thing: "the new bridge", "the bridge".
LIGHT = frozenset(
    {
        *("new", "old", "neu", "neue", "neuen", "neues", "alt", "alte", "alten"),
        *("nouveau", "nouvelle", "ancien", "nuevo", "nueva", "viejo", "vieja"),
        *("nuovo", "nuova", "vecchio", "vecchia", "novo", "nova", "nowy", "nowa", "nowe"),
        *(
            "новий",
            "нова",
            "нове",
            "старий",
            "стара",
            "новый",
            "новая",
            "новое",
            "старый",
            "старая",
        ),
    }
)
# Words for one fate, and those for its opposite: 14 dead are not 30 injured.
FATES = tuple(
    (name, re.compile(rf"(?:{pattern})\w*", re.IGNORECASE))
    for name, pattern in (
        (
            "dead",
            "kill|dead|deaths?|died|dying|fatal|tote|tot\\b|tödlich|getötet|starb|gestorben|mort|tué"
            "|décéd|muert|murier|falleci|uccis|vittim|mortes?|mortos?|morrer|zabit|zgin|śmierteln|ofiar"
            "|загин|загибл|мертв|померл|вби|погиб|убит|умер|жертв",
        ),
        (
            "hurt",
            "injur|wound|hurt|verletz|verwundet|bless|herid|ferit|ferid|rann[aeiy]|поран|травм|ранен",
        ),
        (
            "more",
            "rise|rises|rising|rose|grew|grow|increas|gestieg|stieg|wuchs|augment|aument|wzro",
        ),
        (
            "gone",
            "missing|vermisst|disparu|desaparec|disper[sd]|zagin|зник|безвіст|безвест|пропал|пропавш",
        ),
        ("less", "fell|fall|drop|declin|decreas|gesunk|sank|baiss|dimin|bajó|cayó|spad|впал|упал"),
    )
)
FATED = frozenset(name for name, _ in FATES)
FRAMES = tuple(
    (name, re.compile(rf"\b(?:{pattern})", re.IGNORECASE))
    for name, pattern in (
        ("among", r"(?<=^)(?:among|unter|parmi|entre|tra|fra|wśród|серед|среди)\b"),
        ("next", "next|nächst|prochain|próxim|prossim|następn|przyszł|наступн|следующ|будущ"),
        (
            "last",
            "last|previous|earlier|ago\\b|formerly|letzt|vorig|früher|dernier|précédent|pasad|anterior"
            "|scors|precedent|passad|ubiegł|poprzedn|zeszł|минул|попередн|прошл|предыдущ|раніше|ранее",
        ),
        (
            "whole",
            r"since\b|in total|overall|altogether|past (?:week|month|year|days)|seit\b|insgesamt"
            r"|depuis\b|au total|desde (?:el|la|que|o|a|20|19)\b|en total|dall[’']inizio|in totale"
            r"|no total|ao todo|od początku|łącznie|від початку|загалом|с начала|в общей сложности",
        ),
        (
            "rate",
            r"(?:a|per|each|every) (?:year|month|week|day)\b|annual|yearly|jährlich"
            r"|pro (?:Jahr|Tag)|par (?:an|jour)\b|al (?:año|día)\b|all[’']anno|al giorno"
            r"|por (?:ano|dia)\b|roczn|dzienn|на (?:рік|день)\b|щор[оі]"
            r"|в (?:год|день)\b|ежегодн|ежедневн",
        ),
        (
            "forecast",
            "forecast|predict|projected|projection|prognos|prévision|pronóstic|pronostic|previsi"
            "|previsã|прогноз",
        ),
    )
)
# From Monday on. Portuguese counts its days: a bare "quarta" is any fourth one.
WEEKDAYS = tuple(
    re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
    for pattern in (
        "monday|montag|lundi|lunes|luned|segunda-feira|poniedzia|понеділ|понедельник",
        "tuesday|dienstag|mardi|martes|marted|terça-feira|wtor(?:ek|k)|вівтор|вторник",
        "wednesday|mittwoch|mercredi|miércoles|mercoled|quarta-feira|środ|серед[ауи]\b|сред[ауы]\b",
        "thursday|donnerstag|jeudi|jueves|gioved|quinta-feira|czwart(?:ek|k)|четвер(?:г|\b)",
        "friday|freitag|vendredi|viernes|venerd|sexta-feira|piąt(?:ek|k)|п.ятниц|пятниц",
        "saturday|samstag|sonnabend|samedi|sábado|sabato|sobot|субот|суббот",
        "sunday|sonntag|dimanche|domingo|domenica|niedziel|неділ|воскресень",
    )
)
# Those of which people are counted, in words that say nothing else of them.
TOLLS = frozenset(("dead", "hurt", "gone"))
PERSONS = re.compile(
    r"people|persons?|mensch\w*|person(?:en|nes|as|e)|gens|pessoas|os[oó]b\w*|ludzi\w*|люд\w*|ос[іо]б\w*"
    r"|человек\w*|чоловік",
    re.IGNORECASE,
)
# "Nobody was hurt" counts none; "nobody knows how many were hurt" counts nobody.
NOBODY = re.compile(
    r"\b(?P<told>nobody|no[- ]one|no people|none|niemand|personne|nadie|nessuno|ninguém|nikt|ніхто"
    r"|никто)(?: (?:else|is|was|were|has|have|had|been|reported|wurde|ist|wird|worden|dabei"
    r"|n[’']a|n[’']est|été|resultó|fue|ha|sido|è|stato|rimasto|ficou|foi|nie|został|был|был[аои]?"
    r"|не|було))* (?=(?P<fate>[^\W\d_]+))",
    re.IGNORECASE,
)
# "The death toll has risen to 17", "die Zahl der Toten"
COUNTED = re.compile(
    r"\b(?:toll|number|(?:Opfer|Todes)?zahl|bilan|nombre|número|numero|cifra|balance|bilancio|balanço"
    r"|liczb\w*|bilans\w*|кількіст\w*|кількост\w*|число)\b|\b(?:are|sono|son|são|sont|sind)\s$",
    re.IGNORECASE,
)
