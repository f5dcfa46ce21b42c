"""The candidate's checklist as a Word document: what to look at again first. Never text to paste."""

from __future__ import annotations

from docx.document import Document as WordDocument

from analyser.domain.analysis import Analysis, ElementVerdict, Evidence, Status
from analyser.domain.framework import Element, Framework
from analyser.exports.labels_fr import ALERT_LABELS, DISCLAIMER, STATUS_LABELS, STATUS_ORDER, counted
from analyser.exports.word_document import add_table, as_bytes, new_document, printable


def to_docx(analysis: Analysis, framework: Framework) -> bytes:
    document = new_document(f"Liste de relecture : {analysis.submission.name}")
    document.add_paragraph(DISCLAIMER)
    document.add_heading("Aperçu", 1)
    add_table(
        document,
        ["Contenu obligatoire", "Statut", "Pourquoi"],
        [[f"{v.id} {v.label}", STATUS_LABELS[v.status], v.reason] for v in analysis.contents],
    )
    elements = {e.id: e for e in framework.elements(analysis.evaluation)}
    for status in STATUS_ORDER:
        verdicts = [v for v in analysis.elements if v.status is status]
        if verdicts:
            document.add_heading(f"Attendus : {counted(status, len(verdicts))}", 1)
        for verdict in verdicts:
            _element(document, verdict, elements[verdict.id])
    document.add_heading("Alertes", 1)
    if not analysis.alerts:
        document.add_paragraph("Aucune alerte.")
    for alert in analysis.alerts:
        place = f"page {alert.page}" if alert.page else "document entier"
        document.add_paragraph(f"{ALERT_LABELS[alert.level]} : {alert.message} ({place})", style="List Bullet")
    document.add_heading("Versions", 1)
    add_table(document, ["Quoi", "Version"], list(analysis.engine.items()))
    return as_bytes(document)


def _element(document: WordDocument, verdict: ElementVerdict, element: Element) -> None:
    document.add_heading(f"{verdict.id} {verdict.label}", 2)
    document.add_paragraph(verdict.reason)
    if verdict.status is not Status.COVERED:
        document.add_paragraph(element.coaching.reminder)
        for point in element.coaching.points:
            document.add_paragraph(f"☐ {point}", style="List Bullet")
        document.add_paragraph(f"Le genre d'exemple attendu : {element.coaching.example_kind}")
    for passage in (*verdict.evidence, *verdict.nearest):
        document.add_paragraph(_quoted(passage), style="Quote")


def _quoted(passage: Evidence) -> str:
    section = f", {passage.section}" if passage.section else ""
    return printable(f"« {passage.text} » (page {passage.page}{section})")
