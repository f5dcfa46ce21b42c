"""A text in another language than French: the verdicts would mean nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage

# French prose has 35 to 55 % of stop words; English, Spanish or Italian share under 20 % of them.
MIN_STOP_WORDS = 0.25
MIN_WORDS = 50


def other_language(
    document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str
) -> list[Alert]:
    # Imported late: spaCy brings torch along where torch is installed.
    from spacy.lang.fr.stop_words import STOP_WORDS

    words = re.findall(r"[^\W\d_]+", document.text.lower())
    if len(words) < MIN_WORDS or sum(w in STOP_WORDS for w in words) >= MIN_STOP_WORDS * len(words):
        return []
    message = "Le texte ne semble pas être en français : les verdicts ne valent que pour un rapport en français."
    return [Alert("AUTRE_LANGUE", AlertLevel.ERROR, message)]
