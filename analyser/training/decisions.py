"""Fits the document-level decision on reports that the heads were not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from analyser.judging.decision import COVERED, FEATURES, MISSING, PARTIAL, document_features
from analyser.judging.scoring import DECOY, EVIDENCE, MENTION, Floats


@dataclass(frozen=True)
class ScoredReport:
    """A report's passage scores beside its gold.

    Attributes:
        scores: shape (passages, elements, 4); labels: shape (passages, elements), 0 none to 3 decoy.
        gold: MISSING, PARTIAL or COVERED an element.
    """

    name: str
    author: str
    scores: Floats
    cues: Floats
    denials: Floats
    labels: npt.NDArray[np.int64]
    gold: npt.NDArray[np.int64]


def ablated(report: ScoredReport, rng: np.random.Generator, share: float = 0.25) -> ScoredReport:
    """A variant in which some elements lost their proof: a labelled "missing" (or "partial") at no cost.

    Passages that carry the evidence of a drawn element are blanked for that element only, which is what its heads
    would see had the candidate not written them.
    """
    scores, gold, cues = report.scores.copy(), report.gold.copy(), report.cues.copy()
    for column in np.flatnonzero(report.gold != MISSING):
        if rng.random() > share:
            continue
        drop_mentions = rng.random() < 0.7
        gone = (report.labels[:, column] == EVIDENCE) | (drop_mentions & (report.labels[:, column] == MENTION))
        if not gone.any():
            continue
        kept_mention = (report.labels[:, column] == MENTION).any() and not drop_mentions
        scores[gone, column] = [1.0, 0.0, 0.0, 0.0]
        cues[gone, column] = 0.0
        gold[column] = PARTIAL if kept_mention else MISSING
    return ScoredReport(report.name, report.author, scores, cues, report.denials, report.labels, gold)


def fit_decision(
    reports: Sequence[ScoredReport], variants: int = 2, regularisation: float = 0.3, seed: int = 5
) -> dict[str, Any]:
    """Multinomial logistic regression over the document features; the JSON that ``Decision.from_json`` reads."""
    rng = np.random.default_rng(seed)
    rows, gold, weights = [], [], []
    for report in reports:
        for variant in range(variants + 1):
            given = report if variant == 0 else ablated(report, rng)
            rows.append(document_features(given.scores, given.cues, given.denials))
            gold.append(given.gold)
            weights.append(np.full(len(given.gold), 1.0 if variant == 0 else 0.3))
    x, y, w = np.concatenate(rows), np.concatenate(gold), np.concatenate(weights)
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=regularisation, max_iter=5000).fit(scaler.transform(x), y, sample_weight=w)
    assert list(model.classes_) == [MISSING, PARTIAL, COVERED]
    return {
        "features": list(FEATURES),
        "mean": scaler.mean_.tolist(),
        "scale": scaler.scale_.tolist(),
        "weights": model.coef_.tolist(),
        "bias": model.intercept_.tolist(),
        "offsets": [0.0, 0.0, 0.0],
    }


__all__ = ["DECOY", "ScoredReport", "ablated", "fit_decision"]
