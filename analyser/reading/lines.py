"""Words -> runs on one baseline -> printed lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyser.reading.drafts import DraftWord
from analyser.reading.rulings import Table


@dataclass(slots=True)
class Piece:
    """A run of words on one baseline without a wide gap, a whole line, or a table.

    Attributes:
        order: rank of its first word in the file's drawing order.
        region: the column (or full-width band) of the page that it belongs to.
    """

    words: list[DraftWord]
    x0: float
    top: float
    x1: float
    bottom: float
    order: int
    table: Table | None = None
    region: int = 0
    runs: list[list[DraftWord]] = field(default_factory=list)

    @property
    def size_pt(self) -> float:
        return dominant_size(self.words)

    @property
    def baseline(self) -> float:
        return max(self.words, key=lambda w: w.size_pt).bottom if self.words else self.bottom

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


def dominant_size(words: list[DraftWord]) -> float:
    """The font size of most characters, in points."""
    sizes = {word.size_pt for word in words}
    if len(sizes) == 1:
        return sizes.pop()
    weights: dict[float, int] = {}
    for word in words:
        weights[word.size_pt] = weights.get(word.size_pt, 0) + len(word.text)
    return max(sorted(weights), key=lambda s: weights[s]) if weights else 0.0


def mostly_bold(words: list[DraftWord]) -> bool:
    bold = sum(len(w.text) for w in words if w.bold)
    return bold > 0 and 2 * bold > sum(len(w.text) for w in words)


def find_runs(words: list[DraftWord]) -> list[Piece]:
    """Words drawn one after the other on the same baseline with ordinary spaces."""
    pieces: list[Piece] = []
    for word in words:
        last = pieces[-1] if pieces else None
        if last is not None and _continues(last, word):
            last.words.append(word)
            last.x1 = max(last.x1, word.x1)
            last.top, last.bottom = min(last.top, word.top), max(last.bottom, word.bottom)
            continue
        pieces.append(Piece([word], word.x0, word.top, word.x1, word.bottom, word.order))
    return pieces


def _continues(piece: Piece, word: DraftWord) -> bool:
    last = piece.words[-1]
    if last.upright != word.upright or not word.upright:
        return False
    size = max(last.size_pt, word.size_pt)
    overlap = min(last.bottom, word.bottom) - max(last.top, word.top)
    if overlap < 0.5 * min(last.bottom - last.top, word.bottom - word.top):
        return False
    return -0.3 * size < word.x0 - last.x1 < 0.95 * size


def join_lines(pieces: list[Piece]) -> list[Piece]:
    """Pieces of one region as whole lines, top to bottom."""
    lines: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: ((p.top + p.bottom) / 2, p.x0)):
        target = next((line for line in reversed(lines[-3:]) if _same_line(line, piece)), None)
        if target is None:
            piece.runs = [piece.words]
            lines.append(piece)
            continue
        target.runs.append(piece.words)
        target.x0, target.x1 = min(target.x0, piece.x0), max(target.x1, piece.x1)
        target.top, target.bottom = min(target.top, piece.top), max(target.bottom, piece.bottom)
        target.order = min(target.order, piece.order)
    for line in lines:
        line.runs.sort(key=lambda run: run[0].x0 if run else 0.0)
        line.words = [w for run in line.runs for w in run]
    return lines


def _same_line(line: Piece, piece: Piece) -> bool:
    if line.table is not None or piece.table is not None:
        return False
    if not line.words[0].upright or not piece.words[0].upright:
        return False
    if any(piece.x0 < run[-1].x1 - 1 and run[0].x0 < piece.x1 - 1 for run in line.runs):
        return False
    overlap = min(line.bottom, piece.bottom) - max(line.top, piece.top)
    return overlap > 0.5 * min(line.bottom - line.top, piece.bottom - piece.top)
