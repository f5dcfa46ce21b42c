"""Coverage by element and cohort, from kept analyses made of real ones."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analyser.domain.analysis import Analysis, ElementVerdict, Status
from analyser.services import keeping
from analyser.services.coverage import (
    HIDDEN,
    CohortAnalyses,
    CoverageCell,
    cohorts_kept,
    coverage,
    coverage_table,
    table_csv,
    trend,
    trend_table,
)
from analyser.settings import Settings

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def with_status(analysis: Analysis, status: Status, sha256: str = "0" * 64) -> Analysis:
    """The same report, its first element judged otherwise."""
    first, *rest = analysis.elements
    passages = (*first.evidence, *first.nearest)[:1]
    found = status in (Status.COVERED, Status.PARTIAL)
    verdict = ElementVerdict(
        first.id, first.label, status, "", 0.5, 0.5, passages if found else (), () if found else passages
    )
    submission = replace(analysis.submission, sha256=sha256)
    return replace(analysis, submission=submission, elements=(verdict, *rest))


def cohort(analysis: Analysis, name: str, statuses: list[Status]) -> CohortAnalyses:
    return CohortAnalyses(name, {str(i): with_status(analysis, s) for i, s in enumerate(statuses)})


def test_counts_by_status_and_small_cohorts_hidden(sample_e1: Analysis, sample_e2: Analysis) -> None:
    statuses = [Status.COVERED] * 3 + [Status.MISSING, Status.NOT_ASSESSABLE]
    big = cohort(sample_e2, "juin", statuses)
    mixed = CohortAnalyses("juin", {**big.analyses, "e1": sample_e1})
    cells = coverage([mixed, cohort(sample_e2, "mars", statuses[:4])])
    assert [c.cohort for c in cells] == ["juin"] * (len(sample_e1.elements) + len(sample_e2.elements)) + ["mars"] * len(
        sample_e2.elements
    )
    first = next(c for c in cells if c.evaluation == "E2")
    assert first.counts == {
        Status.COVERED: 3,
        Status.PARTIAL: 0,
        Status.MISSING: 1,
        Status.NOT_ASSESSABLE: 1,
    }
    assert (first.reports, first.assessable, first.covered) == (5, 4, 3)
    # One report of E1 in a cohort of six, four reports in the other: nothing is told, not even how many.
    hidden = [c for c in cells if c.evaluation == "E1" or c.cohort == "mars"]
    assert all(c.is_hidden and c.reports == 0 and not c.counts for c in hidden)
    assert sum(not c.is_hidden for c in cells) == len(sample_e2.elements)


def test_a_file_kept_again_counts_once_by_its_last_analysis(sample_e2: Analysis, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'a.db'}", files_dir=tmp_path)
    for n, (who, status, name) in enumerate(
        [
            ("a", Status.MISSING, "juin"),
            ("b", Status.MISSING, "juin"),
            ("a", Status.COVERED, "juin"),
            ("a", Status.MISSING, "mars"),
        ]
    ):
        at = NOW + timedelta(minutes=n)
        keeping.keep_analysis(with_status(sample_e2, status, who * 64), None, name, "ada", at, settings=settings)
    later = NOW + timedelta(hours=1)
    june, march = cohorts_kept(later, settings=settings)
    assert (june.cohort, march.cohort) == ("juin", "mars")
    assert [a.elements[0].status for a in june.analyses.values()] == [Status.COVERED, Status.MISSING]
    assert set(june.analyses) <= {s.id for s in keeping.kept_analyses(later, cohort="juin", settings=settings)}
    assert [e.action for e in keeping.audit_entries(settings=settings)] == ["kept"] * 4


def cell(name: str, covered: int, missing: int, label: str = "Attendu") -> CoverageCell:
    counts = {Status.MISSING: missing, Status.NOT_ASSESSABLE: 0, Status.PARTIAL: 0, Status.COVERED: covered}
    return CoverageCell(name, "E1", "E1Cr1.a", label, covered + missing, counts)


def test_the_trend_has_newcombes_interval() -> None:
    """Newcombe (1998), method 10, his example (a): 56/70 against 48/80, 0.0524 to 0.3339."""
    [change] = trend([cell("mars", 48, 32), cell("juin", 56, 14)], "mars", "juin")
    assert (change.before, change.after) == (pytest.approx(60), pytest.approx(80))
    assert change.change == pytest.approx(20)
    assert (round(change.low, 2), round(change.high, 2)) == (5.24, 33.39)
    assert not change.may_be_chance


def test_the_trend_leaves_out_what_is_hidden() -> None:
    hidden = CoverageCell("mars", "E1", "E1Cr1.a", "Attendu", 0, {})
    assert trend([hidden, cell("juin", 5, 2)], "mars", "juin") == []
    [same] = trend([cell("mars", 5, 2), cell("juin", 5, 2)], "mars", "juin")
    assert same.may_be_chance


def test_tables_run_no_formula_and_read_back(sample_e2: Analysis) -> None:
    hidden = CoverageCell("@somme", "E1", "E1Cr1.a", "+1", 0, {})
    cells = [cell("=2+2", 5, 2, label='-x;"y"'), hidden]
    rows = coverage_table(cells)
    assert rows[1] == ["'=2+2", "E1", "E1Cr1.a", '\'-x;"y"', 7, 2, 0, 0, 5]
    assert rows[2] == ["'@somme", "E1", "E1Cr1.a", "'+1", HIDDEN, "", "", "", ""]
    assert len({len(row) for row in rows}) == 1
    read = list(csv.reader(io.StringIO(table_csv(rows)), delimiter=";"))
    assert read == [[str(c) for c in row] for row in rows]
    changes = trend([cell("mars", 48, 32), cell("juin", 56, 14)], "mars", "juin")
    [_, row] = trend_table(changes, "mars", "juin")
    assert row[3:] == [60.0, 80.0, 20.0, 5.2, 33.4, "non"]
    assert ";33,4;non" in table_csv([row])
