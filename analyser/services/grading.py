"""What an assessor takes away from one analysis; every way out is recorded in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from analyser.domain.analysis import Analysis
from analyser.domain.framework import Framework
from analyser.domain.review import Review
from analyser.services import keeping
from analyser.services.analysing import framework
from analyser.settings import Settings


def grid_xlsx(analysis: Analysis, referential: Framework, reviews: Sequence[Review]) -> bytes:
    """The grid, the tool's verdict and the assessors' judgements side by side, as a workbook."""
    from analyser.exports.grid import grid_xlsx as written

    content: bytes = written(analysis, referential, reviews)
    return content


def grid_docx(analysis: Analysis, referential: Framework, reviews: Sequence[Review]) -> bytes:
    """The same grid as a text document."""
    from analyser.exports.grid import grid_docx as written

    content: bytes = written(analysis, referential, reviews)
    return content


def annotated_pdf(pdf: bytes, analysis: Analysis, reviews: Sequence[Review]) -> bytes:
    """The submission with its evidence highlighted and commented."""
    from analyser.exports.annotated_pdf import annotated_pdf as written

    content: bytes = written(pdf, analysis, reviews)
    return content


def graded(analysis_id: str, format: str, who: str, now: datetime, *, settings: Settings | None = None) -> bytes:
    """One kept analysis in a format: "xlsx", "docx", or "pdf" (only where the PDF was kept).

    Raises:
        InputError: ANALYSE_ABSENTE, ANALYSE_ILLISIBLE, FICHIER_ABSENT, CLE_INCORRECTE.
    """
    settings = settings or Settings()
    analysis = keeping.open_analysis(analysis_id, who, now, settings=settings)
    reviews = keeping.reviews_of_analysis(analysis_id, settings=settings)
    if format == "pdf":
        content = annotated_pdf(keeping.submission_file(analysis_id, who, now, settings=settings), analysis, reviews)
    else:
        content = {"xlsx": grid_xlsx, "docx": grid_docx}[format](analysis, framework(settings), reviews)
    keeping.record_export(analysis_id, format, who, now, settings=settings)
    return content
