"""The assessor's grid: the tool's verdict and the assessors' judgements side by side, as XLSX and DOCX."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analyser.domain.analysis import Analysis, ElementVerdict
from analyser.domain.framework import Framework
from analyser.domain.review import Review, last_reviews
from analyser.exports.cells import safe_cell
from analyser.exports.jury import jury_questions
from analyser.exports.labels_fr import ALERT_LABELS, DISCLAIMER, STATUS_LABELS
from analyser.exports.word_document import add_table, as_bytes, new_document

Row = list[str | int | float]
# Control characters that XML, and so a workbook, cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MAX_COLUMN_WIDTH = 70
MAX_CELL_CHARACTERS = 32_000


def grid_xlsx(analysis: Analysis, framework: Framework, reviews: Sequence[Review]) -> bytes:
    """A workbook: elements, criteria and contents, alerts, questions for the oral, versions. No formula, no macro."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _fill(first, "Attendus", _element_headings(reviews), _element_rows(analysis, framework, reviews))
    groups = [[v.id, v.label, STATUS_LABELS[v.status], v.reason] for v in (*analysis.contents, *analysis.criteria)]
    _fill(book.create_sheet(), "Contenus et critères", ["Id", "Intitulé", "Statut", "Pourquoi"], groups)
    alerts: list[Row] = [
        [ALERT_LABELS[a.level], a.code, a.message, a.page or "document entier", a.text or ""] for a in analysis.alerts
    ]
    _fill(book.create_sheet(), "Alertes", ["Niveau", "Code", "Message", "Page", "Passage"], alerts)
    _fill(
        book.create_sheet(),
        "Questions pour l'oral",
        ["Critère", "Attendu", "Intitulé", "Statut", "Question"],
        _question_rows(analysis, framework, reviews),
    )
    _fill(book.create_sheet(), "Versions", ["Quoi", "Version"], _versions(analysis))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def grid_docx(analysis: Analysis, framework: Framework, reviews: Sequence[Review]) -> bytes:
    """The same grid as an accessible Word document: one table a criterion."""
    document = new_document(f"Grille : {analysis.submission.name}")
    document.add_paragraph(DISCLAIMER)
    rows = {str(row[1]): row for row in _element_rows(analysis, framework, reviews)}
    headings = _element_headings(reviews)[1:]
    document.add_heading("Attendus par critère", 1)
    for criterion in framework.criteria_of(analysis.evaluation):
        document.add_heading(f"{criterion.id} {criterion.text}", 2)
        add_table(document, headings, [rows[e.id][1:] for e in criterion.elements])
    document.add_heading("Questions pour l'oral", 1)
    for row in _question_rows(analysis, framework, reviews):
        document.add_paragraph(f"{row[1]} {row[2]} ({row[3]}) : {row[4]}", style="List Bullet")
    document.add_heading("Alertes", 1)
    if not analysis.alerts:
        document.add_paragraph("Aucune alerte.")
    for alert in analysis.alerts:
        place = f"page {alert.page}" if alert.page else "document entier"
        document.add_paragraph(f"{ALERT_LABELS[alert.level]} : {alert.message} ({place})", style="List Bullet")
    document.add_heading("Versions", 1)
    add_table(document, ["Quoi", "Version"], _versions(analysis))
    return as_bytes(document)


def assessors(reviews: Iterable[Review]) -> list[str]:
    """Who judged, sorted."""
    return sorted({r.assessor for r in reviews})


def _element_headings(reviews: Sequence[Review]) -> list[str]:
    fixed = ["Critère", "Attendu", "Intitulé", "Outil", "p(trouvé) en %", "Page", "Passage"]
    own = [f"{what} de {who}" for who in assessors(reviews) for what in ("Avis", "Motif")]
    return [*fixed, *own, "Accord"] if own else fixed


def _element_rows(analysis: Analysis, framework: Framework, reviews: Sequence[Review]) -> list[Row]:
    verdicts = {v.id: v for v in analysis.elements}
    counted = last_reviews(list(reviews))
    rows: list[Row] = []
    for criterion in framework.criteria_of(analysis.evaluation):
        for element in criterion.elements:
            verdict = verdicts[element.id]
            page, text = _shown(verdict)
            row: Row = [criterion.id, element.id, element.label, STATUS_LABELS[verdict.status]]
            row += [round(100 * verdict.p_covered), page, text]
            given = [counted.get((element.id, who)) for who in assessors(reviews)]
            for review in given:
                row += [STATUS_LABELS[review.status], review.reason] if review else ["", ""]
            if given:
                statuses = {r.status for r in given if r}
                agreed = statuses <= {verdict.status}
                row.append(("oui" if agreed else "non") if statuses else "")
            rows.append(row)
    return rows


def _shown(verdict: ElementVerdict) -> tuple[str | int, str]:
    if verdict.evidence:
        return verdict.evidence[0].page, verdict.evidence[0].text
    if verdict.nearest:
        return verdict.nearest[0].page, f"au plus près : {verdict.nearest[0].text}"
    return "", ""


def _question_rows(analysis: Analysis, framework: Framework, reviews: Sequence[Review]) -> list[Row]:
    return [
        [criterion.id, element.id, element.label, STATUS_LABELS[status], element.jury_question]
        for criterion, element, status in jury_questions(analysis, framework, reviews)
    ]


def _versions(analysis: Analysis) -> list[Row]:
    rows: list[Row] = [["fichier", analysis.submission.name], ["empreinte", analysis.submission.sha256]]
    rows += [[name, version] for name, version in analysis.engine.items()]
    return rows


def _fill(sheet: Worksheet, title: str, headings: Sequence[str], rows: Sequence[Sequence[str | int | float]]) -> None:
    sheet.title = title
    sheet.append(list(headings))
    for row in rows:
        sheet.append([safe_cell(_CONTROL.sub("", v)[:MAX_CELL_CHARACTERS] if isinstance(v, str) else v) for v in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, heading in enumerate(headings, 1):
        longest = max([len(heading), *(len(str(row[column - 1])) for row in rows)])
        sheet.column_dimensions[get_column_letter(column)].width = min(MAX_COLUMN_WIDTH, longest + 2)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
