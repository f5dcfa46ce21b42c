"""Verdicts gained and lost between two runs over the same reports: what a change of model or référentiel does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyser.benchmark.metrics import Outcome


@dataclass(frozen=True)
class Change:
    """One element of one report on which two runs differ. ``gained``: only the second agrees with the gold."""

    report: str
    element: str
    gold: str
    before: str
    after: str

    @property
    def gained(self) -> bool:
        return self.after == self.gold

    @property
    def lost(self) -> bool:
        return self.before == self.gold


def changes(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Change]:
    """Every verdict that differs, by report and element. Raises ValueError when the runs judged different things."""
    first = {(r.report, r.element): r for r in before}
    second = {(r.report, r.element): r for r in after}
    if first.keys() != second.keys():
        raise ValueError("the two runs judged different reports or elements")
    return [
        Change(*key, first[key].gold.value, first[key].predicted.value, second[key].predicted.value)
        for key in sorted(first)
        if first[key].predicted is not second[key].predicted
    ]


def by_element(found: Sequence[Change]) -> list[tuple[str, int, int]]:
    """(element, gained, lost), those that lost most first."""
    elements = sorted({c.element for c in found})
    rows = [
        (e, sum(c.gained for c in found if c.element == e), sum(c.lost for c in found if c.element == e))
        for e in elements
    ]
    return sorted(rows, key=lambda row: (row[1] - row[2], row[0]))
