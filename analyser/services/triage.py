"""Take in a cohort's reports and say which ones a person should look at first: by doubt, never by quality."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import PurePosixPath

from analyser.domain.analysis import ElementVerdict, Status
from analyser.domain.errors import InputError
from analyser.domain.review import StoredAnalysis, last_reviews
from analyser.pipeline import analyse
from analyser.services import keeping
from analyser.services.batch import INTERNAL_ERROR
from analyser.services.incoming import Incoming
from analyser.settings import Settings

KEPT = "OK"
ALREADY_KEPT = "DEJA_CONSERVE"


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """What became of one file: kept ("OK"), kept before, or the code of what prevented it."""

    label: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of one analysis, none of which says how good a report is.

    Attributes:
        doubt: sum over the elements, in bits; see ``doubt_of``.
        doubtful: number of elements to look at first.
    """

    elements: int
    doubt: float
    doubtful: int
    alerts: int


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One kept analysis in the queue.

    Attributes:
        facts: None when another version of the software wrote it: it must be analysed anew.
        judged: number of elements that each assessor has judged.
    """

    stored: StoredAnalysis
    facts: Facts | None
    judged: Mapping[str, int] = field(default_factory=dict)


def doubt_of(verdict: ElementVerdict) -> float:
    """How unsure the tool is of one element, in bits: the entropy of its three probabilities, from 0 (sure) to log2(3).

    What could not be assessed is fully in doubt, whatever the probabilities say.
    """
    if verdict.status is Status.NOT_ASSESSABLE:
        return math.log2(3)
    return -sum(p * math.log2(p) for p in verdict.probabilities if p > 0)


def take_in(
    files: Sequence[Incoming],
    cohort: str,
    who: str,
    now: datetime,
    *,
    evaluation: str = "auto",
    on_row: Callable[[IntakeRow], None] = lambda row: None,
    settings: Settings | None = None,
) -> list[IntakeRow]:
    """Analyse files and keep each analysis with its file. A bad file is a row with its code; nothing stops.

    A file that the cohort already holds is not analysed again: an intake that was interrupted can be repeated.

    Raises:
        InputError: COHORTE_ABSENTE (an empty name).
    """
    if not cohort.strip():
        raise InputError("COHORTE_ABSENTE", "Donnez un nom à la cohorte, par exemple « Session de juin 2026 ».")
    rows = []
    for file in files:
        row = _take_in_one(file, cohort.strip(), who, now, evaluation, settings or Settings())
        rows.append(row)
        on_row(row)
    return rows


def queue(now: datetime, *, settings: Settings | None = None) -> list[QueueEntry]:
    """Every kept analysis, the one with the most doubt first; those that cannot be read come last."""
    settings = settings or Settings()
    kept = keeping.kept_analyses(now, settings=settings)
    judged: dict[str, dict[str, int]] = {}
    for cohort in dict.fromkeys(stored.cohort for stored in kept):
        for analysis_id, counts in _judged(cohort, settings).items():
            judged[analysis_id] = counts
    entries = [QueueEntry(s, _facts_or_none(s.id, now, settings), judged.get(s.id, {})) for s in kept]
    return sorted(entries, key=_order)


def _take_in_one(
    file: Incoming, cohort: str, who: str, now: datetime, evaluation: str, settings: Settings
) -> IntakeRow:
    try:
        if file.refusal is not None or file.path is None:
            raise file.refusal or InputError("FICHIER_ABSENT", "Ce fichier est introuvable.")
        if _is_known(file, cohort, now, settings):
            return IntakeRow(file.label, ALREADY_KEPT, "Déjà analysé dans cette cohorte.")
        analysis = analyse(file.path, evaluation, settings=settings)
        named = replace(analysis.submission, name=PurePosixPath(file.label).name)
        kept = replace(analysis, submission=named)
        keeping.keep_analysis(kept, file.path, cohort, who, now, label=file.label, settings=settings)
    except InputError as error:
        return IntakeRow(file.label, error.code, error.message)
    except Exception as error:  # nothing may stop an intake; the text of a report is never in the message
        return IntakeRow(file.label, INTERNAL_ERROR, f"Erreur interne ({type(error).__name__}).")
    return IntakeRow(file.label, KEPT, "")


def _is_known(file: Incoming, cohort: str, now: datetime, settings: Settings) -> bool:
    try:
        content = file.path.read_bytes() if file.path is not None else b""
    except OSError:
        return False  # reading it says what is wrong
    return keeping.is_kept(content, cohort, now, settings=settings)


def _judged(cohort: str, settings: Settings) -> dict[str, dict[str, int]]:
    """By analysis, by assessor: how many elements have a judgement."""
    by_analysis: dict[str, list[str]] = {}
    reviews = keeping.reviews_of_cohort(cohort, settings=settings)
    for analysis_id in dict.fromkeys(r.analysis for r in reviews):
        counting = last_reviews([r for r in reviews if r.analysis == analysis_id])
        by_analysis[analysis_id] = [assessor for _, assessor in counting]
    return {name: {who: people.count(who) for who in dict.fromkeys(people)} for name, people in by_analysis.items()}


def _order(entry: QueueEntry) -> tuple[bool, float, datetime, str]:
    doubt = entry.facts.doubt if entry.facts else 0.0
    return (entry.facts is None, -doubt, entry.stored.created_at, entry.stored.id)


def _facts_or_none(analysis_id: str, now: datetime, settings: Settings) -> Facts | None:
    try:
        return _facts(analysis_id, now, settings)
    except InputError:
        return None


def _facts(analysis_id: str, now: datetime, settings: Settings) -> Facts:
    """An analysis never changes, so its figures are counted once; they hold nothing of the report."""
    found = _known_facts(settings.database_url).get(analysis_id)
    if found is None:
        analysis = keeping.analysis_for_counts(analysis_id, now, settings=settings)
        found = Facts(
            elements=len(analysis.elements),
            doubt=sum(doubt_of(v) for v in analysis.elements),
            doubtful=sum(v.is_doubtful for v in analysis.elements),
            alerts=len(analysis.alerts),
        )
        _known_facts(settings.database_url)[analysis_id] = found
    return found


@lru_cache(maxsize=8)
def _known_facts(url: str) -> dict[str, Facts]:
    return {}
