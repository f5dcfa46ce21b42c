"""DOCX -> Document: paragraphs, styles and tables in document order; no layout, so no boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import docx
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn

from analyser.domain.document import Document
from analyser.domain.errors import InputError
from analyser.reading.packages import FlowWriter, opening

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre)\s*([1-6])\b", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|titre)\Z", re.IGNORECASE)
# Deleted text, field codes and drawing fallbacks are not on the page.
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(data: bytes, name: str, sha256: str, max_pages: int) -> Document:
    """Read a DOCX.

    Raises:
        InputError: DOCX_ABIME, TROP_LOURD, TROP_DE_PAGES, AUCUN_TEXTE.
    """
    damaged = InputError(
        "DOCX_ABIME",
        "Ce document Word est abîmé : ouvrez-le dans Word, enregistrez-en une copie ou exportez-le en PDF.",
    )
    writer = FlowWriter(max_pages=max_pages)
    with opening(data, damaged):
        source = docx.Document(BytesIO(data))
        _walk(source.element.body, writer, _style_levels(source))
    return writer.document(name, sha256, "docx")


def _style_levels(source: DocxDocument) -> dict[str, int]:
    """Heading level by style id, inherited from the style it is based on."""
    own: dict[str, int | None] = {}
    base: dict[str, str] = {}
    for style in source.styles.element.findall(qn("w:style")):
        style_id = style.get(qn("w:styleId")) or ""
        name_element = style.find(qn("w:name"))
        style_name = name_element.get(qn("w:val"), "") if name_element is not None else ""
        own[style_id] = _level(style_name, style.find(qn("w:pPr")))
        parent = style.find(qn("w:basedOn"))
        if parent is not None:
            base[style_id] = parent.get(qn("w:val"), "")
    levels: dict[str, int] = {}
    for style_id in own:
        current, steps = style_id, 0
        while current in own and steps < 12:
            level = own[current]
            if level is not None:
                levels[style_id] = level
                break
            current, steps = base.get(current, ""), steps + 1
    return levels


def _level(style_name: str, properties: _Element | None) -> int | None:
    match = _HEADING.match(style_name)
    if match:
        return int(match.group(1))
    if _TITLE.match(style_name):
        return 1
    return _outline_level(properties)


def _outline_level(properties: _Element | None) -> int | None:
    if properties is None:
        return None
    outline = properties.find(qn("w:outlineLvl"))
    if outline is None:
        return None
    value = int(outline.get(qn("w:val"), "9"))
    return value + 1 if value <= 5 else None


def _walk(container: _Element, writer: FlowWriter, levels: dict[str, int]) -> None:
    for child in container:
        if child.tag == f"{_W}p":
            _paragraph(child, writer, levels)
        elif child.tag == f"{_W}tbl":
            _table(child, writer, levels)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            _walk(child, writer, levels)


def _paragraph(element: _Element, writer: FlowWriter, levels: dict[str, int]) -> None:
    properties = element.find(f"{_W}pPr")
    style, level = "", None
    if properties is not None:
        found = properties.find(f"{_W}pStyle")
        style = found.get(f"{_W}val", "") if found is not None else ""
        level = _outline_level(properties)
        before = properties.find(f"{_W}pageBreakBefore")
        if before is not None and before.get(f"{_W}val", "1") not in ("0", "false") and writer.blocks:
            writer.break_page()
    level = level or levels.get(style)
    bold, size = _typography(element)
    part: list[str] = []
    for token in _tokens(element):
        if token is None:
            writer.paragraph("".join(part), heading_level=level, bold=bold, size_pt=size)
            part = []
            writer.break_page()
        else:
            part.append(token)
    writer.paragraph("".join(part), heading_level=level, bold=bold, size_pt=size)


def _tokens(element: _Element) -> Iterator[str | None]:
    """Pieces of text, None at page breaks."""
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag == f"{_W}pPr":
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag == f"{_W}br":
            yield None if child.get(f"{_W}type") == "page" else " "
        elif tag == f"{_W}lastRenderedPageBreak":
            yield None
        elif tag in (f"{_W}tab", f"{_W}cr"):
            yield " "
        elif tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _tokens(child)


def _typography(element: _Element) -> tuple[bool, float]:
    """Whether most characters are set bold, and the first explicit size in points (0.0 without)."""
    bold = total = 0
    size = 0.0
    for run in element.iter(f"{_W}r"):
        length = sum(len(t.text or "") for t in run.iter(f"{_W}t"))
        total += length
        properties = run.find(f"{_W}rPr")
        if properties is None:
            continue
        mark = properties.find(f"{_W}b")
        if mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false"):
            bold += length
        value = properties.find(f"{_W}sz")
        if value is not None and not size:
            size = float(value.get(f"{_W}val", "0")) / 2
    return 2 * bold > total > 0, size


def _table(element: _Element, writer: FlowWriter, levels: dict[str, int]) -> None:
    rows = [row for row in element.iter(f"{_W}tr") if _owner(row) is element]
    if max((len(_cells(row)) for row in rows), default=0) < 2:
        # A frame around ordinary text.
        for row in rows:
            for cell in _cells(row):
                _walk(cell, writer, levels)
        return
    for row in rows:
        texts: list[str] = []
        breaks = 0
        for cell in _cells(row):
            tokens = [t for p in cell.iter(f"{_W}p") for t in (*_tokens(p), " ")]
            breaks = max(breaks, tokens.count(None))
            texts.append("".join(t or " " for t in tokens))
        writer.row(texts)
        for _ in range(breaks):
            writer.break_page()


def _owner(row: _Element) -> _Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{_W}tbl":
        parent = parent.getparent()
    return parent


def _cells(row: _Element) -> list[_Element]:
    found = []
    for child in row:
        if child.tag == f"{_W}tc":
            found.append(child)
        elif child.tag == f"{_W}sdt":
            found += list(child.iter(f"{_W}tc"))
    return found
