"""The quality team's journey in a real Chromium: figures of two cohorts, a file taken away, the référentiel checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.domain.review import Review
from analyser.services import keeping
from analyser.settings import Settings
from tests.ui.accessibility import serious_violations, settled
from tests.ui.conftest import free_port, served
from tests.ui.test_browser import open_tab

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]


@pytest.fixture
def audited_url(tmp_path: Path, sample_e2: Analysis) -> Iterator[str]:
    """A server whose store holds two cohorts of five reports, the first one judged by somebody."""
    database = f"sqlite:///{tmp_path / 'data' / 'a.db'}"
    settings, now = Settings(database_url=database, files_dir=tmp_path / "files"), datetime.now(UTC)
    for cohort in ("printemps", "automne"):
        for number in range(5):
            own = replace(sample_e2.submission, sha256=f"{number:063x}{len(cohort) % 10}")
            analysis = replace(sample_e2, submission=own)
            id = keeping.keep_analysis(analysis, None, cohort, "ada", now, settings=settings)
            if cohort == "printemps":
                for verdict in sample_e2.elements[:3]:
                    review = Review(id, verdict.id, "anne", verdict.status, "", True, now)
                    keeping.record_review(review, now, settings=settings)
    files = str(tmp_path / "files")
    with served(tmp_path, free_port(), ANALYSER_DATABASE_URL=database, ANALYSER_FILES_DIR=files) as url:
        yield url


def test_the_quality_team_reads_takes_away_and_checks(
    audited_url: str, browser_page: Any, tmp_path: Path, sample_e2: Analysis
) -> None:
    page = browser_page
    page.goto(f"{audited_url}/auditer")
    page.get_by_role("heading", name="Auditer la couverture", level=1).wait_for()
    covered = next(v for v in sample_e2.elements if v.status is Status.COVERED)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=covered.id)).first
    row.wait_for()
    settled(page)
    assert row.get_by_role("cell", name="5 sur 5").count() == 2
    assert serious_violations(page) == []

    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger couverture (XLSX)").click()
    saved = tmp_path / "couverture.xlsx"
    download.value.save_as(saved)
    sheet = openpyxl.load_workbook(saved).active
    assert sheet is not None
    assert sheet.max_row == 1 + 2 * len(sample_e2.elements)

    open_tab(page, "Accord")
    page.get_by_role("rowheader", name="Tous les attendus").wait_for()
    assert serious_violations(page) == []

    open_tab(page, "Référentiel")
    page.get_by_role("button", name="Vérifier et mesurer l'effet").click()
    page.get_by_text("Aucun défaut.").wait_for()
    page.get_by_text("0 rapport(s) jugé(s) de nouveau ; 10 sans fichier gardé").wait_for()
    page.get_by_role("button", name="Enregistrer").wait_for()
    assert serious_violations(page) == []

    open_tab(page, "Modèle")
    page.get_by_text("Model card:").wait_for()
    assert serious_violations(page) == []
