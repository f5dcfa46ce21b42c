"""The quality team's page on a store of its own: hidden cells, figures, files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from analyser.domain.analysis import Analysis, Status
from analyser.domain.review import Review
from analyser.services import auditing, keeping
from analyser.services.coverage import HIDDEN, cohorts_kept, coverage, coverage_table
from analyser.ui.view_models.audit import coverage_view, estimate, heatmap_rows

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'analyser.db'}")
    monkeypatch.setenv("ANALYSER_FILES_DIR", str(tmp_path / "files"))


def keep(analysis: Analysis, cohort: str, number: int) -> str:
    own = replace(analysis.submission, sha256=f"{number:064x}", name=f"rapport-{number}.pdf")
    at = NOW + timedelta(seconds=number)
    return keeping.keep_analysis(replace(analysis, submission=own), None, cohort, "ada", at)


def shown() -> AppTest:
    script = "from analyser.ui.pages.audit import show\nshow()\n"
    return AppTest.from_string(script, default_timeout=120).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(e.proto.body) for e in app.get("html")) + " ".join(m.value for m in app.markdown)


def test_an_empty_store_says_so(store: None) -> None:
    app = shown()
    assert not app.exception
    assert "Aucune analyse n'est gardée" in text_of(app)


def test_small_cohorts_are_hidden_and_large_ones_counted(store: None, sample_e2: Analysis) -> None:
    for number in range(6):
        keep(sample_e2, "printemps", number)
    keep(sample_e2, "automne", 9)
    cells = coverage(cohorts_kept(NOW))
    table = coverage_view(cells)
    assert table.columns == ("Attendu", "printemps", "automne")
    assert {row[2] for row in table.rows} == {HIDDEN}
    covered = {v.id for v in sample_e2.elements if v.status is Status.COVERED}
    assert all(row[1] == ("6 sur 6" if str(row[0]).split()[0] in covered else "0 sur 6") for row in table.rows)
    assert {row["cohorte"] for row in heatmap_rows(cells)} == {"printemps"}
    app = shown()
    assert not app.exception
    assert HIDDEN in text_of(app)
    book = openpyxl.load_workbook(io.BytesIO(auditing.table_file(coverage_table(cells), "xlsx", "couverture")))
    assert book.active is not None
    assert book.active.max_row == 1 + len(cells)


def test_agreement_counts_what_was_judged_before_the_tool_was_seen(store: None, sample_e2: Analysis) -> None:
    kept = [keep(sample_e2, "printemps", number) for number in range(5)]
    for id in kept:
        for verdict in sample_e2.elements[:4]:
            keeping.record_review(Review(id, verdict.id, "anne", verdict.status, "", True, NOW), NOW)
        late = Review(id, sample_e2.elements[4].id, "anne", Status.MISSING, "", False, NOW)
        keeping.record_review(late, NOW)
    cohorts = cohorts_kept(NOW)
    tool, people = auditing.agreements(cohorts, blind=True)
    assert (tool.overall.pairs, people.overall.pairs) == (20, 0)
    assert tool.overall.observed is not None
    assert tool.overall.observed.value == 1.0
    seen, _ = auditing.agreements(cohorts, blind=False)
    assert seen.overall.pairs == 25
    app = shown()
    assert not app.exception
    assert "Tous les attendus" in text_of(app)


def test_what_is_not_defined_is_said(sample_e2: Analysis) -> None:
    assert estimate(None) == "non défini"


def test_every_page_of_the_table_can_be_drawn() -> None:
    from importlib import import_module

    from analyser.ui import PAGES

    assert len({page.address for page in PAGES}) == len(PAGES) == 3
    assert all(callable(import_module(page.module).show) for page in PAGES)
