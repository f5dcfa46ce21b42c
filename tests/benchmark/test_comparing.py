from dataclasses import replace

import pytest

from analyser.benchmark.comparing import by_element, changes
from analyser.benchmark.metrics import Outcome
from analyser.domain.analysis import Status

C, P, M = Status.COVERED, Status.PARTIAL, Status.MISSING


def row(report: str, element: str, gold: Status, predicted: Status) -> Outcome:
    return Outcome(report, "html", element, gold, predicted, 0.5, 0.5, False, 0, False)


def test_gained_lost_and_changed_without_either() -> None:
    before = [row("a", "X", C, M), row("a", "Y", M, M), row("b", "X", C, P), row("b", "Y", P, P)]
    after = [row("a", "X", C, C), row("a", "Y", M, C), row("b", "X", C, M), row("b", "Y", P, P)]
    found = changes(before, after)
    assert [(c.report, c.element, c.gained, c.lost) for c in found] == [
        ("a", "X", True, False),
        ("a", "Y", False, True),
        ("b", "X", False, False),
    ]
    assert by_element(found) == [("Y", 0, 1), ("X", 1, 0)]


def test_two_runs_over_different_reports_are_not_compared() -> None:
    one = row("a", "X", C, M)
    with pytest.raises(ValueError, match="different"):
        changes([one], [replace(one, report="b")])
