"""Word documents that a screen reader can follow: French, a title, real headings, header rows marked as such."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# Control characters that XML cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def new_document(title: str) -> WordDocument:
    document = docx.Document()
    clean = printable(title)
    document.core_properties.title = clean
    document.core_properties.language = "fr-FR"
    document.core_properties.author = ""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    properties.append(language)
    document.add_heading(clean, 0)
    return document


def add_table(document: WordDocument, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table whose first row is repeated on each page and announced as headings."""
    table = document.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    header = table.rows[0]
    marker = OxmlElement("w:tblHeader")
    marker.set(qn("w:val"), "true")
    header._tr.get_or_add_trPr().append(marker)
    for cell, heading in zip(header.cells, headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = printable(str(value))


def printable(text: str) -> str:
    return _CONTROL.sub("", text)


def as_bytes(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
