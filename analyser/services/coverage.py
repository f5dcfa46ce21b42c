"""What the tool finds across cohorts, element by element: never one person's report, and no ranking of people."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analyser.domain.analysis import Analysis, Status
from analyser.domain.errors import InputError
from analyser.domain.review import StoredAnalysis
from analyser.exports.cells import safe_cell
from analyser.exports.labels_fr import STATUS_LABELS, STATUS_ORDER
from analyser.services import keeping
from analyser.settings import Settings

LEAST_REPORTS = 5
_Z = 1.959964  # 95 %, two-sided
HIDDEN = f"moins de {LEAST_REPORTS} rapports"
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class CohortAnalyses:
    """The analyses that count for a cohort, one a report.

    Attributes:
        unreadable: number of kept analyses that another version of the software wrote.
    """

    cohort: str
    analyses: Mapping[str, Analysis]
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How one element stands in one cohort.

    Attributes:
        counts: reports by status; empty when the cohort has under ``LEAST_REPORTS`` for the evaluation, so that no
            person can be told from the figures.
        reports: how many reports the counts sum up; 0 when they are hidden.
    """

    cohort: str
    evaluation: str
    element: str
    label: str
    reports: int
    counts: Mapping[Status, int]

    @property
    def is_hidden(self) -> bool:
        return not self.counts

    @property
    def assessable(self) -> int:
        return self.reports - self.counts.get(Status.NOT_ASSESSABLE, 0)

    @property
    def covered(self) -> int:
        return self.counts.get(Status.COVERED, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """How the share of reports where the tool finds an element moved between two cohorts, in points of percent.

    ``low`` and ``high`` are the 95 % interval of the difference (Newcombe 1998, method 10); a change whose interval
    holds 0 may be chance.
    """

    evaluation: str
    element: str
    label: str
    before: float
    after: float
    change: float
    low: float
    high: float

    @property
    def may_be_chance(self) -> bool:
        return self.low <= 0 <= self.high


def cohorts_kept(now: datetime, *, settings: Settings | None = None) -> list[CohortAnalyses]:
    """Every cohort in the order in which they began. A file kept several times counts once, by its last analysis."""
    settings = settings or Settings()
    stored = keeping.kept_analyses(now, settings=settings)
    return [
        _read(cohort, [s for s in stored if s.cohort == cohort], now, settings)
        for cohort in dict.fromkeys(s.cohort for s in stored)
    ]


def coverage(cohorts: Sequence[CohortAnalyses]) -> list[CoverageCell]:
    """One cell for each cohort, evaluation and element, in the référentiel's order."""
    return [cell for cohort in cohorts for cell in _cells(cohort)]


def trend(cells: Sequence[CoverageCell], before: str, after: str) -> list[Change]:
    """The elements that both cohorts show, in order; those that no report let assess are left out."""
    earlier = {(c.evaluation, c.element): c for c in cells if c.cohort == before and c.assessable}
    later = [c for c in cells if c.cohort == after and c.assessable]
    return [_change(earlier[c.evaluation, c.element], c) for c in later if (c.evaluation, c.element) in earlier]


def coverage_table(cells: Sequence[CoverageCell]) -> list[list[Cell]]:
    """Rows for a spreadsheet, headings first, no cell that starts a formula; hidden counts say why."""
    headings: list[Cell] = ["cohorte", "évaluation", "attendu", "libellé", "rapports"]
    rows = [[*headings, *(STATUS_LABELS[s] for s in STATUS_ORDER)]]
    for cell in cells:
        names: list[Cell] = [_safe(t) for t in (cell.cohort, cell.evaluation, cell.element, cell.label)]
        if cell.is_hidden:
            rows.append([*names, HIDDEN, *([""] * len(STATUS_ORDER))])
        else:
            rows.append([*names, cell.reports, *(cell.counts[s] for s in STATUS_ORDER)])
    return rows


def trend_table(changes: Sequence[Change], before: str, after: str) -> list[list[Cell]]:
    """Rows for a spreadsheet, headings first; shares and changes in percent with one decimal."""
    rows: list[list[Cell]] = [
        [
            "évaluation",
            "attendu",
            "libellé",
            _safe(f"trouvé dans {before} (%)"),
            _safe(f"trouvé dans {after} (%)"),
            "écart (points)",
            "écart, borne basse à 95 %",
            "écart, borne haute à 95 %",
            "peut être le hasard",
        ]
    ]
    for c in changes:
        figures = [round(value, 1) for value in (c.before, c.after, c.change, c.low, c.high)]
        chance = "oui" if c.may_be_chance else "non"
        rows.append([_safe(c.evaluation), _safe(c.element), _safe(c.label), *figures, chance])
    return rows


def table_csv(rows: Sequence[Sequence[Cell]]) -> str:
    """For a French spreadsheet: semicolons, decimal commas. Write it as UTF-8 with a byte order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([str(c).replace(".", ",") if isinstance(c, float) else c for c in row] for row in rows)
    return buffer.getvalue()


def _read(cohort: str, stored: Sequence[StoredAnalysis], now: datetime, settings: Settings) -> CohortAnalyses:
    last: dict[str, tuple[str, Analysis]] = {}
    unreadable = 0
    for one in stored:  # oldest first
        try:
            analysis = keeping.analysis_for_counts(one.id, now, settings=settings)
        except InputError:
            unreadable += 1
            continue
        last[analysis.submission.sha256] = (one.id, analysis)
    return CohortAnalyses(cohort, dict(last.values()), unreadable)


def _cells(cohort: CohortAnalyses) -> list[CoverageCell]:
    cells = []
    for evaluation in sorted({a.evaluation for a in cohort.analyses.values()}):
        analyses = [a for a in cohort.analyses.values() if a.evaluation == evaluation]
        # Judged by several versions of the référentiel: the last report's elements lead, older ones follow.
        labels = {v.id: v.label for a in reversed(analyses) for v in reversed(a.elements)}
        order = list(dict.fromkeys(v.id for a in reversed(analyses) for v in a.elements))
        for element in order:
            found = Counter(v.status for a in analyses for v in a.elements if v.id == element)
            reports = found.total()
            is_shown = reports >= LEAST_REPORTS
            cells.append(
                CoverageCell(
                    cohort=cohort.cohort,
                    evaluation=evaluation,
                    element=element,
                    label=labels[element],
                    reports=reports if is_shown else 0,
                    counts={s: found[s] for s in STATUS_ORDER} if is_shown else {},
                )
            )
    return cells


def _change(before: CoverageCell, after: CoverageCell) -> Change:
    p1, low1, high1 = _wilson(before.covered, before.assessable)
    p2, low2, high2 = _wilson(after.covered, after.assessable)
    change = p2 - p1
    low = change - math.hypot(p2 - low2, high1 - p1)
    high = change + math.hypot(high2 - p2, p1 - low1)
    return Change(after.evaluation, after.element, after.label, *(100 * value for value in (p1, p2, change, low, high)))


def _wilson(successes: int, trials: int) -> tuple[float, float, float]:
    """A share and the bounds of its 95 % interval."""
    share = successes / trials
    centre = (share + _Z**2 / (2 * trials)) / (1 + _Z**2 / trials)
    reach = _Z / (1 + _Z**2 / trials) * math.sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    return share, max(0.0, centre - reach), min(1.0, centre + reach)


def _safe(text: str) -> str:
    return str(safe_cell(text))
