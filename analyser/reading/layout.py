"""Words of a page -> printed lines in reading order: columns, gutters, tables in their place."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from analyser.reading.bare_tables import Rule, with_bare_tables
from analyser.reading.drafts import DraftWord
from analyser.reading.lines import Piece, find_runs, join_lines
from analyser.reading.rulings import Table

_MIN_GUTTER_PT = 9.0
_MIN_COLUMN_LINES = 3
_MARGIN_SHARE = 0.075  # headers and footers stand in the outer bands of the page


def order_page(
    words: list[DraftWord], tables: list[Table], rules: list[Rule], width_pt: float, height_pt: float
) -> list[Piece]:
    """Lines and tables of a page in reading order, each knowing its region.

    Args:
        tables: those that tags or a drawn grid gave, with their words left out of ``words``.
        rules: horizontal lines drawn on the page, (y, x0, x1) in points.
    """
    pieces = find_runs(words)
    for table in tables:
        first = min((w.order for row in table.rows for cell in row for w in cell), default=0)
        x0, top, x1, bottom = table.bounds
        pieces.append(Piece([], x0, top, x1, bottom, first, table))
    head, body, foot = _margins(pieces, height_pt)
    ordered: list[Piece] = []
    regions = [0]
    for part, columns in ((head, False), (body, True), (foot, False)):
        _order(part, ordered, regions, rules, columns=columns)
        regions[0] += 1
    return ordered


def _margins(pieces: list[Piece], height_pt: float) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Header, body, footer: pieces of the outer bands that a gap sets apart from the rest."""
    head_limit, foot_limit = _MARGIN_SHARE * height_pt, (1 - _MARGIN_SHARE) * height_pt
    head = [p for p in pieces if p.bottom < head_limit and p.table is None]
    foot = [p for p in pieces if p.top > foot_limit and p.table is None]
    outer = {id(p) for p in head} | {id(p) for p in foot}
    body = [p for p in pieces if id(p) not in outer]
    if body and head:
        gap = min(p.top for p in body) - max(p.bottom for p in head)
        if gap < 6:
            body, head = head + body, []
    if body and foot:
        gap = min(p.top for p in foot) - max(p.bottom for p in body)
        if gap < 6:
            body, foot = body + foot, []
    return head, body, foot


def _order(pieces: list[Piece], ordered: list[Piece], regions: list[int], rules: list[Rule], *, columns: bool) -> None:
    """Append ``pieces`` in reading order, splitting at gutters where the page has columns."""
    bands = _bands(pieces, rules) if columns and _count(pieces) >= 2 * _MIN_COLUMN_LINES else None
    if bands is None:
        for line in with_bare_tables(join_lines(pieces), rules if columns else []):
            line.region = regions[0]
            ordered.append(line)
        return
    for band in bands:
        for part in band:
            regions[0] += 1
            _order(part, ordered, regions, rules, columns=len(band) > 1)
    regions[0] += 1


def _bands(pieces: list[Piece], rules: list[Rule]) -> list[list[list[Piece]]] | None:
    """The page cut in bands, top to bottom, each of one or two columns; None without any gutter."""
    best: tuple[float, list[list[list[Piece]]]] | None = None
    for x in _candidate_gutters(pieces):
        bands, split = _split_at(pieces, x, rules)
        if split and (best is None or split > best[0]):
            best = (split, bands)
    return best[1] if best else None


def _candidate_gutters(pieces: list[Piece]) -> list[float]:
    """Abscissas just left of where several pieces start, far enough from the text's edges."""
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    starts: dict[int, int] = {}
    for piece in pieces:
        if left + 0.15 * (right - left) < piece.x0 < right - 0.12 * (right - left):
            key = round(piece.x0 / 4)
            starts[key] = starts.get(key, 0) + (len(piece.table.rows) if piece.table else 1)
    keys = [k for k in sorted(starts) if starts[k] + starts.get(k + 1, 0) >= _MIN_COLUMN_LINES]
    keys.sort(key=lambda k: -starts[k])
    return [4.0 * k - 4.0 for k in keys[:8]]


def _split_at(pieces: list[Piece], x: float, rules: list[Rule]) -> tuple[list[list[list[Piece]]], int]:
    """Bands for the gutter at ``x`` and the number of pieces that stand in columns."""
    size = median([p.size_pt for p in pieces if p.table is None] or [0.0])
    crossing = sorted((p for p in pieces if _breaks_columns(p, pieces, x, size)), key=lambda p: p.top)
    crossed = {id(p) for p in crossing}
    rest = sorted((p for p in pieces if id(p) not in crossed), key=lambda p: p.top)
    bands: list[list[list[Piece]]] = []
    total = 0
    start = 0
    # Between two crossing pieces lies a stretch that may hold columns.
    limits = [(p.top + p.bottom) / 2 for p in crossing] + [float("inf")]
    pending: list[Piece] = []
    for rank, limit in enumerate(limits):
        stretch = []
        while start < len(rest) and (rest[start].top + rest[start].bottom) / 2 < limit:
            stretch.append(rest[start])
            start += 1
        columns = _columns(stretch, x, rules)
        if columns is None:
            pending += stretch
        else:
            if pending:
                bands.append([pending])
                pending = []
            bands.append(columns)
            total += len(stretch)
        if rank < len(crossing):
            pending.append(crossing[rank])
    if pending:
        bands.append([pending])
    return bands, total


def _breaks_columns(piece: Piece, pieces: list[Piece], x: float, usual_size_pt: float) -> bool:
    """Whether a piece stands across the columns: it crosses the gutter, or it is a title above both."""
    crosses = piece.x0 < x - 1 and piece.x1 > x + 1
    if not crosses and not (piece.x0 < x and piece.table is None and piece.size_pt > 1.15 * usual_size_pt):
        return False  # nor large
    level = [p for p in pieces if p is not piece and p.top < piece.bottom - 1 and p.bottom > piece.top + 1]
    if crosses:
        # A line that runs over the text of the next column is a dotted line too long for its own.
        return not any(p.x0 < piece.x1 - 6 and p.x1 > piece.x0 + 6 for p in level)
    if level:
        return False
    # A short title over both columns: nothing beside it, and what is above on the right was drawn before.
    above = [p for p in pieces if p.x0 >= x - 1 and p.bottom <= piece.top + 1]
    below_left = [p for p in pieces if p.x0 < x and p.top >= piece.bottom - 1]
    return all(p.order < piece.order for p in above) and bool(above and below_left)


def _columns(stretch: list[Piece], x: float, rules: list[Rule]) -> list[list[Piece]] | None:
    """Left and right columns of a stretch, or None where it is no real column text."""
    left = [p for p in stretch if p.x0 < x - 1]
    right = [p for p in stretch if p.x0 >= x - 1]
    if len(left) + len(right) < len(stretch) or min(_count(left), _count(right)) < _MIN_COLUMN_LINES:
        return None
    gutter = min(p.x0 for p in right) - max((p.x1 for p in left if p.x1 <= x + 1 and not _is_dotted(p)), default=x)
    if gutter < _MIN_GUTTER_PT:
        return None
    if min(max(p.bottom for p in c) - min(p.top for p in c) for c in (left, right)) < 30:
        return None
    shared = min(max(p.bottom for p in left), max(p.bottom for p in right))
    shared -= max(min(p.top for p in left), min(p.top for p in right))
    if shared < 20:
        return None
    top, bottom = min(p.top for p in stretch), max(p.bottom for p in stretch)
    if sum(top + 3 < y < bottom - 3 and a < x - 12 and b > x + 12 for y, a, b in rules) >= 2:
        return None  # rules run across: the rows of a table
    # A file that draws one column after the other says so; one that draws row by row is a table,
    # unless its lines fill their columns as prose does.
    ranked = sorted([(p.order, 0) for p in left] + [(p.order, 1) for p in right])
    sides = [side for _, side in ranked]
    changes = sum(1 for a, b in pairwise(sides) if a != b)
    if changes <= 2:
        return [left, right]
    # Bullets and boxes may be drawn after the text.
    if changes <= 0.12 * len(sides) and len(sides) >= 24 and _fills(left) > 0.6 and _fills(right) > 0.6:
        return [left, right]
    # Line by line across the gutter: some producers draw columns so. Cells of several lines change less often.
    if changes > 0.8 * (len(sides) - 1) and len(stretch) >= 12 and _fills(left) > 0.8 and _fills(right) > 0.8:
        return [left, right]
    return None


def _is_dotted(piece: Piece) -> bool:
    """A line to fill in: its dots often run past the column."""
    return piece.table is None and not any(c.isalnum() for w in piece.words for c in w.text)


def _count(column: list[Piece]) -> int:
    return sum(len(p.table.rows) if p.table else 1 for p in column)


def _fills(column: list[Piece]) -> float:
    """How much of its column the median line takes; the wide blanks of a justified line count as filled."""
    width = max(p.x1 for p in column) - min(p.x0 for p in column)
    if width <= 90:
        return 0.0
    widths: list[float] = []
    line: list[Piece] = []
    for piece in sorted(column, key=lambda p: (p.top + p.bottom) / 2):
        if line and (piece.top + piece.bottom) / 2 > line[0].bottom - 0.3 * (line[0].bottom - line[0].top):
            widths.append(max(p.x1 for p in line) - min(p.x0 for p in line))
            line = []
        line.append(piece)
    widths.append(max(p.x1 for p in line) - min(p.x0 for p in line))
    return median(widths) / width
