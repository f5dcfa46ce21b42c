"""The retention timer: what has expired goes, with its file and its reviews."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from analyser.store import analyses, audit, files
from analyser.store.audit import Action, AuditEntry

TIMER = "échéance"  # who erased, in the audit log
_ORPHAN_AGE = timedelta(days=1)


def purge(connection: Connection, folder: Path, now: datetime) -> list[str]:
    """Erase the analyses whose time is over and record each. Returns their ids.

    The caller then rewrites the database file (``rewrite_without_traces``).
    """
    ids = analyses.expired(connection, now)
    for analysis_id in ids:
        had_file = files.erase(connection, folder, analysis_id)
        analyses.erase(connection, analysis_id)
        detail = "avec son fichier" if had_file else ""
        audit.record(connection, AuditEntry(now, TIMER, Action.EXPIRED, analysis_id, detail))
    files.erase_orphans(connection, folder, now - _ORPHAN_AGE)
    return ids
