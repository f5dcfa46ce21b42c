"""Highlights lie over the words that they are about, and say which element they prove."""

from __future__ import annotations

import ctypes
from datetime import UTC, datetime

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.domain.errors import InputError
from analyser.domain.review import Review
from analyser.exports.annotated_pdf import annotated_pdf
from tests.conftest import SAMPLES


def highlights(pdf: bytes) -> list[tuple[int, str, str]]:
    """(page, comment, text inside the quads) of each highlight."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
            note = pdfium.FPDFPage_GetAnnot(page.raw, index)
            if pdfium.FPDFAnnot_GetSubtype(note) != pdfium.FPDF_ANNOT_HIGHLIGHT:
                continue
            buffer = (ctypes.c_ushort * 4000)()
            length = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", buffer, 8000)
            comment = bytes(buffer)[: max(0, length - 2)].decode("utf-16-le")
            inside = ""
            for k in range(pdfium.FPDFAnnot_CountAttachmentPoints(note)):
                quad = pdfium.FS_QUADPOINTSF()
                pdfium.FPDFAnnot_GetAttachmentPoints(note, k, ctypes.byref(quad))
                xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                inside += text.get_text_bounded(min(xs), min(ys), max(xs), max(ys)) + " "
            found.append((number, comment, inside))
            pdfium.FPDFPage_CloseAnnot(note)
    document.close()
    return found


@pytest.mark.parametrize("name", ["E1", "E2"])
def test_each_evidence_is_highlighted_where_it_stands(name: str, request: pytest.FixtureRequest) -> None:
    analysis: Analysis = request.getfixturevalue(f"sample_{name.lower()}")
    pdf = (SAMPLES / f"rapport-{name}.pdf").read_bytes()
    found = highlights(annotated_pdf(pdf, analysis, []))
    expected = [(e.page, v.id, e.text) for v in analysis.elements for e in v.evidence]
    assert len(found) == len(expected)
    for page, comment, inside in found:
        texts = [text for at, id, text in expected if at == page and comment.startswith(id + " ")]
        words = set(inside.split())
        assert any(len(words & set(text.split())) >= 0.6 * len(set(text.split())) for text in texts), (comment, inside)


def test_the_assessors_stand_in_the_comment(sample_e2: Analysis) -> None:
    covered = next(v for v in sample_e2.elements if v.status is Status.COVERED)
    review = Review("1", covered.id, "anne", Status.PARTIAL, "trop court", False, datetime(2026, 1, 1, tzinfo=UTC))
    found = highlights(annotated_pdf((SAMPLES / "rapport-E2.pdf").read_bytes(), sample_e2, [review]))
    assert any("anne : partiel (trop court)" in comment for _, comment, _ in found)


@pytest.mark.parametrize("pdf", [b"", b"not a pdf", (SAMPLES / "rapport-E1.pdf").read_bytes()])
def test_another_file_is_refused(pdf: bytes, sample_e2: Analysis) -> None:
    with pytest.raises(InputError) as refused:
        annotated_pdf(pdf, sample_e2, [])
    assert refused.value.code == "PDF_NON_ANNOTABLE"
