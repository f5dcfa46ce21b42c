"""The assessor's journey in a real Chromium, from a zip of reports to the grid and the annotated PDF."""

from __future__ import annotations

import ctypes
import io
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from openpyxl import load_workbook

from analyser.domain.analysis import Analysis, ElementVerdict, Status
from analyser.exports.labels_fr import STATUS_LABELS
from analyser.ui.view_models.review import ASSESSOR_LABELS, CONFIRM_SHORTCUT, SHORTCUTS, Order, element_ids
from tests.conftest import SAMPLES
from tests.ui.accessibility import serious_violations, settled

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]
WHO, COHORT, REASON = "Ada Morel", "Session de juin", "page à relire"
REPORT = "rapport-E2.pdf"


def test_an_assessor_judges_a_report(
    app_url: str, app_home: Path, browser_page: Any, tmp_path: Path, sample_e2: Analysis
) -> None:
    page = browser_page
    first, second = (
        next(v for v in sample_e2.elements if v.id == id) for id in element_ids(sample_e2, Order.DOUBT)[:2]
    )
    _says_who(page, app_url)
    _takes_in(page)
    # The server's own home is the test's folder: nothing of this machine's store is read or written.
    assert (app_home / ".analyser" / "analyser.db").is_file()
    _opens(page)
    _decides_first(page, first)
    page.keyboard.press(CONFIRM_SHORTCUT)
    page.get_by_text(f"Jugement enregistré pour {first.id}").wait_for()
    page.get_by_role("heading", name=f"{second.id} {second.label}", exact=True).wait_for()
    said = _overrides(page, second)

    grid = tmp_path / "grille.xlsx"
    _downloads(page, "Grille (XLSX)", grid)
    _grid_holds(grid, {first.id: (first.status, first.status, None), second.id: (second.status, said, REASON)})
    annotated = tmp_path / "annote.pdf"
    _downloads(page, "PDF annoté", annotated)
    comments = _comments(annotated)
    assert len(comments) == sum(1 for v in sample_e2.elements for passage in v.evidence if passage.boxes)
    for verdict, given in ((first, first.status), (second, said)):
        own = [comment for comment in comments if comment.startswith(f"{verdict.id} ")]
        assert len(own) == sum(1 for passage in verdict.evidence if passage.boxes)
        assert all(f"{WHO} : {STATUS_LABELS[given]}" in comment for comment in own)

    page.get_by_role("button", name="Revenir à la file").click()
    page.get_by_role("cell", name=f"{WHO} : 2").wait_for()
    assert serious_violations(page) == []


def _says_who(page: Any, app_url: str) -> None:
    page.goto(f"{app_url}/evaluer")
    page.get_by_role("heading", name="Trier et évaluer", level=1).wait_for()
    page.get_by_role("button", name="Commencer").wait_for()
    page.wait_for_function("document.documentElement.lang === 'fr'")
    page.wait_for_function("document.title === 'Trier et évaluer'")
    assert serious_violations(page) == []
    page.get_by_label("Votre nom").fill(WHO)
    page.keyboard.press("Enter")
    page.get_by_text("Aucun rapport conservé").wait_for()
    assert serious_violations(page) == []


def _takes_in(page: Any) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for path in sorted(SAMPLES.glob("*.pdf")):
            written.write(path, path.name)
    page.get_by_label("Cohorte ou session").fill(COHORT)
    upload = {"name": "promo.zip", "mimeType": "application/zip", "buffer": archive.getvalue()}
    page.locator("input[type=file]").first.set_input_files(upload)
    page.get_by_text("promo.zip").wait_for()
    page.get_by_role("button", name="Analyser ces rapports").click()
    page.get_by_role("heading", name="File des rapports").wait_for(timeout=240_000)
    for path in SAMPLES.glob("*.pdf"):
        row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=path.name, exact=True))
        row.filter(has_text=COHORT).wait_for()
    assert serious_violations(page) == []


def _opens(page: Any) -> None:
    _choose(page, "Rapport à évaluer", f"{REPORT} ({COHORT})")
    _choose(page, "Décider avant de voir l'avis de l'outil", "pour tous les attendus")
    page.get_by_role("button", name="Évaluer ce rapport").click()
    page.get_by_role("heading", name=f"Rapport : {REPORT}").wait_for()


def _decides_first(page: Any, verdict: ElementVerdict) -> None:
    page.get_by_role("heading", name=f"{verdict.id} {verdict.label}", exact=True).wait_for()
    page.get_by_text("Décidez d'abord").wait_for()
    settled(page)
    assert page.get_by_text("Avis de l'outil :").count() == 0
    assert page.get_by_text(verdict.reason).count() == 0
    assert page.get_by_role("button", name="Je confirme").count() == 0
    if verdict.evidence or verdict.nearest:
        image = page.get_by_role("img", name="du rapport")
        image.wait_for()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    assert serious_violations(page) == []
    page.keyboard.press(SHORTCUTS[_another(verdict.status)])
    page.get_by_text("Avis de l'outil :").wait_for()
    page.get_by_text(f"Votre jugement : {ASSESSOR_LABELS[_another(verdict.status)]}").wait_for()
    assert serious_violations(page) == []


def _overrides(page: Any, verdict: ElementVerdict) -> Status:
    """Says otherwise than the tool in one click, with a reason; gives the status said."""
    _choose(page, "Décider avant de voir l'avis de l'outil", "jamais")
    page.get_by_role("button", name="Je confirme").wait_for()
    said = _another(verdict.status)
    page.get_by_label("Motif (facultatif)").fill(REASON)
    page.get_by_label("Motif (facultatif)").press("Tab")
    page.get_by_role("button", name=ASSESSOR_LABELS[said].capitalize()).click()
    page.get_by_text(f"Jugement enregistré pour {verdict.id} : {ASSESSOR_LABELS[said]}.").wait_for()
    assert serious_violations(page) == []
    return said


def _another(status: Status) -> Status:
    return Status.PARTIAL if status is not Status.PARTIAL else Status.MISSING


def _choose(page: Any, label: str, option: str) -> None:
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()
    field = page.get_by_label(label)
    field.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # a list of choices closes when the page scrolls, as a click below the fold makes it
    field.click()
    page.get_by_role("option", name=option, exact=True).click()


def _downloads(page: Any, button: str, to: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(to)


def _grid_holds(path: Path, expected: dict[str, tuple[Status, Status, str | None]]) -> None:
    """Each element's row bears the tool's verdict, untouched, beside what the assessor said last, and why."""
    rows = load_workbook(path)["Attendus"].iter_rows(values_only=True)
    headings = next(rows)
    grid = {row[headings.index("Attendu")]: dict(zip(headings, row, strict=True)) for row in rows}
    for id, (tool, said, reason) in expected.items():
        row = grid[id]
        assert (row["Outil"], row[f"Avis de {WHO}"]) == (STATUS_LABELS[tool], STATUS_LABELS[said])
        assert row[f"Motif de {WHO}"] == reason
        assert row["Accord"] == ("oui" if tool is said else "non")
    assert sum(1 for row in grid.values() if row[f"Avis de {WHO}"]) == len(expected)


def _comments(path: Path) -> list[str]:
    """The comments of a PDF's highlights."""
    found = []
    document = pypdfium2.PdfDocument(path)
    for page in document:
        for number in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
            annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_HIGHLIGHT:
                size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
                text = (ctypes.c_ushort * (size // 2))()
                pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", text, size)
                found.append(bytes(text).decode("utf-16-le").rstrip("\0"))
            pdfium.FPDFPage_CloseAnnot(annotation)
    document.close()
    return found
