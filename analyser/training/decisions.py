"""Fits the document-level decision on reports that the heads were not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.preprocessing import StandardScaler

from analyser.judging.decision import COVERED, FEATURES, MISSING, PARTIAL, Decision, choose, document_features
from analyser.judging.scoring import EVIDENCE, Floats


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


def fit_decision(reports: Sequence[ScoredReport], regularisation: float = 0.1) -> dict[str, Any]:
    """Multinomial logistic regression over the document features; the JSON that ``Decision.from_json`` reads."""
    x = np.concatenate([document_features(r.scores, r.cues, r.denials) for r in reports])
    y = np.concatenate([r.gold for r in reports])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=regularisation, max_iter=5000).fit(scaler.transform(x), y)
    assert list(model.classes_) == [MISSING, PARTIAL, COVERED]
    return {
        "features": list(FEATURES),
        "mean": scaler.mean_.tolist(),
        "scale": scaler.scale_.tolist(),
        "weights": model.coef_.tolist(),
        "bias": model.intercept_.tolist(),
    }


def decision_figures(reports: Sequence[ScoredReport]) -> dict[str, float]:
    """How well the decision does on each author when fitted on the others: macro-F1, quadratic kappa, evidence first.

    Evidence first: of the elements covered, how often the best passage is a marked one.
    """
    predicted, gold, first = [], [], []
    for author in sorted({r.author for r in reports}):
        others = [r for r in reports if r.author != author]
        decision = Decision.from_json(fit_decision(others))
        for report in (r for r in reports if r.author == author):
            features = document_features(report.scores, report.cues, report.denials)
            predicted += choose(decision.probabilities(features)).tolist()
            gold += report.gold.tolist()
            best = report.scores[:, :, EVIDENCE].argmax(axis=0)
            kinds = report.labels[best, np.arange(len(report.gold))]
            first += (kinds == EVIDENCE)[report.gold == COVERED].tolist()
    return {
        "macro_f1": round(float(f1_score(gold, predicted, average="macro")), 4),
        "kappa_quadratic": round(float(cohen_kappa_score(gold, predicted, weights="quadratic")), 4),
        "evidence_first": round(float(np.mean(first)), 4),
    }
