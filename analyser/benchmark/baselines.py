"""Plain similarity to an element's wording, the floor that any engine must beat by far.

The two thresholds (missing below, covered above) are chosen on the dev split for the whole référentiel, as a first
attempt would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score

from analyser.benchmark.corpus import align_marks
from analyser.benchmark.metrics import CLASSES, Outcome
from analyser.domain.analysis import Status
from analyser.domain.framework import Framework
from analyser.domain.gold import MarkedReport, MarkKind
from analyser.pipeline import Parsed

Floats = npt.NDArray[np.float64]
# Unit vectors of the passages and of the elements' wording: (passages, width) and (elements, width).
Encode = Callable[[Sequence[str], Sequence[str]], tuple[Floats, Floats]]
THRESHOLDS = 25


@dataclass(frozen=True)
class _Best:
    """The best passage of one element in one report."""

    report: str
    layout: str
    element: str
    gold: Status
    similarity: float
    rank: int
    is_decoy: bool


def tf_idf(passages: Sequence[str], wording: Sequence[str]) -> tuple[Floats, Floats]:
    """TF-IDF over the report's own passages. Shapes: (passages, terms), (elements, terms)."""
    model = TfidfVectorizer(strip_accents="unicode", sublinear_tf=True).fit(passages)
    return model.transform(passages).toarray(), model.transform(wording).toarray()


def similarity_outcomes(
    encode: Encode,
    framework: Framework,
    tuning: Sequence[tuple[MarkedReport, Parsed]],
    measured: Sequence[tuple[MarkedReport, Parsed]],
) -> list[Outcome]:
    """What similarity alone says of the ``measured`` reports, thresholds chosen on ``tuning``."""
    tuned = [b for report, parsed in tuning for b in _best(encode, framework, report, parsed)]
    low, high = _thresholds(tuned)
    return [
        Outcome(
            b.report,
            b.layout,
            b.element,
            b.gold,
            _status(b.similarity, low, high),
            float(b.similarity >= high),
            float(b.similarity < low),
            False,
            b.rank,
            b.is_decoy,
        )
        for report, parsed in measured
        for b in _best(encode, framework, report, parsed)
    ]


def _best(encode: Encode, framework: Framework, report: MarkedReport, parsed: Parsed) -> list[_Best]:
    elements = [e for e in framework.elements(report.evaluation) if e.scope == "passage"]
    wording = [" ".join((e.label, *e.formulations)) for e in elements]
    passages, wanted = encode(parsed.texts, wording)
    similarities = passages @ wanted.T
    proof: Mapping[str, list[int]] = {e.id: [] for e in elements}
    for mark, spans in align_marks(report, parsed.document):
        if mark.kind is MarkKind.EVIDENCE:
            for id in mark.elements:
                if id in proof:
                    proof[id].extend(i for i, p in enumerate(parsed.passages) if any(s.overlaps(p.span) for s in spans))
    gold, decoys = report.statuses(), report.decoys()
    found = []
    for column, element in enumerate(elements):
        order = np.argsort(-similarities[:, column], kind="stable")[:3].tolist()
        rank = next((r for r, i in enumerate(order, 1) if i in proof[element.id]), 0)
        found.append(
            _Best(
                report.name,
                report.layout,
                element.id,
                gold.get(element.id, Status.MISSING),
                float(similarities[order[0], column]),
                rank,
                element.id in decoys,
            )
        )
    return found


def _status(similarity: float, low: float, high: float) -> Status:
    return Status.MISSING if similarity < low else Status.COVERED if similarity >= high else Status.PARTIAL


def _thresholds(tuned: Sequence[_Best]) -> tuple[float, float]:
    grid = np.quantile([b.similarity for b in tuned], np.linspace(0, 1, THRESHOLDS)).tolist()
    gold = [b.gold.value for b in tuned]

    def quality(pair: tuple[float, float]) -> float:
        found = [_status(b.similarity, *pair).value for b in tuned]
        return float(f1_score(gold, found, labels=[c.value for c in CLASSES], average="macro", zero_division=0))

    return max(combinations(grid, 2), key=quality)
