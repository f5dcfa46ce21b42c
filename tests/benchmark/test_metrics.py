import pytest

from analyser.benchmark.metrics import Outcome, calibration_error, figures
from analyser.domain.analysis import Status

C, P, M = Status.COVERED, Status.PARTIAL, Status.MISSING


def row(
    report: str, gold: Status, predicted: Status, p: float = 0.5, rank: int = 0, decoy: bool = False, sure: bool = True
) -> Outcome:
    return Outcome(report, "html", "X", gold, predicted, p, 1 - p, not sure, rank, decoy)


def test_figures_on_a_case_done_by_hand() -> None:
    rows = [
        row("a", C, C, 0.9, rank=1),
        row("a", C, M, 0.2, rank=3, sure=False),
        row("a", M, M, 0.1),
        row("b", M, C, 0.8, decoy=True),
        row("b", P, P, 0.5),
        row("b", M, M, 0.1),
    ]
    found = figures(rows, resamples=20)
    assert found["precision of missing"].value == pytest.approx(2 / 3)
    assert found["recall of missing"].value == pytest.approx(2 / 3)
    assert found["false missing a report"].value == pytest.approx(0.5)
    assert found["evidence first"].value == pytest.approx(1 / 2)
    assert found["evidence in three"].value == pytest.approx(1.0)
    assert found["decoys taken"].value == 1.0
    assert found["accuracy"].value == pytest.approx(4 / 6)
    assert found["accuracy outside doubt"].value == pytest.approx(3 / 5)
    assert found["accuracy where sure"].value == pytest.approx(4 / 5)
    assert found["share to look at first"].value == pytest.approx(1 / 6)
    assert found["errors among them"].value == pytest.approx(1 / 2)
    assert all(f.low <= f.value <= f.high or f.low != f.low for f in found.values())


def test_perfect_probabilities_have_no_calibration_error() -> None:
    assert calibration_error([row("a", C, C, 1.0), row("a", M, M, 0.0)]) == 0.0
    assert calibration_error([row("a", M, C, 1.0)]) == 1.0
