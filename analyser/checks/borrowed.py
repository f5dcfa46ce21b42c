"""Passages that repeat the référentiel word for word: they show no practice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage
from analyser.frameworks.cues import fold

_WORD = re.compile(r"\w+")
# So many words in the same order are no longer the vocabulary of the trade.
SHINGLE_WORDS = 7
# A quotation inside a sentence of one's own is not a pasted passage.
MIN_SHARE = 0.7


def borrowed(document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str) -> list[Alert]:
    known = _shingles_of(framework)
    found = []
    for passage in passages:
        if passage.is_heading:
            continue
        text = document.slice(passage.span)
        own = list(_shingles(text))
        if own and sum(s in known for s in own) >= MIN_SHARE * len(own):
            message = (
                "Ce passage reprend presque mot pour mot le texte du référentiel : il annonce l'attendu sans montrer "
                "comment il est mis en pratique."
            )
            found.append(Alert("REFERENTIEL_RECOPIE", AlertLevel.INFO, message, passage.page, text[:200]))
    return found


@lru_cache(maxsize=4)
def _shingles_of(framework: Framework) -> frozenset[tuple[str, ...]]:
    texts = [c.text for c in framework.criteria] + [c.text for c in framework.contents]
    texts += [e.label for c in framework.criteria for e in c.elements]
    return frozenset(s for text in texts for s in _shingles(text))


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return (tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1))
