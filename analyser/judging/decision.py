"""From a report's passage scores to calibrated probabilities of the three statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analyser.judging.scoring import DECOY, EVIDENCE, MENTION, Floats

# Keeps log-odds finite without hiding differences between small probabilities.
FLOOR = 1e-5

# Order of the classes in every table of probabilities.
MISSING, PARTIAL, COVERED = range(3)

FEATURES = (
    "evidence_best",
    "evidence_second",
    "mention_best",
    "mention_second",
    "decoy_best",
    "any_best",
    "evidence_at_least_one",
    "mention_at_least_one",
    "any_count",
    "decoy_of_best",
    "mention_of_best",
    "cue_of_best",
    "denial_of_best",
    "cue_anywhere",
    "stand_out",
    "lead_over_fifth",
    "lead_over_twelfth",
    "lead_over_elements",
    "elements_ahead",
)


@dataclass(frozen=True)
class Decision:
    """A multinomial logistic regression over standardised document features.

    Attributes:
        mean, scale: shape (features,).
        weights: shape (3, features); bias: shape (3,).
    """

    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Decision:
        """Raises ValueError when the stored features are not those of this version."""
        if tuple(stored["features"]) != FEATURES:
            raise ValueError("the decision was fitted on other features")
        arrays = {name: np.asarray(stored[name], np.float64) for name in ("mean", "scale", "weights", "bias")}
        return cls(**arrays)

    def probabilities(self, features: Floats) -> Floats:
        """Probabilities of missing, partial, covered. Shape: (rows, 3)."""
        logits = ((features - self.mean) / self.scale) @ self.weights.T + self.bias
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
        return result


@dataclass(frozen=True)
class Decisions:
    """One decision for the scores of trained heads, one for zero-shot scores: their scales differ."""

    trained: Decision
    zero_shot: Decision

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Decisions:
        return cls(Decision.from_json(stored["trained"]), Decision.from_json(stored["zero_shot"]["decision"]))


def choose(probabilities: Floats) -> npt.NDArray[np.intp]:
    """The status of each row. Shape: (rows,).

    A false "missing" harms more than a false "found": it is said only when it is likelier than both others together.
    """
    found = PARTIAL + probabilities[:, PARTIAL:].argmax(axis=1)
    result: npt.NDArray[np.intp] = np.where(probabilities[:, MISSING] >= 0.5, MISSING, found)
    return result


def document_features(scores: Floats, cues: Floats, denials: Floats) -> Floats:
    """What a report's passages say together of each element.

    Args:
        scores: shape (passages, elements, 4), as ``passage_scores`` gives them.
        cues: 1.0 where a passage shows a cue of the element, shape (passages, elements).
        denials: 1.0 where a passage denies, shape (passages,).

    Returns:
        Shape (elements, len(FEATURES)). Probabilities enter as log-odds, so that 0.99 and 0.999 differ.
    """
    # A passage is compared with the others of its report: a lone one is compared with nothing written.
    lacking = max(0, 2 - len(scores))
    scores = np.pad(scores, ((0, lacking), (0, 0), (0, 0)))
    cues, denials = np.pad(cues, ((0, lacking), (0, 0))), np.pad(denials, (0, lacking))
    evidence, mention, decoy = scores[:, :, EVIDENCE], scores[:, :, MENTION], scores[:, :, DECOY]
    either = evidence + mention
    best = either.argmax(axis=0)
    column = np.arange(scores.shape[1])
    columns = [
        _log_odds(_nth(evidence, 1)),
        _log_odds(_nth(evidence, 2)),
        _log_odds(_nth(mention, 1)),
        _log_odds(_nth(mention, 2)),
        _log_odds(_nth(decoy, 1)),
        _log_odds(_nth(either, 1)),
        _log_odds(1 - np.prod(1 - np.minimum(evidence, 0.9999), axis=0)),
        _log_odds(1 - np.prod(1 - np.minimum(mention, 0.9999), axis=0)),
        np.log1p(either.sum(axis=0)),
        _log_odds(decoy[best, column]),
        _log_odds(mention[best, column]),
        cues[best, column],
        denials[best],
        cues.max(axis=0),
        *_relative(_log_odds(evidence), _log_odds(either), best),
    ]
    return np.stack(columns, axis=1)


def _relative(evidence: Floats, either: Floats, best: npt.NDArray[np.intp]) -> list[Floats]:
    """How the best passage compares with the report's other passages, and with the other elements on that passage.

    Levels of log-odds vary with a report's style; these comparisons inside one report do not.
    """
    column = np.arange(evidence.shape[1])
    ranked = np.sort(evidence, axis=0)[::-1]
    last = len(ranked) - 1
    own = either[best, column]
    others = either[best].copy()
    others[column, column] = -np.inf
    rival = others.max(axis=1) if others.shape[1] > 1 else own
    return [
        (ranked[0] - evidence.mean(axis=0)) / (evidence.std(axis=0) + 1e-6),
        ranked[0] - ranked[min(5, last)],
        ranked[0] - ranked[min(12, last)],
        own - rival,
        np.log1p((others > own[:, None]).sum(axis=1)).astype(np.float64),
    ]


def _nth(table: Floats, rank: int) -> Floats:
    if len(table) < rank:
        return np.zeros(table.shape[1])
    result: Floats = np.sort(table, axis=0)[-rank]
    return result


def _log_odds(p: Floats) -> Floats:
    result: Floats = np.log(p + FLOOR) - np.log(1 - p + FLOOR)
    return result
