"""Plain tables as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from analyser.exports.cells import safe_cell

MAX_SHEET_TITLE = 31


def table_xlsx(title: str, rows: Sequence[Sequence[str | int | float]]) -> bytes:
    """Rows, headings first. No formula, whatever the cells begin with."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title[:MAX_SHEET_TITLE]
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
