"""ODT -> Document: paragraphs, outline levels and tables in document order; no layout, so no boxes."""

from __future__ import annotations

from io import BytesIO

from odf import namespaces as ns
from odf.element import Element, Node
from odf.opendocument import load

from analyser.domain.document import Document
from analyser.domain.errors import InputError
from analyser.reading.packages import FlowWriter, opening

_HEADING = (ns.TEXTNS, "h")
_PARAGRAPH = (ns.TEXTNS, "p")
_TABLE = (ns.TABLENS, "table")
_ROW = (ns.TABLENS, "table-row")
_CELLS = ((ns.TABLENS, "table-cell"), (ns.TABLENS, "covered-table-cell"))
_PAGE_BREAK = (ns.TEXTNS, "soft-page-break")
# Not part of the text: tracked deletions, forms, comments, declarations.
_SKIPPED = {
    (ns.TEXTNS, "tracked-changes"),
    (ns.OFFICENS, "annotation"),
    (ns.OFFICENS, "forms"),
    (ns.TEXTNS, "sequence-decls"),
    (ns.TEXTNS, "variable-decls"),
    (ns.TEXTNS, "note-citation"),
}


def read_odt(data: bytes, name: str, sha256: str, max_pages: int) -> Document:
    """Read an ODT.

    Raises:
        InputError: ODT_ABIME, TROP_LOURD, TROP_DE_PAGES, AUCUN_TEXTE.
    """
    damaged = InputError(
        "ODT_ABIME",
        "Ce document ODT est abîmé ou protégé : ouvrez-le, enregistrez-en une copie ou exportez-le en PDF.",
    )
    writer = FlowWriter(max_pages=max_pages)
    with opening(data, damaged):
        source = load(BytesIO(data))
        _walk(source.text, writer, _breaking_styles(source.automaticstyles))
    return writer.document(name, sha256, "odt")


def _breaking_styles(styles: Element) -> dict[str, str]:
    """Styles that start a page ("before") or end one ("after")."""
    found: dict[str, str] = {}
    for style in styles.childNodes:
        style_name = style.attributes.get((ns.STYLENS, "name")) if getattr(style, "attributes", None) else None
        if not style_name:
            continue
        if style.attributes.get((ns.STYLENS, "master-page-name")):
            found[style_name] = "before"
        for child in style.childNodes:
            attributes = getattr(child, "attributes", None) or {}
            if attributes.get((ns.FONS, "break-before")) == "page":
                found[style_name] = "before"
            elif attributes.get((ns.FONS, "break-after")) == "page":
                found[style_name] = "after"
    return found


def _walk(element: Element, writer: FlowWriter, breaking: dict[str, str]) -> None:
    for child in element.childNodes:
        name = getattr(child, "qname", None)
        if name is None or name in _SKIPPED:
            continue
        if name == _PAGE_BREAK:
            writer.break_page()
        elif name in (_HEADING, _PARAGRAPH):
            _paragraph(child, writer, breaking)
        elif name == _TABLE:
            _table(child, writer, breaking)
        else:
            _walk(child, writer, breaking)


def _paragraph(element: Element, writer: FlowWriter, breaking: dict[str, str]) -> None:
    style = element.attributes.get((ns.TEXTNS, "style-name"), "")
    level = None
    if element.qname == _HEADING:
        level = min(6, max(1, int(element.attributes.get((ns.TEXTNS, "outline-level"), 1))))
    elif style == "Title":
        level = 1
    if breaking.get(style) == "before" and writer.blocks:
        writer.break_page()
    part: list[str] = []
    for piece in _text(element):
        if piece is None:
            writer.paragraph("".join(part), heading_level=level)
            part = []
            writer.break_page()
        else:
            part.append(piece)
    writer.paragraph("".join(part), heading_level=level)
    if breaking.get(style) == "after":
        writer.break_page()


def _text(element: Element) -> list[str | None]:
    """Pieces of text, None at page breaks."""
    pieces: list[str | None] = []
    for child in element.childNodes:
        if child.nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE):
            pieces.append(str(child.data))
            continue
        name = getattr(child, "qname", None)
        if name is None or name in _SKIPPED:
            continue
        if name == _PAGE_BREAK:
            pieces.append(None)
        elif name in ((ns.TEXTNS, "s"), (ns.TEXTNS, "tab"), (ns.TEXTNS, "line-break")):
            pieces.append(" ")
        else:
            if name == (ns.TEXTNS, "note"):
                pieces.append(" ")
            pieces += _text(child)
    return pieces


def _table(element: Element, writer: FlowWriter, breaking: dict[str, str]) -> None:
    rows = _rows(element)
    if max((len(_cells(row)) for row in rows), default=0) < 2:
        for row in rows:
            for cell in _cells(row):
                _walk(cell, writer, breaking)
        return
    for row in rows:
        texts = [_text(cell) for cell in _cells(row)]
        writer.row([_spaced(cell) for cell in _cells(row)])
        for _ in range(max((t.count(None) for t in texts), default=0)):
            writer.break_page()


def _rows(element: Element) -> list[Element]:
    found = []
    for child in element.childNodes:
        name = getattr(child, "qname", None)
        if name == _ROW:
            found.append(child)
        elif name in ((ns.TABLENS, "table-header-rows"), (ns.TABLENS, "table-rows")):
            found += _rows(child)
    return found


def _cells(row: Element) -> list[Element]:
    return [child for child in row.childNodes if getattr(child, "qname", None) in _CELLS]


def _spaced(cell: Element) -> str:
    """A cell's text, its paragraphs set apart by spaces."""
    return " ".join("".join(p or " " for p in _text(child)) for child in cell.childNodes)
