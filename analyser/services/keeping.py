"""Keep analyses and submissions' files for a time; every use is recorded in the audit log.

Who may do what is decided before these are called. Each takes the moment as ``now`` (timezone-aware).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from analyser.domain.analysis import Analysis
from analyser.domain.errors import InputError
from analyser.domain.review import Review, Role, StoredAnalysis
from analyser.exports.json import as_contract, from_contract
from analyser.settings import Settings
from analyser.store import analyses, audit, files, open_store, retention, reviews, rewrite_without_traces
from analyser.store import roles as role_table
from analyser.store.audit import Action, AuditEntry


def keep_analysis(
    analysis: Analysis,
    file: Path | None,
    cohort: str,
    who: str,
    now: datetime,
    *,
    label: str = "",
    settings: Settings | None = None,
) -> str:
    """Keep an analysis, and its file when given, until the retention is over. Gives its id.

    Args:
        file: the submission that was analysed, whatever its present name.
        label: how people call the submission; its file's name when empty.

    Raises:
        InputError: FICHIER_AUTRE (not the file that was analysed), CLE_INCORRECTE, ECRITURE_REFUSEE, or the store
            does not open.
    """
    settings = settings or Settings()
    content = _content(file, analysis.submission.sha256)
    new = analyses.NewAnalysis(
        cohort=cohort,
        label=label or analysis.submission.name,
        evaluation=analysis.evaluation,
        framework_version=analysis.engine.get("referentiel", ""),
        model_id=analysis.engine.get("model", ""),
        sha256=analysis.submission.sha256,
        doubtful=sum(element.is_doubtful for element in analysis.elements),
        created_at=now,
        keep_until=now + timedelta(days=settings.retention_days),
        owner=who,
        payload=json.dumps(as_contract(analysis)),
    )
    with _store(settings).begin() as connection:
        analysis_id = analyses.add(connection, new)
        if content is not None:
            files.keep(connection, settings.files_dir, analysis_id, content, _key(settings))
        detail = "" if content is None else "avec son fichier"
        audit.record(connection, AuditEntry(now, who, Action.KEPT, analysis_id, detail))
    return analysis_id


def kept_analyses(
    now: datetime, *, cohort: str | None = None, owner: str | None = None, settings: Settings | None = None
) -> list[StoredAnalysis]:
    """What is kept, oldest first; of one cohort, of one owner when given."""
    with _store(settings or Settings()).begin() as connection:
        return analyses.stored(connection, now=now, cohort=cohort, owner=owner)


def has_file(analysis_id: str, now: datetime, *, settings: Settings | None = None) -> bool:
    """Whether the submission's file is kept. Raises InputError ANALYSE_ABSENTE."""
    with _store(settings or Settings()).begin() as connection:
        return analyses.get(connection, analysis_id, now=now).has_file


def owner_of(analysis_id: str, *, settings: Settings | None = None) -> str:
    """Who keeps an analysis. Raises InputError ANALYSE_ABSENTE."""
    with _store(settings or Settings()).begin() as connection:
        return analyses.owner(connection, analysis_id)


def open_analysis(analysis_id: str, who: str, now: datetime, *, settings: Settings | None = None) -> Analysis:
    """The analysis as it was kept, without timings.

    Raises:
        InputError: ANALYSE_ABSENTE, ANALYSE_ILLISIBLE (kept by a version with another contract).
    """
    with _store(settings or Settings()).begin() as connection:
        analyses.get(connection, analysis_id, now=now)
        analysis = _read(analyses.payload(connection, analysis_id))
        audit.record(connection, AuditEntry(now, who, Action.SEEN, analysis_id, ""))
    return analysis


def analysis_for_counts(analysis_id: str, now: datetime, *, settings: Settings | None = None) -> Analysis:
    """The analysis as it was kept, for figures alone: nobody sees it, so the audit log says nothing.

    Raises:
        InputError: ANALYSE_ABSENTE, ANALYSE_ILLISIBLE.
    """
    with _store(settings or Settings()).begin() as connection:
        analyses.get(connection, analysis_id, now=now)
        payload = analyses.payload(connection, analysis_id)
    return _read(payload)


def is_kept(content: bytes, cohort: str, now: datetime, *, settings: Settings | None = None) -> bool:
    """Whether a cohort already holds an analysis of this very file."""
    with _store(settings or Settings()).begin() as connection:
        return analyses.holds(connection, cohort, hashlib.sha256(content).hexdigest(), now=now)


def submission_file(analysis_id: str, who: str, now: datetime, *, settings: Settings | None = None) -> bytes:
    """The file that was kept with an analysis, deciphered.

    Raises:
        InputError: ANALYSE_ABSENTE, FICHIER_ABSENT, CLE_INCORRECTE.
    """
    settings = settings or Settings()
    with _store(settings).begin() as connection:
        analyses.get(connection, analysis_id, now=now)
        content = files.read(connection, settings.files_dir, analysis_id, _key(settings))
        audit.record(connection, AuditEntry(now, who, Action.FILE_SEEN, analysis_id, ""))
    return content


def record_export(analysis_id: str, format: str, who: str, now: datetime, *, settings: Settings | None = None) -> None:
    """Say in the audit log that an analysis left in some format. Raises InputError ANALYSE_ABSENTE."""
    with _store(settings or Settings()).begin() as connection:
        analyses.get(connection, analysis_id, now=now)
        audit.record(connection, AuditEntry(now, who, Action.EXPORTED, analysis_id, format))


def record_table_export(what: str, who: str, now: datetime, *, settings: Settings | None = None) -> None:
    """Say in the audit log that a table over many analyses left the store."""
    with _store(settings or Settings()).begin() as connection:
        audit.record(connection, AuditEntry(now, who, Action.EXPORTED, what, ""))


def record_framework_edit(name: str, who: str, now: datetime, *, settings: Settings | None = None) -> None:
    """Say in the audit log that a file of the référentiel changed."""
    with _store(settings or Settings()).begin() as connection:
        audit.record(connection, AuditEntry(now, who, Action.FRAMEWORK_EDITED, name, ""))


def roles(*, settings: Settings | None = None) -> dict[str, frozenset[Role]]:
    """Each person's roles, by address."""
    with _store(settings or Settings()).begin() as connection:
        return role_table.everyone(connection)


def change_role(
    person: str, role: Role, who: str, now: datetime, *, granted: bool, settings: Settings | None = None
) -> bool:
    """Grant or revoke; returns whether that changed anything."""
    change, action = (role_table.grant, Action.ROLE_GRANTED) if granted else (role_table.revoke, Action.ROLE_REVOKED)
    with _store(settings or Settings()).begin() as connection:
        done = change(connection, person, role)
        if done:
            audit.record(connection, AuditEntry(now, who, action, person, role.value))
    return done


def record_review(review: Review, now: datetime, *, settings: Settings | None = None) -> None:
    """Add an assessor's judgement, dated ``now``; earlier ones stay.

    Raises:
        InputError: ANALYSE_ABSENTE, ANALYSE_ILLISIBLE, ELEMENT_INCONNU (the analysis has no such element).
    """
    with _store(settings or Settings()).begin() as connection:
        analyses.get(connection, review.analysis, now=now)
        # A wrong id could never be taken back: the log is append-only.
        if review.element not in {e.id for e in _read(analyses.payload(connection, review.analysis)).elements}:
            raise InputError("ELEMENT_INCONNU", "Cet attendu n'est pas de cette analyse.")
        reviews.add(connection, replace(review, at=now))
        audit.record(connection, AuditEntry(now, review.assessor, Action.REVIEWED, review.analysis, review.element))


def reviews_of_analysis(analysis_id: str, *, settings: Settings | None = None) -> list[Review]:
    """In the order in which they came."""
    with _store(settings or Settings()).begin() as connection:
        return reviews.of_analysis(connection, analysis_id)


def reviews_of_cohort(cohort: str, *, settings: Settings | None = None) -> list[Review]:
    """Of every analysis of a cohort, in the order in which they came."""
    with _store(settings or Settings()).begin() as connection:
        return reviews.of_cohort(connection, cohort)


def audit_entries(
    *, subject: str | None = None, limit: int = 1000, settings: Settings | None = None
) -> list[AuditEntry]:
    """The last entries of the audit log, newest first; of one analysis when given."""
    with _store(settings or Settings()).begin() as connection:
        return audit.entries(connection, subject=subject, limit=limit)


def erase(analysis_id: str, who: str, now: datetime, *, settings: Settings | None = None) -> None:
    """Erase an analysis, its reviews and its file, before their time. Raises InputError ANALYSE_ABSENTE."""
    settings = settings or Settings()
    store = _store(settings)
    with store.begin() as connection:
        had_file = files.erase(connection, settings.files_dir, analysis_id)
        analyses.erase(connection, analysis_id)
        detail = "avec son fichier" if had_file else ""
        audit.record(connection, AuditEntry(now, who, Action.ERASED, analysis_id, detail))
    rewrite_without_traces(store)


def purge(now: datetime, *, settings: Settings | None = None) -> int:
    """Erase what has expired, with files and reviews. Returns how many analyses."""
    settings = settings or Settings()
    store = _store(settings)
    with store.begin() as connection:
        erased = len(retention.purge(connection, settings.files_dir, now))
    if erased:
        rewrite_without_traces(store)
    return erased


@lru_cache(maxsize=8)
def _open_once(url: str) -> Engine:
    return open_store(url)


def _store(settings: Settings) -> Engine:
    return _open_once(settings.database_url)


def _key(settings: Settings) -> str | None:
    """An empty variable means no key."""
    return (settings.file_key.get_secret_value() or None) if settings.file_key else None


def _content(file: Path | None, sha256: str) -> bytes | None:
    if file is None:
        return None
    try:
        content = file.read_bytes()
    except OSError:
        raise InputError("FICHIER_ILLISIBLE", f"Le fichier ne peut pas être relu : {file.name}.") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError("FICHIER_AUTRE", "Ce fichier n'est pas celui qui a été analysé : analysez-le à nouveau.")
    return content


def _read(payload: str) -> Analysis:
    try:
        return from_contract(json.loads(payload))
    except (ValueError, KeyError, TypeError):
        raise InputError(
            "ANALYSE_ILLISIBLE", "Cette analyse vient d'une autre version du logiciel : analysez le rapport à nouveau."
        ) from None
