"""Questions that a jury may ask at the oral, from the elements that are not clearly covered."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.domain.analysis import Analysis, Status
from analyser.domain.framework import Criterion, Element, Framework
from analyser.domain.review import Review, last_reviews


def decided_status(analysis: Analysis, element: str, reviews: Sequence[Review]) -> Status:
    """The assessors' status where they all agree; the weaker one where they differ; else the tool's."""
    own = [r.status for r in last_reviews(list(reviews)).values() if r.element == element]
    weakest_first = (Status.MISSING, Status.NOT_ASSESSABLE, Status.PARTIAL, Status.COVERED)
    if own:
        return min(own, key=weakest_first.index)
    return next(v.status for v in analysis.elements if v.id == element)


def jury_questions(
    analysis: Analysis, framework: Framework, reviews: Sequence[Review] = ()
) -> list[tuple[Criterion, Element, Status]]:
    """(criterion, element, status) for each element that is not covered, in the framework's order.

    The question itself is ``element.jury_question``.
    """
    found: list[tuple[Criterion, Element, Status]] = []
    for criterion in framework.criteria_of(analysis.evaluation):
        for element in criterion.elements:
            status = decided_status(analysis, element.id, reviews)
            if status is not Status.COVERED:
                found.append((criterion, element, status))
    return found
