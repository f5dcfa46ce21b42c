"""What the candidate's page shows of two drafts compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyser.services.comparing import Change, ElementChange
from analyser.ui import labels_fr as labels
from analyser.ui.view_models.tables import Table

# What was lost comes first: it is what a writer does not know of.
ORDER = (Change.REGRESSED, Change.FIXED, Change.EVIDENCE, Change.UNCHANGED)


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """``groups`` leave out the changes that no element shows."""

    summary: str
    groups: tuple[tuple[str, Table], ...]


def comparison_view(changes: Sequence[ElementChange], before_name: str) -> ComparisonView:
    groups = {change: [c for c in changes if c.change is change] for change in ORDER}
    tables = tuple(
        (
            labels.CHANGES[change],
            Table(
                labels.CHANGE_CAPTIONS[change],
                ("Attendu", "Avant", "Maintenant"),
                tuple((f"{c.id} {c.label}", c.before, c.after) for c in found),
            ),
        )
        for change, found in groups.items()
        if found
    )
    counts = ", ".join(f"{len(found)} {labels.CHANGES[change].lower()}" for change, found in groups.items() if found)
    return ComparisonView(f"Par rapport à « {before_name} » : {counts}.", tables)
