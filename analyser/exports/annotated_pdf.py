"""The submission's own PDF with its evidence highlighted and commented, for any PDF viewer."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from analyser.domain.analysis import Analysis, Evidence
from analyser.domain.errors import InputError
from analyser.domain.geometry import Box
from analyser.domain.review import Review, last_reviews
from analyser.exports.labels_fr import STATUS_LABELS

_COLOUR = (255, 213, 79, 110)  # red, green, blue, opacity
_SCALE = 100  # PDFium maps whole pixels only


def annotated_pdf(pdf: bytes, analysis: Analysis, reviews: Sequence[Review]) -> bytes:
    """Highlight every evidence passage; its comment gives the element, the tool's status and the assessors'.

    Args:
        pdf: the file that was analysed; boxes are points from the top-left corner of its upright pages.

    Raises:
        InputError: PDF_NON_ANNOTABLE when the file cannot be opened or is another one.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise _refused() from None
    try:
        if len(document) != len(analysis.submission.pages):
            raise _refused()
        for page_number, notes in _by_page(analysis, reviews):
            page = document[page_number - 1]
            for passage, comment in notes:
                _highlight(page, passage.boxes, comment)
        buffer = io.BytesIO()
        document.save(buffer)
    finally:
        document.close()
    return buffer.getvalue()


def _refused() -> InputError:
    return InputError(
        "PDF_NON_ANNOTABLE", "Ce PDF ne peut pas être annoté : il est protégé, abîmé, ou n'est pas celui de l'analyse."
    )


def _by_page(analysis: Analysis, reviews: Sequence[Review]) -> Iterator[tuple[int, list[tuple[Evidence, str]]]]:
    counted = last_reviews(list(reviews))
    notes: dict[int, list[tuple[Evidence, str]]] = {}
    for verdict in analysis.elements:
        lines = [f"{verdict.id} {verdict.label}", f"Outil : {STATUS_LABELS[verdict.status]}"]
        lines += [
            f"{who} : {STATUS_LABELS[review.status]}" + (f" ({review.reason})" if review.reason else "")
            for (element, who), review in sorted(counted.items())
            if element == verdict.id
        ]
        for passage in verdict.evidence:
            if passage.boxes:
                notes.setdefault(passage.page, []).append((passage, "\n".join(lines)))
    yield from sorted(notes.items())


def _highlight(page: pypdfium2.PdfPage, boxes: Sequence[Box], comment: str) -> None:
    annotation = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_HIGHLIGHT)
    try:
        pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *_COLOUR)
        corners = []
        for box in boxes:
            top_left, top_right, bottom_left, bottom_right = (
                _user_space(page, x, y) for y in (box.top, box.bottom) for x in (box.x0, box.x1)
            )
            corners += [top_left, top_right, bottom_left, bottom_right]
            quad = pdfium.FS_QUADPOINTSF(*top_left, *top_right, *bottom_left, *bottom_right)
            pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, ctypes.byref(quad))
        xs, ys = zip(*corners, strict=True)
        frame = pdfium.FS_RECTF(min(xs), max(ys), max(xs), min(ys))
        pdfium.FPDFAnnot_SetRect(annotation, ctypes.byref(frame))
        encoded = (comment + "\0").encode("utf-16-le")
        wide = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
        pdfium.FPDFAnnot_SetStringValue(annotation, b"Contents", wide)
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _user_space(page: pypdfium2.PdfPage, x_pt: float, y_pt: float) -> tuple[float, float]:
    """A point of the upright page, from its top-left corner, in the file's own space (rotation and crop undone)."""
    width, height = (round(v * _SCALE) for v in page.get_size())
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDF_DeviceToPage(
        page.raw, 0, 0, width, height, 0, round(x_pt * _SCALE), round(y_pt * _SCALE), ctypes.byref(x), ctypes.byref(y)
    )
    return x.value, y.value
