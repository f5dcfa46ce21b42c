"""Compare two drafts of a submission, element by element."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyser.domain.analysis import Analysis, ElementVerdict, Status
from analyser.domain.errors import InputError

# Missing and not assessable stand together: neither shows the element, and passing from one to the other
# says something of the file, not of what was written.
_RANKS = {Status.MISSING: 0, Status.NOT_ASSESSABLE: 0, Status.PARTIAL: 1, Status.COVERED: 2}


class Change(StrEnum):
    FIXED = "fixed"
    REGRESSED = "regressed"
    EVIDENCE = "evidence"  # the same standing, shown by other passages
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ElementChange:
    id: str
    label: str
    before: Status
    after: Status
    change: Change


def compare(before: Analysis, after: Analysis) -> tuple[ElementChange, ...]:
    """What became of each element, in the order of ``after``.

    Raises:
        InputError: EVALUATIONS_DIFFERENTES, or MOTEURS_DIFFERENTS when another référentiel or model judged one of
            them: a change would then not be the writer's.
    """
    if before.evaluation != after.evaluation:
        raise InputError(
            "EVALUATIONS_DIFFERENTES",
            f"Ces deux brouillons ne répondent pas à la même évaluation ({before.evaluation} et {after.evaluation}).",
        )
    if any(before.engine.get(part) != after.engine.get(part) for part in ("referentiel", "model")):
        raise InputError(
            "MOTEURS_DIFFERENTS",
            "Ces deux analyses viennent de versions différentes du référentiel ou du modèle : analysez à nouveau "
            "l'ancien brouillon.",
        )
    old = {verdict.id: verdict for verdict in before.elements}
    return tuple(
        ElementChange(new.id, new.label, old[new.id].status, new.status, _change(old[new.id], new))
        for new in after.elements
    )


def _change(old: ElementVerdict, new: ElementVerdict) -> Change:
    gained = _RANKS[new.status] - _RANKS[old.status]
    if gained:
        return Change.FIXED if gained > 0 else Change.REGRESSED
    return Change.UNCHANGED if _texts(old) == _texts(new) else Change.EVIDENCE


def _texts(verdict: ElementVerdict) -> set[str]:
    """The passages shown, whatever their page and spacing: moving a paragraph changes nothing."""
    return {" ".join(passage.text.split()) for passage in verdict.evidence}
