"""Lines of a page -> paragraphs, list items and table rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from analyser.domain.document import LineRole
from analyser.reading.drafts import DraftBlock, DraftLine, DraftWord
from analyser.reading.lines import Piece, dominant_size, mostly_bold
from analyser.reading.text_cleaning import BULLET_MARK, NUMBER_MARK

_ENDINGS = '.!?…:;»)”"'


def typical_leading(pages: Sequence[Sequence[Piece]]) -> float:
    """The commonest distance between baselines of a file, in font sizes (1.0 to 2.2)."""
    seen: Counter[float] = Counter()
    for pieces in pages:
        for above, below in pairwise(pieces):
            if above.table or below.table or above.region != below.region:
                continue
            size = above.size_pt
            if not size or abs(below.size_pt - size) > 0.3 or below.x1 - below.x0 < 8 * size:
                continue
            step = round((below.baseline - above.baseline) / size * 20) / 20
            if 0.9 <= step <= 2.2:
                seen[step] += 1
    if not seen:
        return 1.3
    # Spacing between one-line paragraphs may be the commonest: the smallest frequent step is the leading.
    most = max(seen.values())
    return min(step for step, count in seen.items() if count >= 0.35 * most)


def group_page(page: int, pieces: list[Piece], leading: float, headings: dict[int, int | None]) -> list[DraftBlock]:
    """Blocks of one page.

    Args:
        leading: the file's usual distance between baselines, in font sizes.
        headings: heading level by structure tag.
    """
    rights = _right_edges(pieces)
    blocks: list[DraftBlock] = []
    current: list[Piece] = []

    def close() -> None:
        if current:
            blocks.append(DraftBlock([_line(page, piece, headings) for piece in current]))
            current.clear()

    for piece in pieces:
        if piece.table is not None:
            close()
            for row in piece.table.rows:
                blocks.append(DraftBlock([table_line(page, row)]))
            continue
        if current and _starts_block(current, piece, leading, rights):
            close()
        current.append(piece)
    close()
    return blocks


def table_line(page: int, row: list[list[DraftWord]]) -> DraftLine:
    """A table row as one line."""
    words = [w for cell in row for w in cell]
    return DraftLine(
        page=page,
        cells=[cell for cell in row if cell],
        size_pt=dominant_size(words),
        bold=mostly_bold(words),
        role=LineRole.TABLE_ROW,
    )


def _line(page: int, piece: Piece, headings: dict[int, int | None]) -> DraftLine:
    words = piece.words
    return DraftLine(
        page=page,
        cells=[words],
        size_pt=dominant_size(words),
        bold=mostly_bold(words),
        heading_level=headings.get(words[0].tag) if words[0].tag >= 0 else None,
    )


def _right_edges(pieces: list[Piece]) -> dict[int, float]:
    """Right edge of each region's text."""
    edges: dict[int, list[float]] = {}
    for piece in pieces:
        if piece.table is None:
            edges.setdefault(piece.region, []).append(piece.x1)
    return {region: max(values) for region, values in edges.items()}


def _starts_block(block: list[Piece], piece: Piece, leading: float, rights: dict[int, float]) -> bool:
    last, first = block[-1], block[0]
    tag, last_tag = piece.words[0].tag, last.words[0].tag
    if tag >= 0 and last_tag >= 0:
        return tag != last_tag
    if piece.region != last.region:
        return not _runs_on(last, piece)
    if not piece.words[0].upright or not last.words[0].upright:
        return True
    size, last_size = piece.size_pt, last.size_pt
    step = piece.baseline - last.baseline
    text, last_text = piece.text, last.text
    begins_low = text[0].islower()
    sentence_goes_on = begins_low and last_text[-1] not in ".!?…:"
    big = max(size, last_size)
    if step > (leading + 0.3) * big + 0.5 or step < -0.2 * big:
        # Headings are often set with their own, wider leading.
        return not (sentence_goes_on and step < 1.7 * big and abs(size - last_size) < 0.1)
    if abs(size - last_size) > 0.06 * big:
        return not (sentence_goes_on and abs(size - last_size) < 0.25 * big)
    if BULLET_MARK.match(text) or (NUMBER_MARK.match(text) and not sentence_goes_on_before(last_text)):
        return True
    is_bold, last_bold = mostly_bold(piece.words), mostly_bold(last.words)
    if is_bold != last_bold and _all_bold(piece if is_bold else last) and not sentence_goes_on:
        return True
    if begins_low and last_text[-1] not in ".!?…":
        return False
    if not _fits(last, piece, rights[piece.region]):
        return _is_indented(first, last, piece, size)
    return last_text[-1] in _ENDINGS or not begins_low


def sentence_goes_on_before(text: str) -> bool:
    """Whether a line ends in the middle of a sentence, so that a number after it is no list mark."""
    return text[-1] in ",(" or text.rsplit(" ", 1)[-1].lower() in {
        "de",
        "à",
        "le",
        "la",
        "les",
        "des",
        "du",
        "et",
        "art.",
    }


def _all_bold(piece: Piece) -> bool:
    return all(w.bold for w in piece.words)


def _is_indented(first: Piece, last: Piece, piece: Piece, size: float) -> bool:
    """A line that starts a paragraph by its indent alone."""
    shift = piece.x0 - last.x0
    if shift > 0.7 * size:
        centred = abs((piece.x0 + piece.x1) - (last.x0 + last.x1)) < 8
        hanging = last is first and bool(BULLET_MARK.match(first.text) or NUMBER_MARK.match(first.text))
        return not hanging and not centred
    if shift < -0.7 * size and last is not first:
        return abs((piece.x0 + piece.x1) - (last.x0 + last.x1)) >= 8
    return False


def _fits(last: Piece, piece: Piece, right: float) -> bool:
    """Whether the first word of ``piece`` had room on the line before: its author broke the line."""
    word = piece.words[0]
    space = 0.3 * last.size_pt
    return last.x1 + space + (word.x1 - word.x0) < right - 0.5


def _runs_on(last: Piece, piece: Piece) -> bool:
    """Whether a paragraph goes on from the foot of a column to the head of the next."""
    if abs(last.size_pt - piece.size_pt) > 0.3 or piece.top > last.top:
        return False
    return piece.text[0].islower() and last.text[-1] not in ".!?…:"
