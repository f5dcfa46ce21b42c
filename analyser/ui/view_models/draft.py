"""What the candidate's page shows of an analysis, computed from it and the référentiel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analyser.domain.analysis import Alert, Analysis, ElementVerdict, Evidence, Status
from analyser.domain.framework import Element, Framework
from analyser.domain.geometry import Box
from analyser.domain.sections import Section
from analyser.exports.labels_fr import ALERT_LABELS, STATUS_LABELS, STATUS_ORDER, STATUS_SYMBOLS
from analyser.ui import labels_fr as labels
from analyser.ui.view_models.tables import Table

FOUND = (Status.PARTIAL, Status.COVERED)
_ALT_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class PassageView:
    """``boxes`` are in points of the page; empty where the format has no layout."""

    text: str
    where: str
    page: int
    boxes: tuple[Box, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class ElementView:
    """One expected element: coaching fields are empty when it is fully found."""

    id: str
    label: str
    status: Status
    reason: str
    doubtful: bool
    reminder: str
    points: tuple[str, ...]
    example_kind: str
    passages: tuple[PassageView, ...]

    @property
    def choice(self) -> str:
        """As an option of a list, where colour cannot speak."""
        return f"{STATUS_SYMBOLS[self.status]} {STATUS_LABELS[self.status]} : {self.id} {self.label}"


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    id: str
    text: str
    elements: tuple[ElementView, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """The whole page.

    Attributes:
        facts: one sentence on the file.
        unfound: what was not found, by criterion, criteria without any left out.
        found: partial ones first.
        sections: id and name of each section, for a list to choose from.
        contents: id and name of each required content.
    """

    name: str
    facts: str
    counts: Table
    contents_table: Table
    criteria_table: Table
    unfound: tuple[CriterionGroup, ...]
    found: tuple[ElementView, ...]
    alerts: Table
    plan: Table
    sections: dict[str, str]
    contents: dict[str, str]

    @property
    def unfound_count(self) -> int:
        return sum(len(group.elements) for group in self.unfound)


def draft_view(analysis: Analysis, framework: Framework) -> DraftView:
    elements = {e.id: e for e in framework.elements(analysis.evaluation)}
    views = {v.id: _element(v, elements[v.id]) for v in analysis.elements}
    groups = [
        CriterionGroup(c.id, c.text, tuple(views[e.id] for e in c.elements if views[e.id].status not in FOUND))
        for c in framework.criteria_of(analysis.evaluation)
    ]
    found = [view for view in views.values() if view.status in FOUND]
    contents = {c.id: f"{c.id} {c.label}" for c in framework.contents_of(analysis.evaluation)}
    return DraftView(
        name=analysis.submission.name,
        facts=_facts(analysis, framework),
        counts=_counts(analysis),
        contents_table=Table(
            labels.CONTENTS_CAPTION,
            ("Contenu obligatoire", "Statut", "Détail"),
            tuple((f"{c.id} {c.label}", c.status, c.reason) for c in analysis.contents),
        ),
        criteria_table=Table(
            labels.CRITERIA_CAPTION,
            ("Critère", "Statut", "Détail"),
            tuple((f"{c.id} {c.label}", c.status, c.reason) for c in analysis.criteria),
        ),
        unfound=tuple(group for group in groups if group.elements),
        found=tuple(sorted(found, key=lambda view: FOUND.index(view.status))),
        alerts=_alerts(analysis.alerts),
        plan=_plan(analysis.sections, contents),
        sections={s.id: f"{s.title or labels.UNTITLED} ({_pages(s)})" for s in analysis.sections},
        contents=contents,
    )


def _facts(analysis: Analysis, framework: Framework) -> str:
    submission = analysis.submission
    title = next(e.title for e in framework.evaluations if e.id == analysis.evaluation)
    # Without layout (DOCX, ODT) everything stands on one page that says nothing.
    pages = f"{_counted(len(submission.pages), 'page', 'pages')}, " if _has_pages(analysis) else ""
    words = _counted(submission.words, "mot", "mots")
    elements = _counted(len(analysis.elements), "attendu", "attendus")
    return f"Évaluation {analysis.evaluation} : {title}. {pages}{words}, {elements}."


def _has_pages(analysis: Analysis) -> bool:
    return analysis.submission.format == "pdf"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number < 2 else many}"


def _counts(analysis: Analysis) -> Table:
    numbers = {s: sum(v.status is s for v in analysis.elements) for s in STATUS_ORDER}
    doubtful = sum(v.is_doubtful for v in analysis.elements)
    rows = tuple((status, number, labels.STATUS_MEANINGS[status]) for status, number in numbers.items() if number)
    return Table(
        labels.COUNTS_CAPTION + (f" {labels.DOUBTFUL_COUNT.format(n=doubtful)}" if doubtful else ""),
        ("Statut", "Nombre", "Ce que cela veut dire"),
        rows,
    )


def _element(verdict: ElementVerdict, element: Element) -> ElementView:
    coached = verdict.status is not Status.COVERED
    return ElementView(
        id=verdict.id,
        label=verdict.label,
        status=verdict.status,
        reason=verdict.reason,
        doubtful=verdict.is_doubtful,
        reminder=element.coaching.reminder if coached else "",
        points=element.coaching.points if coached else (),
        example_kind=element.coaching.example_kind if coached else "",
        passages=tuple(_passage(p) for p in (*verdict.evidence, *verdict.nearest)),
    )


def _passage(evidence: Evidence) -> PassageView:
    text = " ".join(evidence.text.split())
    short = text if len(text) <= _ALT_CHARACTERS else text[:_ALT_CHARACTERS].rsplit(" ", 1)[0] + "…"
    page = f"Page {evidence.page}" if evidence.boxes else ""
    section = f"section « {evidence.section} »" if evidence.section else ""
    where = ", ".join(part for part in (page, section) if part)
    return PassageView(
        text, where[:1].upper() + where[1:], evidence.page, evidence.boxes, labels.PAGE_ALT.format(evidence.page, short)
    )


def _alerts(alerts: Iterable[Alert]) -> Table:
    return Table(
        labels.ALERTS_CAPTION,
        ("Niveau", "Message", "Texte relevé", "Endroit"),
        tuple(
            (
                ALERT_LABELS[alert.level],
                alert.message,
                f"« {alert.text} »" if alert.text else "aucun",
                f"page {alert.page}" if alert.page else "document entier",
            )
            for alert in alerts
        ),
    )


def _plan(sections: Iterable[Section], contents: dict[str, str]) -> Table:
    return Table(
        labels.PLAN_CAPTION,
        ("Section", "Pages", "Contenus obligatoires"),
        tuple(
            (
                # Depth as text: an indent alone would not be heard.
                f"{'› ' * (s.level - 1)}{s.title or labels.UNTITLED}",
                _pages(s),
                " ; ".join(contents[c] for c in s.contents) or "aucun",
            )
            for s in sections
        ),
    )


def _pages(section: Section) -> str:
    first, last = section.page_start, section.page_end
    return f"p. {first}" if first == last else f"p. {first} à {last}"
