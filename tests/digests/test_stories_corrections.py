"""Outlets say in many words that they put an article right; news of corrections is none."""

from __future__ import annotations

import pytest

from digests.stories.corrections import is_corrected
from tests.digests.newsdesk import BRIDGE, draft


@pytest.mark.parametrize(
    "note",
    [
        "Correction: an earlier version of this article misspelled the mayor's name.",
        "This article was amended on 3 March 2026 to correct the number of ferries.",
        "This story has been corrected to say that 14 people died.",
        "CORRECTED-Fire in Norhaven kills 14 (corrects toll in paragraph 2)",
        "(Corrects number of victims in headline)",
        "Clarification: the bridge is closed to cars only.",
        "This article has been updated to correct the name of the mayor.",
        "Editor's note: A previous version of this story said 12.",
        "A previous version of this article misstated the cost.",
        "Berichtigung: In einer früheren Version hieß es, 12 Menschen seien gestorben.",
        "Anmerkung der Redaktion: In einer früheren Version dieses Artikels stand 12.",
        "Korrektur: Es sind 14 Tote.",
        "Korrekturhinweis: In der ursprünglichen Fassung stand eine falsche Zahl.",
        "Dieser Artikel wurde korrigiert.",
        "Correction : le pont ferme lundi.",
        "Rectificatif : 14 morts et non 12.",
        "Cet article a été corrigé le 3 mars.",
        "Une version précédente de cet article indiquait 12 morts.",
        "Erratum : il s'agit de 14 morts.",
        "Corrección: son 14 los muertos.",
        "Fe de errores: En una versión anterior de este artículo se decía 12.",
        "Esta noticia ha sido corregida.",
        "Fe de erratas: donde decía 12 debe decir 14.",
        "Una versión anterior de esta información decía 12.",
        "Errata corrige: i morti sono 14.",
        "Rettifica: i morti sono 14.",
        "Correzione: i morti sono 14.",
        "Una versione precedente di questo articolo riportava 12 morti.",
        "Questo articolo è stato corretto.",
        "Correção: são 14 os mortos.",
        "Errata: são 14 os mortos.",
        "ERRAMOS: são 14 os mortos.",
        "Uma versão anterior deste texto dizia 12.",
        "Este artigo foi corrigido.",
        "Sprostowanie: zginęło 14 osób.",
        "Korekta: zginęło 14 osób.",
        "We wcześniejszej wersji artykułu podaliśmy 12.",
        "Artykuł został poprawiony.",
        "Виправлення: загинули 14 людей.",
        "Виправлено: загинули 14 людей.",
        "У попередній версії матеріалу йшлося про 12.",
        "Спростування: загинули 14.",
        "Статтю виправлено.",
        "Новину виправлено: у попередній версії йшлося про 12.",
        "Исправление: погибли 14 человек.",
        "Исправлено: погибли 14 человек.",
        "Уточнение: погибли 14 человек.",
        "В предыдущей версии статьи говорилось о 12.",
        "В более ранней версии текста говорилось о 12.",
        "Опровержение: погибли 14.",
    ],
)
def test_a_note_of_correction_is_noticed_at_either_end(note: str) -> None:
    assert is_corrected(draft("Bridge closes", f"{note}\n{BRIDGE * 3}"))
    assert is_corrected(draft("Bridge closes", f"{BRIDGE * 3}\n{note}"))


@pytest.mark.parametrize(
    "news",
    [
        "The correction of the market continued.",
        "The Department of Corrections said.",
        "Prisoners at the correctional facility rioted.",
        "Corrections officers went on strike.",
        "The mayor corrected his opponent in the debate.",
        "Die Korrektur an der Börse geht weiter.",
        "La corrección de los mercados sigue.",
        "Korekta na giełdzie trwa.",
        "The bridge was updated with new lamps.",
        "Уточнення бюджету триває у раді.",
        "Исправление ошибок займёт год.",
        "Une version précédente du projet de loi prévoyait 12 ponts.",
        "The committee voted to correct the budget.",
    ],
)
def test_news_of_corrections_is_no_note(news: str) -> None:
    assert not is_corrected(draft("Bridge closes", f"{news} {BRIDGE}"))
