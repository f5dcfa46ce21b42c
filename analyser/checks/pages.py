"""Pages that cannot be read, and documents too short to be a report."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document, PageQuality
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage

SHORT_WORDS = 300
_WHY = {
    PageQuality.SCAN: "est une image sans texte : exportez le PDF depuis le traitement de texte",
    PageQuality.GARBLED: "contient un texte illisible : exportez le PDF de nouveau, polices incorporées",
}


def unreadable_pages(
    document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str
) -> list[Alert]:
    return [
        Alert(
            f"PAGE_{page.quality.name}", AlertLevel.WARNING, f"La page {page.number} {_WHY[page.quality]}.", page.number
        )
        for page in document.pages
        if page.quality in _WHY
    ]


def short_document(
    document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str
) -> list[Alert]:
    if document.words >= SHORT_WORDS or not document.is_fully_readable:
        return []
    message = f"Le document ne compte que {document.words} mots : est-ce bien le rapport entier ?"
    return [Alert("DOCUMENT_COURT", AlertLevel.WARNING, message)]
