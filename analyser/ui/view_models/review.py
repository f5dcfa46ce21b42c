"""What the assessor's page shows: the queue, and one element at a time.

Decide first: while the assessor has not judged an element, the tool's verdict, what it takes for evidence, and other
assessors' judgements stay out of these values altogether, so that no page can show them by mistake.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analyser.domain.analysis import Analysis, ElementVerdict, Evidence, Status
from analyser.domain.framework import Framework
from analyser.domain.review import Review, last_reviews
from analyser.exports.labels_fr import STATUS_LABELS, STATUS_SYMBOLS
from analyser.services.triage import ALREADY_KEPT, KEPT, IntakeRow, QueueEntry, doubt_of

SAMPLED_PERCENT = 20
# A person asserts; only the tool says « non trouvé par l'outil ».
ASSESSOR_LABELS: dict[Status, str] = {
    Status.COVERED: "traité",
    Status.PARTIAL: "partiel",
    Status.MISSING: "non traité",
    Status.NOT_ASSESSABLE: "non évaluable",
}
# A bare letter would fire while somebody dictates (WCAG 2.1.4). O as in « oui »: Alt+Shift+T is taken by browsers.
SHORTCUTS: dict[Status, str] = {
    Status.COVERED: "Alt+Shift+O",
    Status.PARTIAL: "Alt+Shift+P",
    Status.MISSING: "Alt+Shift+N",
    Status.NOT_ASSESSABLE: "Alt+Shift+E",
}
CONFIRM_SHORTCUT = "Alt+Shift+J"


class DecideFirst(StrEnum):
    SAMPLE = "sample"
    ALL = "all"
    NONE = "none"


class Progress(StrEnum):
    ANY = "any"
    UNTOUCHED = "untouched"
    MINE_OPEN = "mine_open"
    MINE_DONE = "mine_done"


class Order(StrEnum):
    DOUBT = "doubt"
    FRAMEWORK = "framework"


DECIDE_FIRST_LABELS: dict[DecideFirst, str] = {
    DecideFirst.SAMPLE: "pour un attendu sur cinq, tiré au sort",
    DecideFirst.ALL: "pour tous les attendus",
    DecideFirst.NONE: "jamais",
}
PROGRESS_LABELS: dict[Progress, str] = {
    Progress.ANY: "tous",
    Progress.UNTOUCHED: "que personne n'a commencés",
    Progress.MINE_OPEN: "que je n'ai pas terminés",
    Progress.MINE_DONE: "que j'ai terminés",
}
ORDER_LABELS: dict[Order, str] = {
    Order.DOUBT: "doute de l'outil, le plus grand d'abord",
    Order.FRAMEWORK: "ordre du référentiel",
}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty texts mean any."""

    cohort: str = ""
    evaluation: str = ""
    progress: Progress = Progress.ANY
    only_alerts: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: what the assessor says in one click."""

    status: Status
    label: str
    shortcut: str
    is_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    assessor: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ElementView:
    """One element as the assessor may see it now.

    Attributes:
        is_hidden: the assessor has to decide first; the tool's fields are then empty.
        passages: to read; when hidden, the first alone, without a word on what it proves.
        passages_title: what the passages are.
        tool_status, tool_reason: the tool's verdict in French; empty while hidden.
        mine: the assessor's last judgement; empty before.
        others: the other assessors' last judgements; empty until the assessor has judged.
    """

    id: str
    label: str
    expected: str
    partial: str
    is_hidden: bool
    tool_status: str
    tool_reason: str
    passages: tuple[Evidence, ...]
    passages_title: str
    choices: tuple[Choice, ...]
    mine: Judgement | None
    others: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    element: str
    label: str
    judgements: tuple[Judgement, ...]


def queue_rows(entries: Sequence[QueueEntry], wanted: QueueFilter, who: str) -> list[QueueEntry]:
    """The entries that pass the filter, in the order given."""
    return [
        e
        for e in entries
        if wanted.cohort in ("", e.stored.cohort)
        and wanted.evaluation in ("", e.stored.evaluation)
        and _is_at(e, wanted.progress, who)
        and (not wanted.only_alerts or (e.facts is not None and e.facts.alerts > 0))
    ]


def queue_cells(entries: Sequence[QueueEntry]) -> list[dict[str, str]]:
    """The queue as a table: French headings, Markdown-safe texts. Neither a mark nor how much was found."""
    return [
        {
            "Rapport": plain(e.stored.label),
            "Cohorte": plain(e.stored.cohort),
            "Évaluation": plain(e.stored.evaluation),
            "À vérifier d'abord": f"{e.facts.doubtful} sur {e.facts.elements}" if e.facts else "à analyser à nouveau",
            "Alertes": str(e.facts.alerts) if e.facts else "",
            "Jugements": plain(", ".join(f"{who} : {n}" for who, n in sorted(e.judged.items()))) or "aucun",
        }
        for e in entries
    ]


def element_ids(analysis: Analysis, order: Order) -> list[str]:
    """The elements to go through; between equal doubts, the référentiel's order."""
    verdicts = list(analysis.elements)
    if order is Order.DOUBT:
        verdicts.sort(key=lambda v: -doubt_of(v))
    return [v.id for v in verdicts]


def decides_first(analysis_id: str, element: str, mode: DecideFirst) -> bool:
    """Whether this element of this analysis is to be judged before the tool's verdict is shown.

    The sample is the same for everybody and at every visit, so that nobody can draw again.
    """
    if mode is not DecideFirst.SAMPLE:
        return mode is DecideFirst.ALL
    digest = hashlib.sha256(f"{analysis_id}\n{element}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < SAMPLED_PERCENT


def element_view(
    analysis: Analysis,
    referential: Framework,
    reviews: Sequence[Review],
    who: str,
    element: str,
    *,
    hide: bool,
) -> ElementView:
    """What ``who`` may see of an element.

    Args:
        reviews: those of the analysis, in the order in which they came.
        hide: the assessor has to decide first; without effect once they have judged.
    """
    verdict = next(v for v in analysis.elements if v.id == element)
    mine, others = _judgements(reviews, element, who)
    is_hidden = hide and mine is None
    known = {e.id: e for e in referential.elements(analysis.evaluation)}.get(element)
    passages = (*verdict.evidence, *verdict.nearest)
    if is_hidden:
        passages = passages[:1]  # nearest passages come in threes, evidence often alone: their number would tell
    return ElementView(
        id=verdict.id,
        label=verdict.label,
        expected=known.covered_means if known else "",
        partial=known.partial_means if known else "",
        is_hidden=is_hidden,
        tool_status="" if is_hidden else f"{STATUS_SYMBOLS[verdict.status]} {STATUS_LABELS[verdict.status]}",
        tool_reason="" if is_hidden else verdict.reason,
        passages=passages,
        passages_title=_passages_title(verdict, is_hidden),
        choices=_choices(None if is_hidden else verdict.status),
        mine=mine,
        others=others if mine else (),
    )


def next_to_judge(ids: Sequence[str], judged: Collection[str], after: str) -> str:
    """The first element without a judgement after this one, then from the start; the one after it when all have one."""
    place = ids.index(after)
    around = [*ids[place + 1 :], *ids[:place]]
    return next((e for e in around if e not in judged), around[0] if around else after)


def judged_by(reviews: Sequence[Review], who: str) -> set[str]:
    return {r.element for r in reviews if r.assessor == who}


def disagreements(analysis: Analysis, reviews: Sequence[Review], who: str) -> tuple[list[Disagreement], int]:
    """Elements on which assessors differ, in the référentiel's order, and how many more wait for ``who`` to judge."""
    by_element: dict[str, list[Judgement]] = {}
    for (element, assessor), review in last_reviews(list(reviews)).items():
        by_element.setdefault(element, []).append(_judgement(assessor, review))
    judged = judged_by(reviews, who)
    differing = [v for v in analysis.elements if len({j.status for j in by_element.get(v.id, [])}) > 1]
    shown = [Disagreement(v.id, v.label, tuple(by_element[v.id])) for v in differing if v.id in judged]
    return shown, len(differing) - len(shown)


def jury_questions(
    analysis: Analysis, referential: Framework, reviews: Sequence[Review], who: str
) -> list[tuple[str, str]]:
    """(element's id and label, question) for what ``who`` judged weak: the person's judgement, not the tool's."""
    last = last_reviews(list(reviews))
    weak = {e for (e, assessor), r in last.items() if assessor == who and r.status is not Status.COVERED}
    elements = referential.elements(analysis.evaluation)
    return [(f"{e.id} {e.label}", e.jury_question) for e in elements if e.id in weak and e.jury_question]


def markdown_table(rows: Sequence[Mapping[str, str]]) -> str:
    """A table that the browser shows as a real one; cells are Markdown already. Empty without rows."""
    if not rows:
        return ""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def intake_cells(rows: Sequence[IntakeRow]) -> list[dict[str, str]]:
    """What became of each file, those that need a person first."""
    ordered = sorted(rows, key=lambda r: r.code in (KEPT, ALREADY_KEPT))
    return [
        {"Fichier": plain(r.label), "Résultat": "analysé" if r.code == KEPT else plain(f"{r.message} (code {r.code})")}
        for r in ordered
    ]


def where_it_goes(retention_days: int, is_encrypted: bool) -> str:
    kept = "chiffrés" if is_encrypted else "en clair"
    return (
        f"Les rapports déposés ici sont analysés et conservés ({kept}) par cette installation, avec vos jugements, "
        f"pendant {retention_days} jours, puis effacés. Rien n'est envoyé ailleurs."
    )


def plain(text: str) -> str:
    """Text that Markdown shows as it is: names of files and people are not ours."""
    escaped = "".join(f"\\{c}" if c in string.punctuation else c for c in text)
    return " ".join(escaped.split())


def _is_at(entry: QueueEntry, progress: Progress, who: str) -> bool:
    mine = entry.judged.get(who, 0)
    is_done = entry.facts is not None and mine >= entry.facts.elements
    states: Mapping[Progress, bool] = {
        Progress.ANY: True,
        Progress.UNTOUCHED: not entry.judged,
        Progress.MINE_OPEN: not is_done,
        Progress.MINE_DONE: is_done,
    }
    return states[progress]


def _judgements(reviews: Sequence[Review], element: str, who: str) -> tuple[Judgement | None, tuple[Judgement, ...]]:
    last = {a: _judgement(a, r) for (e, a), r in last_reviews(list(reviews)).items() if e == element}
    return last.pop(who, None), tuple(last[a] for a in sorted(last))


def _judgement(assessor: str, review: Review) -> Judgement:
    return Judgement(assessor, ASSESSOR_LABELS[review.status], review.reason)


def _choices(tool: Status | None) -> tuple[Choice, ...]:
    """« Je confirme » first where the tool's verdict is known, then the other statuses."""
    others = tuple(Choice(s, ASSESSOR_LABELS[s].capitalize(), SHORTCUTS[s]) for s in ASSESSOR_LABELS if s is not tool)
    if tool is None:
        return others
    return (Choice(tool, f"Je confirme : {ASSESSOR_LABELS[tool]}", CONFIRM_SHORTCUT, True), *others)


def _passages_title(verdict: ElementVerdict, is_hidden: bool) -> str:
    if is_hidden:
        return "Passage à lire"
    return "Passages retenus par l'outil" if verdict.evidence else "Passages les plus proches, non retenus par l'outil"
