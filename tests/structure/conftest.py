"""Documents laid out by hand: a line a block, each with its page, place and type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from analyser.domain.document import Bookmark, Document, Line, LineRole, Page
from analyser.domain.geometry import Box, Span


@dataclass(frozen=True)
class Printed:
    """A printed line; ``joins`` puts it in the block of the line before."""

    text: str
    page: int = 1
    top: float | None = None
    size: float = 11.0
    bold: bool = False
    level: int | None = None
    joins: bool = False
    row: bool = False


@pytest.fixture
def lay_out() -> Callable[..., Document]:
    def make(
        printed: Sequence[Printed | str], bookmarks: tuple[Bookmark, ...] = (), with_boxes: bool = True
    ) -> Document:
        text, lines, block = "", [], -1
        tops: dict[int, float] = {}
        for item in printed:
            line = item if isinstance(item, Printed) else Printed(item)
            if not line.joins:
                block += 1
            if text:
                text += " " if line.joins else "\n"
            start = len(text)
            text += line.text
            top = line.top if line.top is not None else tops.get(line.page, 90.0) + 16
            tops[line.page] = max(top, tops.get(line.page, 90.0)) if line.top is None else tops.get(line.page, 90.0)
            box = Box(70, top, 70 + 5 * len(line.text), top + line.size * 1.12)
            role = LineRole.TABLE_ROW if line.row else LineRole.BODY
            lines.append(
                Line(
                    Span(start, len(text)),
                    line.page,
                    block,
                    box if with_boxes else None,
                    (),
                    line.size if with_boxes else 0.0,
                    line.bold,
                    role,
                    line.level,
                )
            )
        pages = tuple(Page(n, 595, 842) for n in range(1, max(line.page for line in lines) + 1))
        return Document("rapport.pdf", "0" * 64, "pdf", text, pages, tuple(lines), bookmarks)

    return make


PROSE = (
    "Je reçois la personne au centre et nous prenons le temps de poser le cadre : elle raconte son parcours, "
    "ses envies, ce qui la retient, et je note ses mots sans les traduire avant de les lui relire."
)
