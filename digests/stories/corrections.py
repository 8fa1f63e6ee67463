"""Whether an article says of itself that it was put right. Pure."""

from __future__ import annotations

import re

from digests.model import ArticleDraft

EDGE = 400  # letters: a note stands at the beginning or the end

# "Correction:", "This article has been corrected", in the languages that we read most.
NOTE = re.compile(
    r"(?:^|[\n(\[.!?]\s*|^\W+)(?:correction|clarification|corrected|corrigendum|correctif|rectificatif"
    r"|berichtigung|korrektur(?:hinweis)?|corrección|fe de erratas|fe de errores|correção|erramos"
    r"|errat(?:a|um)(?: corrige)?|correzione|rettifica|rectificatie|correctie|sprostowanie|korekta"
    r"|виправлення|виправлено|уточнення|спростування|исправление|исправлено|уточнение|опровержение"
    r"|düzeltme|oprava|rättelse|rettelse|korjaus|διόρθωση|تصحيح|תיקון)\b\s*(?:[:\-–—(\])]|$)"
    r"|[(\[]corrects\b"
    r"|\b(?:has|have|was|were) been corrected\b|\bcorrects? (?:an|the) earlier (?:version|story)\b"
    r"|\b(?:amended|updated|edited|changed)\b[^.\n]{0,40} to correct\b"
    r"|\b(?:an earlier|a previous|the original) version of this (?:article|story|report|post)\b"
    r"|\bin einer (?:früheren|vorherigen) (?:version|fassung)\b"
    r"|\bin der ursprünglichen (?:version|fassung)\b|\b(?:artikel|text|beitrag) wurde korrigiert\b"
    r"|\bune version (?:précédente|antérieure) de (?:c|l[’'](?:article|info))"
    r"|\b(?:article|texte) a été corrigé\b"
    r"|\b(?:una|uma) versi(?:ón|one) (?:anterior|precedente) d(?:e|i) (?:est|quest)"
    r"|\buma versão anterior d(?:e|o|a)st|\b(?:artículo|noticia|información|texto) ha sido corregid"
    r"|\b(?:articolo|notizia|testo) è stat[oa] corrett|\b(?:artigo|texto|notícia) foi corrigid"
    r"|\b(?:wcześniejszej|poprzedniej|pierwotnej) wersji (?:artykułu|tekstu|materiału|publikacji)\b"
    r"|\b(?:artykuł|tekst) został poprawiony\b|\bv předchozí verzi\b"
    r"|\b(?:у|в) (?:попередній|первинній) версії\b|\b(?:статтю|новину|матеріал|текст) виправлено\b"
    r"|\bв (?:предыдущей|более ранней|первоначальной) версии\b"
    r"|\b(?:статья|новость|материал|текст) исправлен",
    re.IGNORECASE,
)

# Every note has one of these; looking for them first is ten times as fast.
HINTS = (
    *("corre", "corri", "clarif", "rectif", "berichtig", "korre", "korri", "korjaus", "rettif"),
    *("version", "fassung", "versión", "versão", "wersji", "verzi", "версії", "версии", "errat"),
    *("erramos", "fe de errores", "sprostowanie", "korekta", "poprawiony", "düzeltme", "oprava"),
    *("виправлен", "уточнен", "спростуван", "исправлен", "опроверж", "rättelse", "rettelse"),
    *("διόρθωση", "تصحيح", "תיקון"),
)


def is_corrected(draft: ArticleDraft) -> bool:
    """Whether the title or the edges of the text carry a note of correction."""
    edges = draft.text if len(draft.text) < 2 * EDGE else draft.text[:EDGE] + draft.text[-EDGE:]
    small = f"{draft.title}\n{edges}".lower()
    if not any(hint in small for hint in HINTS):
        return False
    return bool(NOTE.search(draft.title) or NOTE.search(edges))
