"""Texts as mail programs leave them, put back as they were written: pure.

Lines that were wrapped at a fixed width are joined again, marks of quotation are taken away, and of
the head of a forwarded message only its subject stays: it is the headline.
"""

from __future__ import annotations

import itertools
import re

NARROWEST, WIDEST = 40, 120  # characters of a line that somebody wrapped
FEWEST = 3  # line ends by which wrapping can be told
WRAPPED = 0.4  # share of line ends at which the next word had no room
SLACK = 3  # characters that a wrapped line may be shorter than the longest one
HEAD_LINES, FEWEST_HEADS = 16, 3

_QUOTED = re.compile(r"^(?:>\s?)+")
_ENDED = re.compile(r"[.!?…:;؟。][\"”»’)\]]*$")
_OWN_LINE = re.compile(r"^(?:[-–—•*·▪●►#|]|\d{1,3}[.):]|https?:|[^\W\d_]{1,20}:\s)")
_FORWARDED = re.compile(
    r"^\W*(?:(?:begin )?forwarded message|original message|weitergeleitete nachricht|"
    r"ursprüngliche nachricht|message (?:transféré|d[’']origine)|mensaje (?:reenviado|original)|"
    r"messaggio (?:inoltrato|originale)|mensagem (?:encaminhada|original)|"
    r"(?:wiadomość|treść) (?:przekazana|przekazanej wiadomości)|переслане повідомлення|"
    r"(?:пересланное|пересылаемое|исходное) сообщение)\W*$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^\W*(?:subject|betreff|objet|asunto|oggetto|assunto|temat|тема)\s*:\s*(?P<what>.*)$",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^\W*(?:from|to|cc|bcc|sent|date|reply-to|von|an|gesendet|datum|de|à|a|para|envoyé|enviado|"
    r"fecha|data|da|inviato|od|do|wysłano|від|кому|дата|надіслано|копія|от|отправлено|копия"
    r"|subject|betreff|objet|asunto|oggetto|assunto|temat|тема)\s*:\s*\S",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^(?:(?:fwd?|re|wg|aw|tr|rv|enc|pd|odp|i)\s*:\s*)+", re.IGNORECASE)
_SIGNATURE = "--"
LONGEST_SIGNATURE = 8


def as_written(text: str) -> str:
    """The text without what sending it has done to it; `text` is clean, its lines end in `\\n`."""
    lines = [line.strip() for line in text.split("\n")]
    if sum(line.startswith(">") for line in lines) > 1:
        lines = [_QUOTED.sub("", line) for line in lines]
    return "\n".join(_unwrapped(_without_head(lines)))


def _without_head(lines: list[str]) -> list[str]:
    """The lines with the subject in place of the head of a forwarded message."""
    top = [number for number, line in enumerate(lines) if line][:HEAD_LINES]
    heads = [number for number in top if _HEAD.match(lines[number])]
    subject = next((found for number in heads if (found := _SUBJECT.match(lines[number]))), None)
    gone = {number for number in top if _FORWARDED.match(lines[number])}
    if subject is None or len(heads) < FEWEST_HEADS:
        return [line for number, line in enumerate(lines) if number not in gone]
    gone |= set(heads)
    kept = [line for number, line in enumerate(lines) if number not in gone]
    return [_REPLY.sub("", subject["what"]), "", *_without_signature(kept)]


def _without_signature(lines: list[str]) -> list[str]:
    at = max((number for number, line in enumerate(lines) if line == _SIGNATURE), default=-1)
    after = sum(bool(line) for line in lines[at + 1 :])
    return lines[:at] if at >= 0 and after <= LONGEST_SIGNATURE else lines


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines joined where they were only wrapped; as they are where nobody wrapped them."""
    pairs = [(one, other) for one, other in itertools.pairwise(lines) if one and other]
    width = max((len(one) for one, _ in pairs), default=0)
    soft = sum(_is_soft(one, other, width) and not _ENDED.search(one) for one, other in pairs)
    few = len(pairs) < FEWEST or soft < WRAPPED * len(pairs)
    if few or not NARROWEST <= width <= WIDEST:
        return lines
    joined = lines[:1]
    for before, line in itertools.pairwise(lines):
        if before and line and (_is_soft(before, line, width) or _goes_on(before, line, width)):
            joined[-1] += line if before.endswith("-") else f" {line}"
        else:
            joined.append(line)
    return joined


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether a sentence goes on in the next line, in a text that is known to be wrapped."""
    return after[0].islower() and not _ENDED.search(line) and 2 * len(line) > width


def _is_soft(line: str, after: str, width: int) -> bool:
    """Whether a line ends because the first word after it had no room."""
    word = after.split(" ", 1)[0]
    return len(line) + 1 + len(word) > width - SLACK and not _OWN_LINE.match(after)
