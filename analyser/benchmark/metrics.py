"""Figures of quality, each with a bootstrap interval by report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score

from analyser.domain.analysis import Analysis, Status
from analyser.domain.geometry import Span
from analyser.domain.gold import Mark, MarkedReport, MarkKind

CLASSES = (Status.MISSING, Status.PARTIAL, Status.COVERED)
BINS = 10


@dataclass(frozen=True)
class Outcome:
    """One element of one report: what the gold says, what the tool says.

    Attributes:
        evidence_rank: rank from 1 of the first shown passage that touches gold evidence, 0 when none does.
        is_decoy: the gold marks the element's words as a decoy and nothing else.
    """

    report: str
    layout: str
    element: str
    gold: Status
    predicted: Status
    p_covered: float
    p_missing: float
    is_doubtful: bool
    evidence_rank: int
    is_decoy: bool


def outcomes(
    report: MarkedReport, analysis: Analysis, aligned: Sequence[tuple[Mark, Sequence[Span]]], elements: Sequence[str]
) -> list[Outcome]:
    """Compare an analysis with the gold, for the elements that passages can prove."""
    gold = report.statuses()
    decoys = report.decoys()
    proof: dict[str, list[Span]] = {}
    for mark, spans in aligned:
        if mark.kind is MarkKind.EVIDENCE:
            for element in mark.elements:
                proof.setdefault(element, []).extend(spans)
    found = []
    for verdict in analysis.elements:
        if verdict.id not in elements:
            continue
        shown = [*verdict.evidence, *verdict.nearest]
        spans = proof.get(verdict.id, [])
        rank = next((i for i, e in enumerate(shown, 1) if any(e.span.overlaps(s) for s in spans)), 0)
        found.append(
            Outcome(
                report.name,
                report.layout,
                verdict.id,
                gold.get(verdict.id, Status.MISSING),
                verdict.status,
                verdict.p_covered,
                verdict.p_missing,
                verdict.is_doubtful,
                rank,
                verdict.id in decoys,
            )
        )
    return found


def _share(flags: Sequence[bool]) -> float:
    return float(np.mean(flags)) if len(flags) else float("nan")


def _macro_f1(rows: Sequence[Outcome]) -> float:
    return float(
        f1_score(
            [r.gold.value for r in rows],
            [r.predicted.value for r in rows],
            labels=[c.value for c in CLASSES],
            average="macro",
            zero_division=0,
        )
    )


def _kappa(rows: Sequence[Outcome]) -> float:
    code = {c: i for i, c in enumerate(CLASSES)} | {Status.NOT_ASSESSABLE: 1}
    return float(
        cohen_kappa_score(
            [code[r.gold] for r in rows], [code[r.predicted] for r in rows], weights="quadratic", labels=[0, 1, 2]
        )
    )


def calibration_error(rows: Sequence[Outcome]) -> float:
    """Expected calibration error of p_covered over ten equal-width bins."""
    p = np.array([r.p_covered for r in rows])
    y = np.array([r.gold is Status.COVERED for r in rows], float)
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    return float(sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())))


FIGURES: Mapping[str, Callable[[Sequence[Outcome]], float]] = {
    "precision of missing": lambda rows: _share(
        [r.gold is Status.MISSING for r in rows if r.predicted is Status.MISSING]
    ),
    "recall of missing": lambda rows: _share([r.predicted is Status.MISSING for r in rows if r.gold is Status.MISSING]),
    "false missing a report": lambda rows: (
        sum(r.predicted is Status.MISSING and r.gold is not Status.MISSING for r in rows)
        / len({r.report for r in rows})
    ),
    "macro-F1": _macro_f1,
    "quadratic kappa": _kappa,
    "accuracy": lambda rows: _share([r.gold is r.predicted for r in rows]),
    "evidence first": lambda rows: _share([r.evidence_rank == 1 for r in rows if r.gold is Status.COVERED]),
    "evidence in three": lambda rows: _share([1 <= r.evidence_rank <= 3 for r in rows if r.gold is Status.COVERED]),
    "decoys taken": lambda rows: _share([r.predicted is Status.COVERED for r in rows if r.is_decoy]),
    "calibration error": calibration_error,
    "accuracy outside doubt": lambda rows: _share(
        [r.gold is r.predicted for r in rows if not 0.3 <= r.p_covered <= 0.7]
    ),
    "share in doubt": lambda rows: _share([0.3 <= r.p_covered <= 0.7 for r in rows]),
    "accuracy where sure": lambda rows: _share([r.gold is r.predicted for r in rows if not r.is_doubtful]),
    "share to look at first": lambda rows: _share([r.is_doubtful for r in rows]),
    "errors among them": lambda rows: _share([r.is_doubtful for r in rows if r.gold is not r.predicted]),
}


@dataclass(frozen=True)
class Figure:
    value: float
    low: float
    high: float


def figures(rows: Sequence[Outcome], resamples: int = 300, seed: int = 7) -> dict[str, Figure]:
    """Every figure with its 95 % bootstrap interval; whole reports are drawn, never single elements."""
    by_report: dict[str, list[Outcome]] = {}
    for row in rows:
        by_report.setdefault(row.report, []).append(row)
    names = sorted(by_report)
    rng = np.random.default_rng(seed)
    draws: dict[str, list[float]] = {name: [] for name in FIGURES}
    for _ in range(resamples):
        sample: list[Outcome] = []
        for copy, index in enumerate(rng.integers(0, len(names), len(names))):
            # A report drawn twice counts as two reports.
            sample += [_renamed(r, copy) for r in by_report[names[int(index)]]]
        for name, figure in FIGURES.items():
            draws[name].append(figure(sample))
    return {
        name: Figure(figure(rows), *(float(q) for q in np.nanpercentile(draws[name], [2.5, 97.5])))
        for name, figure in FIGURES.items()
    }


def _renamed(row: Outcome, copy: int) -> Outcome:
    from dataclasses import replace

    return replace(row, report=f"{row.report}#{copy}")
