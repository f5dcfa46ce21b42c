"""The section tree, flattened in reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analyser.domain.geometry import Span


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text down to the next heading, whatever its level.

    Sections partition the body in reading order. Text before the first heading is a section without
    a title. ``span`` covers the heading itself.
    """

    id: str
    title: str
    level: int
    span: Span
    page_start: int
    page_end: int
    contents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.level < 1 or not 1 <= self.page_start <= self.page_end:
            raise ValueError(f"not a section: {self}")

    def answering(self, contents: tuple[str, ...]) -> Section:
        """The same section, mapped to these required contents."""
        return replace(self, contents=contents)
