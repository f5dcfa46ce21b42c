"""Annexes that the text sends the reader to and that the file does not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage

# A letter or a Roman numeral counts in capitals only: « l'annexe a été remise ».
_NUMBER = r"(?:n\s?[o°]\s?)?(\d{1,2}|[IVX]{1,4}|[A-H])(?!\w)"
_ANNOUNCED = re.compile(rf"\b[Aa](?:nnexes?|NNEXES?)\s+{_NUMBER}")
# What opens on "Annexe 3" is the annexe itself; with dots or a page number at the end, it only lists it.
_OPENS = re.compile(rf"\W*A(?:nnexe|NNEXE)\s+{_NUMBER}(?!.*(?:\.{{3}}|…|\bp(?:age)?\.?\s*\d+\s*$))")


def annexes(document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str) -> list[Alert]:
    """One alert an annexe announced and not found. Nothing is claimed of a document with unreadable pages."""
    if not document.is_fully_readable:
        return []
    opened = {match[1] for p in passages if (match := _OPENS.match(document.slice(p.span)))}
    found: dict[str, Alert] = {}
    for passage in passages:
        text = document.slice(passage.span)
        for match in _ANNOUNCED.finditer(text):
            number = match[1]
            if number not in opened and number not in found:
                message = (
                    f"L'annexe {number} est annoncée page {passage.page} et n'a pas été trouvée dans le "
                    "fichier : vérifiez qu'elle est jointe."
                )
                found[number] = Alert("ANNEXE_NON_TROUVEE", AlertLevel.WARNING, message, passage.page, text[:200])
    return list(found.values())
