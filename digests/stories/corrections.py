"""Whether an article says of itself that it was put right. Pure."""

from __future__ import annotations

import re

from digests.model import ArticleDraft

EDGE = 400  # letters: a note stands at the beginning or the end

# "Correction:", "This article has been corrected", in the languages that we read most.
NOTE = re.compile(
    r"(?:^|[\n(\[.!?]\s*|^\W+)(?:correction|clarification|corrected|corrigendum|correctif|rectificatif"
    r"|berichtigung|korrektur|corrección|correção|correzione|rettifica|rectificatie|correctie"
    r"|sprostowanie|виправлення|виправлено|уточнення|спростування|исправление|исправлено|уточнение"
    r"|düzeltme|oprava|rättelse|rettelse|korjaus|διόρθωση|تصحيح|תיקון)\b\s*(?:[:\-–—(\])]|$)"
    r"|\b(?:has|have|was|were) been corrected\b|\bcorrects? (?:an|the) earlier (?:version|story)\b"
    r"|\ban earlier version of this (?:article|story|report)\b"
    r"|\bin einer früheren (?:version|fassung)\b|\bdans une version précédente\b"
    r"|\bv předchozí verzi\b|\bу попередній версії\b|\bв предыдущей версии\b",
    re.IGNORECASE,
)

# Every note has one of these; looking for them first is ten times as fast.
HINTS = (
    *("corre", "corri", "clarif", "rectif", "berichtig", "korrektur", "korjaus", "rettif"),
    *("earlier version", "früheren", "précédente", "předchozí", "попередній", "предыдущей"),
    *("sprostowanie", "виправлен", "уточнен", "спростуван", "исправлен", "düzeltme", "oprava"),
    *("rättelse", "rettelse", "διόρθωση", "تصحيح", "תיקון"),
)


def is_corrected(draft: ArticleDraft) -> bool:
    """Whether the title or the edges of the text carry a note of correction."""
    edges = draft.text if len(draft.text) < 2 * EDGE else draft.text[:EDGE] + draft.text[-EDGE:]
    small = f"{draft.title}\n{edges}".lower()
    if not any(hint in small for hint in HINTS):
        return False
    return bool(NOTE.search(draft.title) or NOTE.search(edges))
