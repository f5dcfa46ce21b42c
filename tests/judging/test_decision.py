import numpy as np
import pytest

from analyser.judging.decision import COVERED, FEATURES, MISSING, Decision, document_features


def scores(*rows: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([[row] for row in rows])


def features(table: np.ndarray) -> dict[str, float]:
    found = document_features(table, np.zeros(table.shape[:2]), np.zeros(len(table)))
    return dict(zip(FEATURES, found[0], strict=True))


def test_a_proof_raises_what_points_to_coverage() -> None:
    without = features(scores((0.97, 0.01, 0.01, 0.01), (0.9, 0.05, 0.03, 0.02)))
    proven = features(scores((0.97, 0.01, 0.01, 0.01), (0.05, 0.02, 0.92, 0.01)))
    for name in ("evidence_best", "any_best", "evidence_at_least_one", "any_count"):
        assert proven[name] > without[name]


def test_a_report_without_passages_still_has_features() -> None:
    empty = document_features(np.zeros((0, 2, 4)), np.zeros((0, 2)), np.zeros(0))
    assert empty.shape == (2, len(FEATURES))
    assert np.isfinite(empty).all()


def test_the_shipped_decision_follows_the_proof(engine) -> None:
    for decision in (engine.decisions.trained,):
        table = np.concatenate([scores((0.99, 0.004, 0.003, 0.003)), scores((0.01, 0.01, 0.97, 0.01))], axis=1)
        found = decision.probabilities(document_features(table, np.zeros((1, 2)), np.zeros(1)))
        assert np.allclose(found.sum(axis=1), 1)
        assert found.argmax(axis=1).tolist() == [MISSING, COVERED]


def test_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        Decision.from_json({"features": ["a"]})
