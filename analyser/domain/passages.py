"""The unit that is judged: a sentence, a list item or a table row, on one page."""

from __future__ import annotations

from dataclasses import dataclass

from analyser.domain.geometry import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of body text that stands on one page.

    Attributes:
        span: in the document's text.
        page: from 1.
        block: the paragraph, item or row it comes from.
        section: index in the document's sections.
        is_heading: the passage is (part of) the heading of its section.
    """

    span: Span
    page: int
    block: int
    section: int
    is_heading: bool = False
