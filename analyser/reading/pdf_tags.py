"""The structure tags of a page: which marked content is a heading, a list item, a table cell."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

_BLOCKS = frozenset(
    (
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "Title",
        "Caption",
        "TOCI",
        "Note",
        "BibEntry",
        "LI",
        "BlockQuote",
    )
)
_MAX_DEPTH = 60


@dataclass(slots=True)
class Tag:
    """A block-level element.

    Attributes:
        row: index of its table row, -1 outside tables.
        cell: rank of its cell in the row.
        table: index of its table, -1 outside tables.
    """

    kind: str
    row: int = -1
    cell: int = -1
    table: int = -1

    @property
    def heading_level(self) -> int | None:
        if len(self.kind) == 2 and self.kind[0] == "H" and self.kind[1] in "123456":
            return int(self.kind[1])
        return 1 if self.kind == "Title" else None


@dataclass(slots=True)
class PageTags:
    """``tags`` in document order and, by marked-content id, the index of the tag that holds it."""

    tags: list[Tag] = field(default_factory=list)
    by_mark: dict[int, int] = field(default_factory=dict)
    rows: int = 0
    tables: int = 0


def read_tags(page: pdfium.FPDF_PAGE) -> PageTags:
    """The page's tags; empty when the file is not tagged."""
    found = PageTags()
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return found
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
            if element:
                _walk(element, found, _Context(), -1, 0)
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return found


def _kind(element: pdfium.FPDF_STRUCTELEMENT) -> str:
    # The resolved type, so that a role map ("Titre 1" -> H1) is followed.
    buffer = (ctypes.c_ushort * 48)()
    length = pdfium.FPDF_StructElement_GetType(element, buffer, 96)
    return bytes(buffer)[: max(0, min(length, 96) - 2)].decode("utf-16-le", "replace")


@dataclass(slots=True)
class _Context:
    """Where the walk stands: table, row, cells already met in the row, list item still without a paragraph."""

    table: int = -1
    row: int = -1
    cells: int = 0
    fresh_item: bool = False


def _walk(element: pdfium.FPDF_STRUCTELEMENT, found: PageTags, context: _Context, index: int, depth: int) -> None:
    """Number the blocks under ``element``; ``index`` is the block that its own content goes to."""
    if depth > _MAX_DEPTH:
        return
    kind = _kind(element)
    if kind == "Table":
        context, index = _Context(table=found.tables), -1
        found.tables += 1
    elif kind == "TR":
        context, index = _Context(table=context.table, row=found.rows), -1
        found.rows += 1
    elif kind in ("TD", "TH"):
        found.tags.append(Tag(kind, context.row, context.cells, context.table))
        context.cells += 1
        index = len(found.tags) - 1
    elif kind in _BLOCKS and context.row < 0:
        if kind == "P" and context.fresh_item:
            context.fresh_item = False  # the item's own first paragraph
        else:
            found.tags.append(Tag(kind))
            index = len(found.tags) - 1
            context = _Context(table=context.table, fresh_item=kind == "LI")
    marks = []
    for rank in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, rank)
        if child:
            _walk(child, found, context, index, depth + 1)
            continue
        mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, rank)
        if mark >= 0:
            marks.append(mark)
    if index >= 0:
        for mark in _on_this_page(marks, bool(found.by_mark)):
            found.by_mark.setdefault(mark, index)


def _on_this_page(marks: list[int], is_last: bool) -> list[int]:
    """The marks of an element that stand on the page being read.

    An element that runs over a page break lists both pages' marks, which restart from a low number there.
    """
    for rank in range(1, len(marks)):
        if marks[rank] <= marks[rank - 1]:
            return marks[:rank] if is_last else marks[rank:]
    return marks
