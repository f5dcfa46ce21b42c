"""The passages shown for an element: what proves it, or what comes nearest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyser.domain.analysis import Evidence
from analyser.domain.document import Document
from analyser.domain.geometry import Span
from analyser.domain.passages import Passage
from analyser.domain.sections import Section
from analyser.judging.scoring import Floats

MAX_EVIDENCE = 5
MAX_NEAREST = 3
# A neighbour joins a passage of the same paragraph when it scores at least this share of it.
JOIN_SHARE = 0.5
# A further passage is shown when it scores at least this, and this share of the best one.
MIN_SCORE = 0.25
MIN_SHARE = 0.35


def ranked_evidence(
    document: Document,
    sections: Sequence[Section],
    passages: Sequence[Passage],
    scores: Floats,
    limit: int,
    keep_weak: bool = False,
) -> tuple[Evidence, ...]:
    """The best passages for one element, best first; neighbours of one paragraph are joined.

    Args:
        scores: one number a passage, 0 to 1.
        keep_weak: also give passages of low score (the nearest ones of a missing element).
    """
    if not len(passages):
        return ()
    order = np.argsort(-scores, kind="stable")
    best = float(scores[order[0]])
    taken: set[int] = set()
    found: list[Evidence] = []
    for start in (int(i) for i in order):
        score = float(scores[start])
        if len(found) == limit or (found and not keep_weak and (score < MIN_SCORE or score < MIN_SHARE * best)):
            break
        if start in taken:
            continue
        first = last = start
        while _joins(passages, scores, first - 1, start, taken):
            first -= 1
        while _joins(passages, scores, last + 1, start, taken):
            last += 1
        taken.update(range(first, last + 1))
        span = Span(passages[first].span.start, passages[last].span.end)
        found.append(make_evidence(document, sections, passages[start], span, score))
    return tuple(found)


def make_evidence(
    document: Document, sections: Sequence[Section], passage: Passage, span: Span, score: float
) -> Evidence:
    """An evidence at ``span``, on the page and in the section of ``passage``."""
    title = sections[passage.section].title if sections else ""
    return Evidence(document.slice(span), span, passage.page, document.boxes(span), title or None, round(score, 4))


def _joins(passages: Sequence[Passage], scores: Floats, index: int, start: int, taken: set[int]) -> bool:
    return (
        0 <= index < len(passages)
        and index not in taken
        and passages[index].block == passages[start].block
        and bool(scores[index] >= JOIN_SHARE * scores[start])
        and bool(scores[index] >= MIN_SCORE)
    )
