"""What readers hand to the assembly: words, lines and blocks before they have a place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from analyser.domain.document import Bookmark, Document, Line, LineRole, Page, Word, enclosing
from analyser.domain.geometry import Box, Span
from analyser.reading.hyphenation import keeps_hyphen

CELL_SEPARATOR = " | "


@dataclass(slots=True)
class DraftWord:
    """A word and its box, in PDF points from the top-left corner of the upright page.

    Attributes:
        order: rank in the file's own drawing order.
        tag: index of the structure-tag block it belongs to, -1 when untagged.
        mends: the word ends in a hyphen that a typesetter put there for sure.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size_pt: float
    bold: bool = False
    order: int = 0
    tag: int = -1
    upright: bool = True
    mends: bool = False


@dataclass(slots=True)
class DraftLine:
    """A printed line or a table row: cells of words, or bare text for formats without layout."""

    page: int
    cells: list[list[DraftWord]] = field(default_factory=list)
    text: str = ""
    size_pt: float = 0.0
    bold: bool = False
    role: LineRole = LineRole.BODY
    heading_level: int | None = None


@dataclass(slots=True)
class DraftBlock:
    lines: list[DraftLine]


def assemble(
    *,
    name: str,
    sha256: str,
    file_format: str,
    pages: Sequence[Page],
    blocks: Iterable[DraftBlock],
    known: frozenset[str],
    bookmarks: tuple[Bookmark, ...] = (),
    producer: str = "",
) -> Document:
    """Lay the blocks out in one text: lines of a block joined by a space, blocks by a newline."""
    writer = _Writer(known)
    for block in blocks:
        writer.add(block)
    return Document(
        name=name,
        sha256=sha256,
        format=file_format,
        text="".join(writer.parts),
        pages=tuple(pages),
        lines=tuple(writer.lines),
        bookmarks=bookmarks,
        producer=producer,
    )


class _Writer:
    def __init__(self, known: frozenset[str]) -> None:
        self.parts: list[str] = []
        self.lines: list[Line] = []
        self.length = 0
        self.known = known
        self.blocks = 0

    def add(self, block: DraftBlock) -> None:
        lines = [line for line in block.lines if line.cells or line.text]
        if not lines:
            return
        if self.length:
            self._write("\n")
        for index, line in enumerate(lines):
            following = lines[index + 1] if index + 1 < len(lines) else None
            glued = self._add_line(line, following)
            if following is not None and not glued:
                self._write(" ")
        self.blocks += 1

    def _add_line(self, line: DraftLine, following: DraftLine | None) -> bool:
        """Write one line; tell whether the next one goes on without a space."""
        if not line.cells:
            start = self.length
            self._write(line.text)
            self._keep(line, start, (), None)
            return False
        start = self.length
        words: list[Word] = []
        glued = False
        follower = following.cells[0][0] if following is not None and following.cells else None
        for rank, cell in enumerate(line.cells):
            if rank:
                self._write(CELL_SEPARATOR)
            ends_line = rank == len(line.cells) - 1
            for word, after in zip_longest(cell, cell[1:]):
                text, joins = word.text, False
                if text.endswith("-"):
                    # The words of a table cell may be wrapped too: a hyphen there is mended like any other.
                    wraps = after is None or after.top > word.bottom - 0.3 * word.size_pt
                    other_half = after or (follower if ends_line else None)
                    if wraps and other_half is not None:
                        text, joins = _mend(word, other_half, self.known)
                begin = self.length
                self._write(text)
                words.append(Word(begin, self.length, word.x0, word.top, word.x1, word.bottom))
                if after is None:
                    glued = joins
                elif not joins:
                    self._write(" ")
        self._keep(line, start, tuple(words), enclosing(words))
        return glued

    def _keep(self, line: DraftLine, start: int, words: tuple[Word, ...], box: Box | None) -> None:
        self.lines.append(
            Line(
                span=Span(start, self.length),
                page=line.page,
                block=self.blocks,
                box=box,
                words=words,
                size_pt=line.size_pt,
                bold=line.bold,
                role=line.role,
                heading_level=line.heading_level,
            )
        )

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _mend(word: DraftWord, after: DraftWord, known: frozenset[str]) -> tuple[str, bool]:
    """The text of a word that ends in a hyphen, and whether the next word sticks to it."""
    if len(word.text) < 2 or not after.text:
        return word.text, False
    if not (word.text[-2].isalnum() and after.text[0].isalnum()):
        return word.text, False
    if not word.mends and keeps_hyphen(word.text, after.text, known):
        return word.text, True
    return word.text[:-1], True
