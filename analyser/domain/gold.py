"""Marked reports: what a careful reader found in a report, passage by passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyser.domain.analysis import Status
from analyser.domain.geometry import Span


class MarkKind(StrEnum):
    EVIDENCE = "e"  # the element is really covered here
    MENTION = "m"  # named, listed or announced only
    DECOY = "d"  # the element's words in another sense, a denial, somebody else's practice


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked passage; ``span`` is in the report's unmarked Markdown."""

    kind: MarkKind
    elements: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report with its marks taken out of the text.

    Attributes:
        author: who wrote it; splits never cut an author in two.
        markdown: the report's text without marks.
    """

    name: str
    author: str
    evaluation: str
    layout: str
    markdown: str
    marks: tuple[Mark, ...]

    def statuses(self) -> Mapping[str, Status]:
        """Covered where an evidence carries the id, else partial where a mention does; the rest is missing."""
        found: dict[str, Status] = {}
        for mark in self.marks:
            for element in mark.elements:
                if mark.kind is MarkKind.EVIDENCE:
                    found[element] = Status.COVERED
                elif mark.kind is MarkKind.MENTION:
                    found.setdefault(element, Status.PARTIAL)
        return found

    def decoys(self) -> frozenset[str]:
        """Elements with a decoy and neither evidence nor mention."""
        marked = {e for m in self.marks if m.kind is MarkKind.DECOY for e in m.elements}
        return frozenset(marked - set(self.statuses()))
