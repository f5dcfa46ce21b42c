"""A parsed submission: its text in reading order and where each word stands on the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from analyser.domain.geometry import Box, Span


class LineRole(StrEnum):
    """What a line is for. Only BODY lines are judged."""

    BODY = "body"
    TABLE_ROW = "table_row"  # body text too: one row of a table, cells separated by " | "
    FURNITURE = "furniture"  # running header, footer, page number
    CONTENTS = "contents"  # an entry of a contents page

    @property
    def is_body(self) -> bool:
        return self in (LineRole.BODY, LineRole.TABLE_ROW)


class PageQuality(StrEnum):
    """Whether a page's text can be trusted before anything negative is said of it."""

    TEXT = "text"
    BLANK = "blank"
    SCAN = "scan"  # an image and hardly any text
    GARBLED = "garbled"  # text that does not decode to words

    @property
    def is_readable(self) -> bool:
        return self in (PageQuality.TEXT, PageQuality.BLANK)


class Word(NamedTuple):
    """A word's place: offsets ``[start, end)`` in the document's text and box on the line's page, in points.

    A tuple, for there are thousands in a report and few are ever looked at.
    """

    start: int
    end: int
    x0: float
    top: float
    x1: float
    bottom: float


def enclosing(words: Iterable[Word]) -> Box:
    """The smallest box that holds all of ``words`` (at least one)."""
    _, _, x0, top, x1, bottom = zip(*words, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one table row, or (without layout) one paragraph.

    Attributes:
        span: in the document's text.
        page: page number, from 1.
        block: index of the paragraph, list item or table row that the line belongs to; never decreases.
        box: on the page; None for formats without layout (DOCX, ODT, text).
        words: places of the words, in order; empty without layout.
        size_pt: dominant font size in points; 0.0 when unknown.
        bold: whether most of the line is bold.
        heading_level: 1 to 6 where a structure tag or a style says it is a heading.
    """

    span: Span
    page: int
    block: int
    box: Box | None = None
    words: tuple[Word, ...] = ()
    size_pt: float = 0.0
    bold: bool = False
    role: LineRole = LineRole.BODY
    heading_level: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    width_pt: float
    height_pt: float
    quality: PageQuality = PageQuality.TEXT
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the file's own outline. ``top_pt`` is None when it only names a page."""

    title: str
    level: int
    page: int
    top_pt: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A submission's text and layout.

    ``text`` joins the lines of a block with a space (or nothing where a hyphenated word was mended)
    and separates blocks with a newline. Lines are in reading order, their spans increase and never
    overlap, and a block never crosses a page.
    """

    name: str
    sha256: str
    format: str
    text: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    producer: str = ""

    def __post_init__(self) -> None:
        if [p.number for p in self.pages] != list(range(1, len(self.pages) + 1)):
            raise ValueError("pages must be numbered from 1 without gaps")
        previous = Span(0, 0)
        block_page: dict[int, int] = {}
        for line in self.lines:
            if line.span.start < previous.end or line.span.end > len(self.text):
                raise ValueError(f"line out of order or out of the text: {line.span}")
            if not 1 <= line.page <= len(self.pages):
                raise ValueError(f"no page {line.page}")
            if block_page.setdefault(line.block, line.page) != line.page:
                raise ValueError(f"block {line.block} crosses a page")
            previous = line.span

    @property
    def words(self) -> int:
        """Number of words of the body."""
        return sum(len(self.text[line.span.start : line.span.end].split()) for line in self.lines if line.role.is_body)

    @property
    def is_fully_readable(self) -> bool:
        return all(page.quality.is_readable for page in self.pages)

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """One box per printed line that ``span`` touches; empty for formats without layout."""
        found = []
        # Spans increase: the first line that ends after the span's start is where to look.
        first = bisect_right(self.lines, span.start, key=lambda line: line.span.end)
        for line in islice(self.lines, first, None):
            if line.span.start >= span.end:
                break
            if not line.span.overlaps(span):
                continue
            touched = [word for word in line.words if word.start < span.end and span.start < word.end]
            if touched:
                found.append(enclosing(touched))
            elif line.box is not None and not line.words:
                found.append(line.box)
        return tuple(found)
