"""Agreement coefficients against published examples, scikit-learn, and cases whose answer is known."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from analyser.benchmark.agreement import (
    EXACT,
    QUADRATIC,
    SCALE,
    Agreement,
    Estimate,
    Pair,
    agreement_by_element,
    assessor_pairs,
    cohen_kappa,
    contingency,
    gwet_ac,
    observed_agreement,
    overall_agreement,
    tool_pairs,
    weakest_first,
)
from analyser.domain.analysis import Analysis, Status
from analyser.domain.review import Review

# Gwet (2014), two abstractors; the figures are those of the R package irrCAC's overview.
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]], float)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_the_published_example() -> None:
    assert float(observed_agreement(ABSTRACTORS)) == pytest.approx(0.89)
    assert float(cohen_kappa(ABSTRACTORS)) == pytest.approx(0.7964094, abs=1e-7)
    assert float(gwet_ac(ABSTRACTORS)) == pytest.approx(0.8493305, abs=1e-7)


def test_the_paradox_of_kappa() -> None:
    """Feinstein and Cicchetti (1990): same observed agreement, kappa 0.70 and 0.32 with the prevalence."""
    even = np.array([[40, 9, 0], [6, 45, 0], [0, 0, 0]], float)
    skewed = np.array([[80, 10, 0], [5, 5, 0], [0, 0, 0]], float)
    assert float(observed_agreement(even)) == pytest.approx(0.85)
    assert float(observed_agreement(skewed)) == pytest.approx(0.85)
    assert round(float(cohen_kappa(even)), 2) == 0.70
    assert round(float(cohen_kappa(skewed)), 2) == 0.32
    assert float(gwet_ac(skewed)) > 0.8


@pytest.mark.parametrize(("weights", "name"), [(EXACT, None), (QUADRATIC, "quadratic")])
def test_kappas_are_those_of_scikit_learn(weights: np.ndarray, name: str | None) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        first = rng.integers(0, 3, 60)
        second = np.where(rng.random(60) < 0.6, first, rng.integers(0, 3, 60))
        pairs = [Pair("r", "e", SCALE[a], SCALE[b]) for a, b in zip(first, second, strict=True)]
        expected = cohen_kappa_score(first, second, weights=name, labels=[0, 1, 2])
        assert float(cohen_kappa(contingency(pairs), weights)) == pytest.approx(expected)


def test_weighted_ac2_forgives_neighbours_and_not_opposites() -> None:
    near = np.array([[10, 5, 0], [5, 10, 5], [0, 5, 10]], float)
    far = np.array([[10, 0, 5], [0, 20, 0], [5, 0, 10]], float)
    assert float(gwet_ac(near, QUADRATIC)) > float(gwet_ac(near))
    # By hand: shares .3/.4/.3, Σ w = 6, p_e = 6/6 · .66, p_a = 1 - .2.
    assert float(gwet_ac(far, QUADRATIC)) == pytest.approx((0.8 - 0.66) / (1 - 0.66))


def rated(ratings: dict[str, list[tuple[Status, Status]]]) -> list[Pair]:
    return [Pair(report, f"e{i}", a, b) for report, rows in ratings.items() for i, (a, b) in enumerate(rows)]


C, P, M, N = Status.COVERED, Status.PARTIAL, Status.MISSING, Status.NOT_ASSESSABLE


def test_the_interval_is_drawn_by_report_and_repeats() -> None:
    good, bad = [(C, C), (M, M), (P, P), (C, C)] * 5, [(C, M), (M, C), (P, C), (C, C)] * 5
    together = overall_agreement(rated({f"r{i}": good if i % 2 else bad for i in range(12)}))
    assert together == overall_agreement(rated({f"r{i}": good if i % 2 else bad for i in range(12)}))
    one_by_one = [Pair(f"r{i}", p.element, p.first, p.second) for i, p in enumerate(rated({"x": (good + bad) * 6}))]
    alone = overall_agreement(one_by_one)
    assert together.kappa is not None
    assert alone.kappa is not None
    assert together.kappa.value == pytest.approx(alone.kappa.value)
    assert together.kappa.low < together.kappa.value < together.kappa.high
    # Ratings of one report go together: taking them as independent would claim too narrow an interval.
    assert together.kappa.high - together.kappa.low > 1.5 * (alone.kappa.high - alone.kappa.low)


def test_abstentions_are_set_aside_and_counted() -> None:
    found = overall_agreement(rated({"a": [(C, C), (N, C)], "b": [(M, M), (M, N)]}))
    assert (found.pairs, found.reports, found.set_aside) == (2, 2, 2)


def test_full_agreement_on_few_reports_does_not_claim_certainty() -> None:
    few = overall_agreement(rated({f"r{i}": [(C, C), (M, M)] for i in range(5)}))
    many = overall_agreement(rated({f"r{i}": [(C, C), (M, M)] for i in range(60)}))
    assert few.ac1 is not None
    assert many.ac1 is not None
    assert few.ac1.value == few.ac1.high == 1
    assert few.observed == Estimate(1, pytest.approx(0.025 ** (1 / 5)), 1)
    assert few.ac1.low < 0.5 < 0.9 < many.ac1.low < 1


def test_what_is_not_defined_is_said() -> None:
    same = overall_agreement(rated({f"r{i}": [(C, C)] for i in range(6)}))
    assert same.kappa is None
    assert same.ac1 is not None
    assert same.ac1.value == 1
    rows = agreement_by_element(rated({"a": [(C, C)]}), ["e0", "e9"])
    assert [r.element for r in rows] == ["e0", "e9"]
    assert rows[1] == Agreement("e9", 0, 0, 0, None, None, None, None, None)


def test_the_weakest_elements_come_first_and_small_ones_not_at_all() -> None:
    pairs = [Pair(f"r{i}", "good", s, s) for i, s in enumerate([C, M, P] * 4)]
    pairs += [Pair(f"r{i}", "bad", C, [C, M, P][i % 3]) for i in range(12)]
    pairs += [Pair("r0", "small", C, M)]
    rows = agreement_by_element(pairs, ["good", "bad", "small"])
    assert [r.element for r in weakest_first(rows)] == ["bad", "good"]


def review(element: str, who: str, status: Status, *, first: bool = True, analysis: str = "a") -> Review:
    return Review(analysis, element, who, status, "", first, NOW)


def test_pairs_with_the_tool_take_the_first_blind_judgement_or_the_last(sample_e2: Analysis) -> None:
    one, two = sample_e2.elements[:2]
    reviews = [
        review(one.id, "ada", M),
        review(one.id, "ada", P, first=False),
        review(two.id, "ada", C, first=False),
        review(one.id, "ada", C, analysis="erased"),
    ]
    analyses = {"a": sample_e2}
    assert tool_pairs(analyses, reviews, blind=True) == [Pair("a", one.id, one.status, M)]
    assert tool_pairs(analyses, reviews, blind=False) == [
        Pair("a", one.id, one.status, P),
        Pair("a", two.id, two.status, C),
    ]


def test_pairs_of_assessors() -> None:
    reviews = [review("e", "zoe", C), review("e", "ada", M), review("e", "zoe", M, first=False), review("f", "ada", C)]
    assert assessor_pairs(reviews, blind=True) == [Pair("a", "e", M, C)]
    assert assessor_pairs(reviews, blind=False) == [Pair("a", "e", M, M)]
    three = [*reviews, review("e", "bea", P)]
    assert len(assessor_pairs(three, blind=True)) == 3
