"""Tables without a grid: cells told apart by the white space that several lines leave at the same place."""

from __future__ import annotations

import re
from itertools import pairwise

from analyser.reading.drafts import DraftWord
from analyser.reading.lines import Piece
from analyser.reading.rulings import Table

_MIN_GAP_EM = 1.5
_MIN_GUTTER_PT = 6.0
_MAX_ROW_LINES = 14  # more is two columns of prose drawn in an odd order
_PAGE_REFERENCE = re.compile(r"(?:p\.\s?)?\d{1,3}|[ivxl]{1,5}")
_LEADERS = re.compile(r"[.…·_]{3,}|(?:[.…·]\s){3,}")

Gap = tuple[float, float]
Rule = tuple[float, float, float]


def with_bare_tables(lines: list[Piece], rules: list[Rule]) -> list[Piece]:
    """The lines of one region, runs of them that make a table replaced by it.

    Args:
        rules: horizontal lines drawn on the page, (y, x0, x1) in points.
    """
    found: list[Piece] = []
    start = 0
    while start < len(lines):
        table_end, gutters = _extent(lines, start)
        groups = _row_groups(lines[start:table_end], gutters, rules) if gutters else []
        if groups and max(map(len, groups)) <= _MAX_ROW_LINES:
            found.append(_table(groups, gutters))
            start = table_end
        else:
            found.append(lines[start])
            start += 1
    return found


def _gaps(line: Piece) -> list[Gap]:
    """Wide blanks inside a line; none for tables, prose and entries of a contents page."""
    if line.table is not None or len(line.runs) < 2 or not line.words[0].upright:
        return []
    if len(line.runs) == 2 and _PAGE_REFERENCE.fullmatch(" ".join(w.text for w in line.runs[1])):
        return []
    if _LEADERS.search(line.text) or _is_one_text(line):
        return []
    size = line.size_pt
    found = []
    for left, right in zip(line.runs, line.runs[1:], strict=False):
        if right[0].x0 - left[-1].x1 > max(_MIN_GAP_EM * size, 10.0):
            found.append((left[-1].x1, right[0].x0))
    return found


def _is_one_text(line: Piece) -> bool:
    """Whether the blanks are those of a justified line: one tagged paragraph, or blanks all alike."""
    tags = {word.tag for word in line.words}
    if len(tags) == 1 and min(tags) >= 0:
        return True
    blanks = [right.x0 - left.x1 for left, right in pairwise(line.words)]
    return len(blanks) > 1 and max(blanks) < 1.3 * min(blanks)


def _extent(lines: list[Piece], start: int) -> tuple[int, list[Gap]]:
    """End of the table that starts at ``start`` and its gutters; no gutter where there is no table."""
    gutters = _gaps(lines[start])
    if not gutters:
        return start, []
    several = 1
    end = start + 1
    for rank in range(start + 1, len(lines)):
        line = lines[rank]
        if line.table is not None or line.top - lines[rank - 1].bottom > 2.2 * max(line.size_pt, 8.0):
            break
        narrowed = [_narrow(gutter, line) for gutter in gutters]
        kept = [g for g in narrowed if g is not None]
        if not kept or (len(kept) < len(gutters) and _gaps(line) == []):
            break
        gutters = kept
        several += bool(_gaps(line))
        end = rank + 1
    # Short lines below the last row that only stand under the first column are a new paragraph.
    while end > start + 1 and not _gaps(lines[end - 1]) and lines[end - 1].x0 < gutters[0][0]:
        if lines[end - 1].order < max(w.order for line in lines[start : end - 1] for w in line.words):
            break
        end -= 1
    return (end, gutters) if several >= 2 else (start, [])


def _narrow(gutter: Gap, line: Piece) -> Gap | None:
    """What a line leaves blank of ``gutter``; None when its words fill it."""
    left, right = gutter
    for run in line.runs:
        x0, x1 = run[0].x0, run[-1].x1
        if x1 <= left or x0 >= right:
            continue
        if x0 - left >= right - x1:
            right = min(right, x0)
        else:
            left = max(left, x1)
        if right - left < _MIN_GUTTER_PT:
            return None
    return left, right


def _table(groups: list[list[Piece]], gutters: list[Gap]) -> Piece:
    lines = [line for group in groups for line in group]
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    rows = [_cells(group, gutters) for group in groups]
    order = min(line.order for line in lines)
    return Piece([], x0, top, x1, bottom, order, Table([row for row in rows if row], (x0, top, x1, bottom)))


def _row_groups(lines: list[Piece], gutters: list[Gap], rules: list[Rule]) -> list[list[Piece]]:
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    separators = _separators(rules, x0, x1, lines)
    groups: list[list[Piece]] = []
    if separators:
        last = -1
        for line in lines:
            slot = sum(y < (line.top + line.bottom) / 2 for y in separators)
            if slot != last:
                groups.append([])
                last = slot
            groups[-1].append(line)
        return groups
    drawn = -1
    for line in lines:
        # A row starts where the first column has text and everything is drawn after the row above:
        # a wrapped cell goes on being drawn before its right-hand neighbours.
        in_first = line.x0 < gutters[0][0]
        if not groups or (in_first and line.order > drawn):
            groups.append([])
        groups[-1].append(line)
        drawn = max(drawn, *(w.order for w in line.words))
    return groups


def _separators(rules: list[Rule], x0: float, x1: float, lines: list[Piece]) -> list[float]:
    """Heights of the rules that run under at least half of the table, between its lines."""
    top, bottom = lines[0].bottom - 3, lines[-1].top + 3
    covered: dict[int, float] = {}
    for y, a, b in rules:
        if top <= y <= bottom:
            covered[round(y)] = covered.get(round(y), 0.0) + max(0.0, min(b, x1) - max(a, x0))
    return sorted(float(y) for y, length in covered.items() if length > 0.5 * (x1 - x0))


def _cells(lines: list[Piece], gutters: list[Gap]) -> list[list[DraftWord]]:
    cells: list[list[DraftWord]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        for word in line.words:
            cells[sum((left + right) / 2 < word.x0 + 0.01 for left, right in gutters)].append(word)
    return [cell for cell in cells if cell]
