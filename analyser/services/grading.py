"""What an assessor takes away from one analysis; every way out is recorded in the audit log."""

from __future__ import annotations

from datetime import datetime

from analyser.exports.annotated_pdf import annotated_pdf
from analyser.exports.grid import grid_docx, grid_xlsx
from analyser.services import keeping
from analyser.services.analysing import framework
from analyser.settings import Settings

GRIDS = {"xlsx": grid_xlsx, "docx": grid_docx}


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
        content = GRIDS[format](analysis, framework(settings), reviews)
    keeping.record_export(analysis_id, format, who, now, settings=settings)
    return content
