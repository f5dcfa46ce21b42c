"""Agreement between two raters of the same elements: the tool and an assessor, or two assessors.

Ratings are on the ordered scale missing, partial, covered. "Not assessable" is an abstention, off that scale: such
pairs are set aside and counted. Four coefficients, because each misleads alone: kappa falls when nearly every element
is covered, whatever the agreement (Feinstein and Cicchetti, 1990); AC1 does not.

With p_ij the share of pairs rated i by the first and j by the second, w_ij the weight of such a pair (1 on the
diagonal; 0 elsewhere, or 1 - (i - j)²/(q - 1)² for the quadratic ones) and q = 3, each coefficient is
(p_a - p_e) / (1 - p_e) with p_a = Σ w_ij p_ij and

- Cohen's kappa (1960, weighted 1968): p_e = Σ w_ij p_i. p_.j;
- Gwet's AC1 (2008) and AC2: p_e = Σ w_ij / (q (q - 1)) · Σ π_k (1 - π_k), π_k = (p_k. + p_.k) / 2.

Worked example: the two abstractors of Gwet, "Handbook of Inter-Rater Reliability" (2014), as the R package irrCAC gives
it, [[13, 0, 0], [0, 20, 7], [0, 4, 56]]: kappa 0.79641, AC1 0.84933.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analyser.domain.analysis import Analysis, Status
from analyser.domain.review import Review, last_reviews

Floats = NDArray[np.float64]

SCALE = (Status.MISSING, Status.PARTIAL, Status.COVERED)
_RANK = {status: rank for rank, status in enumerate(SCALE)}
_STEPS = np.subtract.outer(np.arange(len(SCALE)), np.arange(len(SCALE)))
EXACT: Floats = np.eye(len(SCALE))
QUADRATIC: Floats = 1 - (_STEPS / (len(SCALE) - 1)) ** 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ratings of one element of one report.

    Attributes:
        report: id of the stored analysis: what is drawn anew for the intervals.
        first: the tool's status, or that of the assessor whose name sorts first.
    """

    report: str
    element: str
    first: Status
    second: Status


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient (at most 1; 0 is chance) and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two raters agree on one element, or on all.

    Attributes:
        element: id of the référentiel; empty for all elements together.
        pairs: number of pairs on the scale.
        reports: number of reports that they come from.
        set_aside: number of pairs in which one rater said "not assessable".
        observed: share of identical ratings.
        kappa: None, like the others, where the coefficient is not defined: no pair, or one same rating everywhere.
    """

    element: str
    pairs: int
    reports: int
    set_aside: int
    observed: Estimate | None
    kappa: Estimate | None
    quadratic_kappa: Estimate | None
    ac1: Estimate | None
    ac2: Estimate | None


def tool_pairs(analyses: Mapping[str, Analysis], reviews: Iterable[Review], *, blind: bool) -> list[Pair]:
    """The tool's verdict against each assessor's.

    Args:
        analyses: by the id that reviews name; reviews of others are left out.
        blind: only elements judged before the tool's verdict was shown, by that first judgement: what a reader sees
            sways them. Else each assessor's last judgement.
    """
    kept = list(reviews)
    counting = _first([r for r in kept if r.decided_first]) if blind else _last(kept)
    tool = {(name, verdict.id): verdict.status for name, a in analyses.items() for verdict in a.elements}
    return [
        Pair(review.analysis, review.element, tool[review.analysis, review.element], review.status)
        for review in counting
        if (review.analysis, review.element) in tool
    ]


def assessor_pairs(reviews: Iterable[Review], *, blind: bool) -> list[Pair]:
    """Every two assessors of the same element of the same report, in the order of their names.

    Args:
        blind: by each one's first judgement, made before the other's was shown; else by the last.
    """
    kept = list(reviews)
    by_subject: dict[tuple[str, str], dict[str, Status]] = {}
    for review in _first(kept) if blind else _last(kept):
        by_subject.setdefault((review.analysis, review.element), {})[review.assessor] = review.status
    return [
        Pair(report, element, ratings[one], ratings[other])
        for (report, element), ratings in sorted(by_subject.items())
        for one, other in combinations(sorted(ratings), 2)
    ]


def overall_agreement(pairs: Sequence[Pair], *, resamples: int = 2000, seed: int = 7) -> Agreement:
    """All elements together."""
    return _agreement("", pairs, resamples, seed)


def agreement_by_element(
    pairs: Sequence[Pair], elements: Sequence[str], *, resamples: int = 2000, seed: int = 7
) -> list[Agreement]:
    """One row for each of ``elements``, in their order, also where nobody rated it."""
    by_element: dict[str, list[Pair]] = {element: [] for element in elements}
    for pair in pairs:
        if pair.element in by_element:
            by_element[pair.element].append(pair)
    return [_agreement(element, rows, resamples, seed) for element, rows in by_element.items()]


def weakest_first(rows: Iterable[Agreement], *, least_reports: int = 5) -> list[Agreement]:
    """Elements with enough reports, those whose AC1 may be lowest first (by the low end of its interval)."""
    known = [(row.ac1.low, row) for row in rows if row.ac1 is not None and row.reports >= least_reports]
    return [row for _, row in sorted(known, key=lambda item: (item[0], item[1].element))]


def observed_agreement(tables: Floats) -> Floats:
    """Share of identical ratings of contingency tables (counts, first rater by row; any number of leading axes)."""
    agreed: Floats = (_shares(tables) * EXACT).sum((-2, -1))
    return agreed


def cohen_kappa(tables: Floats, weights: Floats = EXACT) -> Floats:
    """Cohen's kappa of contingency tables; NaN where it is not defined."""
    shares = _shares(tables)
    expected = np.einsum("...i,...j,ij->...", shares.sum(-1), shares.sum(-2), weights)
    return _beyond_chance(shares, expected, weights)


def gwet_ac(tables: Floats, weights: Floats = EXACT) -> Floats:
    """Gwet's AC1, or AC2 with other weights, of contingency tables; NaN where there is no rating."""
    shares = _shares(tables)
    size = len(SCALE)
    prevalence = (shares.sum(-1) + shares.sum(-2)) / 2
    expected = weights.sum() / (size * (size - 1)) * (prevalence * (1 - prevalence)).sum(-1)
    return _beyond_chance(shares, expected, weights)


def contingency(pairs: Iterable[Pair]) -> Floats:
    """Counts of pairs on the scale, the first rater's ratings by row."""
    table: Floats = np.zeros((len(SCALE), len(SCALE)))
    for pair in pairs:
        table[_RANK[pair.first], _RANK[pair.second]] += 1
    return table


def _agreement(element: str, pairs: Sequence[Pair], resamples: int, seed: int) -> Agreement:
    rated = [p for p in pairs if p.first in _RANK and p.second in _RANK]
    by_report: dict[str, list[Pair]] = {}
    for pair in rated:
        by_report.setdefault(pair.report, []).append(pair)
    tables = np.array([contingency(by_report[name]) for name in sorted(by_report)])
    figures: tuple[Callable[[Floats], Floats], ...] = (
        observed_agreement,
        cohen_kappa,
        lambda t: cohen_kappa(t, QUADRATIC),
        gwet_ac,
        lambda t: gwet_ac(t, QUADRATIC),
    )
    estimates = _estimates(tables, figures, resamples, seed)
    return Agreement(element, len(rated), len(by_report), len(pairs) - len(rated), *estimates)


def _estimates(
    tables: Floats, figures: Sequence[Callable[[Floats], Floats]], resamples: int, seed: int
) -> list[Estimate | None]:
    """Percentile bootstrap over whole reports: elements of one report are not independent.

    Where every pair agrees, every draw would too and the interval would be a point. Its low end is then what full
    agreement on that many reports cannot exclude (Clopper and Pearson: 0.025 to the power 1/n, as observed agreement).
    """
    if not len(tables):
        return [None] * len(figures)
    reports = len(tables)
    weights = np.random.default_rng(seed).multinomial(reports, np.full(reports, 1 / reports), resamples)
    drawn = np.tensordot(weights.astype(float), tables, axes=1)
    whole = tables.sum(0)
    unanimous = bool(whole.sum() == np.trace(whole))
    least: float = 0.025 ** (1 / reports)
    found: list[Estimate | None] = []
    for figure in figures:
        value = float(figure(whole))
        draws = figure(drawn)
        draws = draws[~np.isnan(draws)]
        if np.isnan(value) or not len(draws):
            found.append(None)
        elif unanimous:
            found.append(Estimate(value, float(figure(_spoiled(whole, least))), value))
        else:
            low, high = (float(q) for q in np.percentile(draws, [2.5, 97.5]))
            found.append(Estimate(value, min(low, value), max(high, value)))
    return found


def _spoiled(table: Floats, agreed: float) -> Floats:
    """A table of full agreement of which only the share ``agreed`` stays, the rest one step off, both ways alike."""
    shares = _shares(table)
    off = np.zeros_like(shares)
    for rank, share in enumerate(np.diag(shares)):
        near = [r for r in (rank - 1, rank + 1) if 0 <= r < len(SCALE)]
        for other in near:
            off[rank, other] += share / len(near) / 2
            off[other, rank] += share / len(near) / 2
    spoiled: Floats = shares * agreed + off * (1 - agreed)
    return spoiled


def _shares(tables: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        shares: Floats = tables / tables.sum((-2, -1), keepdims=True)
    return shares


def _beyond_chance(shares: Floats, expected: Floats, weights: Floats) -> Floats:
    agreed = (shares * weights).sum((-2, -1))
    room = 1 - expected
    with np.errstate(invalid="ignore", divide="ignore"):
        coefficient: Floats = np.where(room > 1e-12, (agreed - expected) / room, np.nan)
    return coefficient


def _last(reviews: Sequence[Review]) -> list[Review]:
    return _by_analysis(reviews, lambda rows: list(last_reviews(rows).values()))


def _first(reviews: Sequence[Review]) -> list[Review]:
    return _by_analysis(reviews, lambda rows: list(last_reviews(rows[::-1]).values()))


def _by_analysis(reviews: Sequence[Review], choose: Callable[[list[Review]], list[Review]]) -> list[Review]:
    by_analysis: dict[str, list[Review]] = {}
    for review in reviews:
        by_analysis.setdefault(review.analysis, []).append(review)
    return [chosen for rows in by_analysis.values() for chosen in choose(rows)]
