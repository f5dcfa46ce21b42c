"""Assessors' judgements: added, listed, never changed (the database refuses)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, insert, select
from sqlalchemy.exc import IntegrityError

from analyser.domain.analysis import Status
from analyser.domain.review import Review
from analyser.store.analyses import absent
from analyser.store.schema import analyses, reviews


def add(connection: Connection, review: Review) -> None:
    """Raises InputError ANALYSE_ABSENTE."""
    values = {
        "analysis_id": review.analysis,
        "element": review.element,
        "assessor": review.assessor,
        "status": review.status.value,
        "reason": review.reason,
        "decided_first": review.decided_first,
        "at": review.at,
    }
    try:
        connection.execute(insert(reviews).values(values))
    except IntegrityError:
        raise absent() from None


def of_analysis(connection: Connection, analysis_id: str) -> list[Review]:
    """In the order in which they came."""
    return _where(connection, reviews.c.analysis_id == analysis_id)


def of_cohort(connection: Connection, cohort: str) -> list[Review]:
    """Of every analysis of a cohort, in the order in which they came."""
    return _where(connection, analyses.c.cohort == cohort)


def _where(connection: Connection, condition: ColumnElement[bool]) -> list[Review]:
    query = select(reviews).join(analyses).where(condition).order_by(reviews.c.id)
    return [
        Review(
            analysis=row.analysis_id,
            element=row.element,
            assessor=row.assessor,
            status=Status(row.status),
            reason=row.reason,
            decided_first=row.decided_first,
            at=row.at,
        )
        for row in connection.execute(query)
    ]
