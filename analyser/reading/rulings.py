"""Ruled tables: the lines and rectangles drawn on a page, and the grid of cells that they make."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from analyser.reading.drafts import DraftWord
from analyser.reading.pdf_words import Placement

_THIN_PT = 2.5
_SNAP_PT = 2.5
_MAX_ROW_PT = 260.0
_MIN_STRIP_PT = 7.0
_MAX_PATHS = 4000  # a drawing or a map, not a table


_Lines = list[tuple[float, float, float]]


@dataclass(slots=True)
class Drawings:
    """What a page shows beside text.

    Attributes:
        horizontal: (y, x0, x1) of ruling lines and of the edges of boxes.
        vertical: (x, top, bottom).
        image_share: share of the page's area under images, 0 to 1.
        paths: number of drawn paths.
    """

    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    image_share: float = 0.0
    paths: int = 0


@dataclass(slots=True)
class Table:
    """Rows of cells of words, top to bottom, and the room they take (x0, top, x1, bottom) in points."""

    rows: list[list[list[DraftWord]]]
    bounds: tuple[float, float, float, float]


def read_drawings(page: pdfium.FPDF_PAGE, place: Placement, width_pt: float, height_pt: float) -> Drawings:
    """Rulings and images of the page."""
    found = Drawings()
    area = max(1.0, width_pt * height_pt)
    count = pdfium.FPDFPage_CountObjects(page)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    refs = [ctypes.byref(v) for v in (left, bottom, right, top)]
    page_object, object_type, text = pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType, pdfium.FPDF_PAGEOBJ_TEXT

    def visit(handle: pdfium.FPDF_PAGEOBJECT, depth: int) -> None:
        kind = object_type(handle)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(handle, ctypes.byref(matrix))
            # Boxes of objects inside a form are in the form's own space; the plain case is enough for tables.
            plain = (matrix.a, matrix.b, matrix.c, matrix.d) == (1, 0, 0, 1) and not matrix.e and not matrix.f
            if plain:
                for index in range(min(_MAX_PATHS, pdfium.FPDFFormObj_CountObjects(handle))):
                    inner = pdfium.FPDFFormObj_GetObject(handle, index)
                    if object_type(inner) != text:
                        visit(inner, depth + 1)
                return
        if not pdfium.FPDFPageObj_GetBounds(handle, *refs):
            return
        box = place.box(left.value, bottom.value, right.value, top.value)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.paths += 1
            _add_path(found, handle, box, width_pt, height_pt)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            wide = max(0.0, min(box[2], width_pt) - max(box[0], 0.0))
            high = max(0.0, min(box[3], height_pt) - max(box[1], 0.0))
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                found.image_share = min(1.0, found.image_share + wide * high / area)

    for index in range(count):
        if found.paths > _MAX_PATHS:
            break
        handle = page_object(page, index)
        # Most objects of a page are text: they cost nothing more than this look.
        if object_type(handle) != text:
            visit(handle, 0)
    return found


def _add_path(
    found: Drawings,
    handle: pdfium.FPDF_PAGEOBJECT,
    box: tuple[float, float, float, float],
    page_width_pt: float,
    page_height_pt: float,
) -> None:
    x0, top, x1, bottom = box
    width, height = x1 - x0, bottom - top
    if height <= _THIN_PT < width:
        found.horizontal.append(((top + bottom) / 2, x0, x1))
    elif width <= _THIN_PT < height:
        found.vertical.append(((x0 + x1) / 2, top, bottom))
    elif width > 10 and height > 6 and not (width > 0.95 * page_width_pt and height > 0.9 * page_height_pt):
        if not _is_rectangular(handle):
            return
        found.horizontal += [(top, x0, x1), (bottom, x0, x1)]
        found.vertical += [(x0, top, bottom), (x1, top, bottom)]


def _is_rectangular(handle: pdfium.FPDF_PAGEOBJECT) -> bool:
    """A rectangle, or the border of one drawn as a ring of two: rounded boxes and drawings are no cells."""
    count = pdfium.FPDFPath_CountSegments(handle)
    if count > 12:
        return False
    return count <= 6 or not any(
        pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(handle, i)) == pdfium.FPDF_SEGMENT_BEZIERTO
        for i in range(count)
    )


def find_tables(drawings: Drawings, words: list[DraftWord]) -> tuple[list[Table], set[int]]:
    """The ruled tables of a page and the orders of the words that they hold.

    A box with a single column is no table: its text stays ordinary text.
    """
    tables: list[Table] = []
    taken: set[int] = set()
    if drawings.paths > _MAX_PATHS or len(drawings.horizontal) < 2:
        return tables, taken
    horizontal, vertical = _merge(drawings.horizontal), _merge(drawings.vertical)
    for group_h, group_v in _connected(horizontal, vertical):
        if len({round(x) for x, _, _ in group_v}) < 3 or len(group_h) < 2:
            continue
        x0, x1 = min(v[0] for v in group_v), max(v[0] for v in group_v)
        # A table that goes on over the page has no rule at its end: its verticals reach further.
        top = min(min(h[0] for h in group_h), min(v[1] for v in group_v))
        bottom = max(max(h[0] for h in group_h), max(v[2] for v in group_v))
        inside = [
            w
            for w in words
            if w.order not in taken
            and x0 - 1 <= (w.x0 + w.x1) / 2 <= x1 + 1
            and top - 1 <= (w.top + w.bottom) / 2 <= bottom + 1
        ]
        rows = _rows(inside, group_h, group_v)
        if not rows or max(len(row) for row in rows) < 2:
            continue
        tables.append(Table(rows, (x0, top, x1, bottom)))
        taken.update(w.order for w in inside)
    for table in _open_tables(horizontal, [w for w in words if w.order not in taken]):
        tables.append(table)
        taken.update(w.order for row in table.rows for cell in row for w in cell)
    return tables, taken


def _open_tables(horizontal: _Lines, words: list[DraftWord]) -> list[Table]:
    """Tables with rules between their rows and only white space between their columns."""
    found: list[Table] = []
    spans: dict[tuple[int, int], list[float]] = {}
    for y, x0, x1 in horizontal:
        if x1 - x0 > 100:
            spans.setdefault((round(x0 / 5), round(x1 / 5)), []).append(y)
    for (left, right), levels in sorted(spans.items()):
        run: list[float] = []
        for y in [*sorted(levels), float("inf")]:
            if run and y - run[-1] > _MAX_ROW_PT:
                if len(run) >= 3:
                    found += _open_table(run, left * 5.0 - 3, right * 5.0 + 3, words)
                run = []
            run.append(y)
    return found


def _open_table(levels: list[float], x0: float, x1: float, words: list[DraftWord]) -> list[Table]:
    first, last = levels[0], levels[-1]
    # The row of titles often stands above the first rule.
    column = [w for w in words if x0 <= w.x0 and w.x1 <= x1]
    inside = [w for w in column if first < (w.top + w.bottom) / 2 < last]
    gutters = _blank_strips(inside, x0, x1)
    if not gutters:
        return []
    above = [w for w in column if first - 24 < (w.top + w.bottom) / 2 < first]
    if above and _blank_strips([*inside, *above], x0, x1) == gutters and _sides(above, gutters) > 1:
        inside = above + inside
    rows: dict[int, list[list[DraftWord]]] = {}
    for word in inside:
        row = rows.setdefault(bisect_right(levels, (word.top + word.bottom) / 2), [[] for _ in range(len(gutters) + 1)])
        row[bisect_right(gutters, word.x0)].append(word)
    if sum(sum(map(bool, row)) > 1 for row in rows.values()) < 2:
        return []
    ordered = [[reading_order(cell) for cell in row if cell] for _, row in sorted(rows.items())]
    return [Table(ordered, (x0, min(w.top for w in inside), x1, last))]


def _blank_strips(words: list[DraftWord], x0: float, x1: float) -> list[float]:
    """Middles of the vertical strips that no word enters, between the first and the last word."""
    strips: list[float] = []
    reach = None
    for word in sorted(words, key=lambda w: w.x0):
        if reach is not None and word.x0 - reach >= _MIN_STRIP_PT:
            strips.append(round(reach + (word.x0 - reach) / 2, 1))
        reach = word.x1 if reach is None else max(reach, word.x1)
    return strips


def _sides(words: list[DraftWord], gutters: list[float]) -> int:
    return len({bisect_right(gutters, word.x0) for word in words})


def _merge(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Lines at the same place joined: producers draw each cell's border apart, or twice."""
    merged: list[tuple[float, float, float]] = []
    level: list[tuple[float, float, float]] = []

    def flush() -> None:
        if not level:
            return
        at = sum(line[0] for line in level) / len(level)
        start, end = None, 0.0
        for _, a, b in sorted(level, key=lambda line: line[1]):
            if start is None:
                start, end = a, b
            elif a <= end + _SNAP_PT:
                end = max(end, b)
            else:
                merged.append((at, start, end))
                start, end = a, b
        if start is not None:
            merged.append((at, start, end))

    for line in sorted(lines):
        if level and line[0] - level[-1][0] > _SNAP_PT:
            flush()
            level = []
        level.append(line)
    flush()
    return merged


def _connected(horizontal: _Lines, vertical: _Lines) -> list[tuple[_Lines, _Lines]]:
    """Groups of lines that touch one another: one group a table."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    slack = _SNAP_PT + 1
    for i, (y, a, b) in enumerate(horizontal):
        for j, (x, top, bottom) in enumerate(vertical):
            if a - slack <= x <= b + slack and top - slack <= y <= bottom + slack:
                parent[root(i)] = root(len(horizontal) + j)
    groups: dict[int, tuple[_Lines, _Lines]] = {}
    for i, line in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(vertical):
        groups.setdefault(root(len(horizontal) + j), ([], []))[1].append(line)
    return [g for _, g in sorted(groups.items()) if len(g[0]) >= 2 and len(g[1]) >= 2]


def _rows(words: list[DraftWord], horizontal: _Lines, vertical: _Lines) -> list[list[list[DraftWord]]]:
    """Words by row and cell; a cell over several rows goes to the row where it starts."""
    cells: dict[tuple[float, float], list[DraftWord]] = {}
    ys = sorted({h[0] for h in horizontal})
    xs = sorted({v[0] for v in vertical})
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        row = _edge_before(y, ys, [h for h in horizontal if h[1] - 1 <= x <= h[2] + 1])
        column = _edge_before(x, xs, [v for v in vertical if v[1] - 1 <= y <= v[2] + 1])
        cells.setdefault((row, column), []).append(word)
    rows: dict[float, list[tuple[float, list[DraftWord]]]] = {}
    for (row, column), content in sorted(cells.items(), key=lambda item: item[0]):
        rows.setdefault(row, []).append((column, reading_order(content)))
    return [[content for _, content in sorted(row, key=lambda c: c[0])] for _, row in sorted(rows.items())]


def _edge_before(value: float, levels: list[float], lines: _Lines) -> float:
    """The nearest line before ``value`` among those that face it, else the nearest level at all."""
    facing = sorted(line[0] for line in lines)
    rank = bisect_right(facing, value)
    if rank:
        return facing[rank - 1]
    rank = bisect_right(levels, value)
    return levels[rank - 1] if rank else levels[0]


def reading_order(words: list[DraftWord]) -> list[DraftWord]:
    """Words of one cell line by line."""
    lines: list[list[DraftWord]] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle = (word.top + word.bottom) / 2
        if lines and middle <= lines[-1][0].bottom - 0.2 * word.size_pt and middle >= lines[-1][0].top:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [word for line in lines for word in sorted(line, key=lambda w: w.x0)]
