"""Who saw, changed, exported, erased what. Entries hold ids and counts, never a report's text or a file's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from analyser.store.schema import audit_log


class Action(StrEnum):
    KEPT = "kept"
    SEEN = "seen"
    FILE_SEEN = "file_seen"
    EXPORTED = "exported"
    REVIEWED = "reviewed"
    ERASED = "erased"
    EXPIRED = "expired"  # erased by the retention timer
    FRAMEWORK_EDITED = "framework_edited"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing done.

    Attributes:
        who: the person, as the login names them.
        subject: id of what it was done to.
    """

    at: datetime
    who: str
    action: Action
    subject: str
    detail: str


def record(connection: Connection, entry: AuditEntry) -> None:
    connection.execute(
        insert(audit_log).values(
            at=entry.at, who=entry.who, action=entry.action.value, subject=entry.subject, detail=entry.detail
        )
    )


def entries(connection: Connection, *, subject: str | None = None, limit: int = 1000) -> list[AuditEntry]:
    """The last entries, newest first; of one subject when given."""
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit_log.c.subject == subject)
    return [
        AuditEntry(row.at, row.who, Action(row.action), row.subject, row.detail) for row in connection.execute(query)
    ]
