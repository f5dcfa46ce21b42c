"""Analyses kept: their facts in columns, the analysis itself as JSON text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Connection, Row, Select, delete, insert, select

from analyser.domain.errors import InputError
from analyser.domain.review import StoredAnalysis
from analyser.store.schema import analyses, files


@dataclass(frozen=True, slots=True)
class NewAnalysis:
    """What is written of an analysis.

    Attributes:
        framework_version: id and version of the référentiel.
        owner: who keeps it, as the login names them.
        payload: the analysis in the JSON contract.
    """

    cohort: str
    label: str
    evaluation: str
    framework_version: str
    model_id: str
    sha256: str
    doubtful: int
    created_at: datetime
    keep_until: datetime
    owner: str
    payload: str


def add(connection: Connection, new: NewAnalysis) -> str:
    """Keep an analysis and give its new id."""
    analysis_id = str(uuid4())
    connection.execute(
        insert(analyses).values(
            id=analysis_id,
            cohort=new.cohort,
            label=new.label,
            evaluation=new.evaluation,
            framework_version=new.framework_version,
            model_id=new.model_id,
            sha256=new.sha256,
            doubtful=new.doubtful,
            created_at=new.created_at,
            keep_until=new.keep_until,
            owner=new.owner,
            payload=new.payload,
        )
    )
    return analysis_id


def stored(
    connection: Connection, *, now: datetime, cohort: str | None = None, owner: str | None = None
) -> list[StoredAnalysis]:
    """What is kept and not expired, oldest first; of one cohort, of one owner when given."""
    query = _facts().where(analyses.c.keep_until > now).order_by(analyses.c.created_at, analyses.c.id)
    if cohort is not None:
        query = query.where(analyses.c.cohort == cohort)
    if owner is not None:
        query = query.where(analyses.c.owner == owner)
    return [_read(row) for row in connection.execute(query)]


def get(connection: Connection, analysis_id: str, *, now: datetime) -> StoredAnalysis:
    """Raises InputError ANALYSE_ABSENTE: erased, expired or never kept."""
    query = _facts().where(analyses.c.id == analysis_id, analyses.c.keep_until > now)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise absent()
    return _read(row)


def holds(connection: Connection, cohort: str, sha256: str, *, now: datetime) -> bool:
    """Whether an analysis of this file is kept in this cohort and not expired."""
    c = analyses.c
    query = select(c.id).where(c.cohort == cohort, c.sha256 == sha256, c.keep_until > now).limit(1)
    return connection.scalar(query) is not None


def payload(connection: Connection, analysis_id: str) -> str:
    """The JSON text that was kept. Raises InputError ANALYSE_ABSENTE."""
    return _text(connection, analyses.c.payload, analysis_id)


def owner(connection: Connection, analysis_id: str) -> str:
    """Who keeps it; empty for analyses older than owners. Raises InputError ANALYSE_ABSENTE."""
    return _text(connection, analyses.c.owner, analysis_id)


def expired(connection: Connection, now: datetime) -> list[str]:
    """Ids whose time is over, oldest first, less those that somebody is erasing at this moment."""
    query = select(analyses.c.id).where(analyses.c.keep_until <= now).order_by(analyses.c.keep_until, analyses.c.id)
    return list(connection.scalars(query.with_for_update(skip_locked=True)))


def erase(connection: Connection, analysis_id: str) -> None:
    """Erase an analysis and its reviews; its file is ``files.erase``'s. Raises InputError ANALYSE_ABSENTE."""
    if connection.execute(delete(analyses).where(analyses.c.id == analysis_id)).rowcount == 0:
        raise absent()


def absent() -> InputError:
    return InputError("ANALYSE_ABSENTE", "Cette analyse n'est pas conservée : elle a été effacée ou n'a pas existé.")


def _facts() -> Select[Any]:
    c = analyses.c
    return select(
        c.id, c.label, c.cohort, c.evaluation, c.doubtful, c.created_at, c.keep_until, files.c.stored_name
    ).select_from(analyses.outerjoin(files, files.c.analysis_id == c.id))


def _read(row: Row[Any]) -> StoredAnalysis:
    return StoredAnalysis(
        id=row.id,
        label=row.label,
        cohort=row.cohort,
        evaluation=row.evaluation,
        doubtful=row.doubtful,
        created_at=row.created_at,
        keep_until=row.keep_until,
        has_file=row.stored_name is not None,
    )


def _text(connection: Connection, column: Column[str], analysis_id: str) -> str:
    value = connection.scalar(select(column).where(analyses.c.id == analysis_id))
    if value is None:
        raise absent()
    return value
