"""A plain-text summary; the command line colours the same lines."""

from __future__ import annotations

import io

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from analyser.domain.analysis import Alert, AlertLevel, Analysis, ElementVerdict, Evidence, Status
from analyser.domain.framework import Framework
from analyser.exports.labels_fr import ALERT_LABELS, DISCLAIMER, STATUS_LABELS, STATUS_ORDER, STATUS_SYMBOLS, counted

_STYLES = {
    Status.COVERED: "green",
    Status.PARTIAL: "yellow",
    Status.MISSING: "bold red",
    Status.NOT_ASSESSABLE: "magenta",
}
_ALERT_STYLES = {AlertLevel.ERROR: "bold red", AlertLevel.WARNING: "yellow", AlertLevel.INFO: "cyan"}
PASSAGE_CHARACTERS = 220


def to_text(analysis: Analysis, framework: Framework) -> str:
    """The summary without colour, 100 columns wide."""
    buffer = io.StringIO()
    print_analysis(analysis, framework, Console(file=buffer, width=100, color_system=None, highlight=False))
    return buffer.getvalue()


def print_analysis(analysis: Analysis, framework: Framework, console: Console) -> None:
    """Print the summary: what was not found first within each criterion's group."""
    submission = analysis.submission
    titles = {e.id: e.title for e in framework.evaluations}
    console.print(f"[bold]{escape(submission.name)}[/bold] — {escape(titles[analysis.evaluation])}")
    console.print(f"{len(submission.pages)} page(s), {submission.words} mots, {len(analysis.sections)} section(s)")
    counts = {s: sum(v.status is s for v in analysis.elements) for s in STATUS_ORDER}
    console.print(
        "Attendus : "
        + ", ".join(f"[{_STYLES[s]}]{counted(s, counts[s])}[/]" for s in reversed(STATUS_ORDER) if counts[s])
    )
    console.print("\n[bold]Contenus obligatoires[/bold]")
    for content in analysis.contents:
        line = f"{_mark(content.status)} {content.id}  {escape(content.label)} — {escape(content.reason)}"
        console.print(_indented(line, 2))
    by_id = {v.id: v for v in analysis.elements}
    for criterion in framework.criteria_of(analysis.evaluation):
        console.print(f"\n[bold]{criterion.id}[/bold] {escape(_shorten(criterion.text, 150))}")
        for element in criterion.elements:
            _print_element(by_id[element.id], console)
    _print_alerts(analysis.alerts, console)
    versions = ", ".join(f"{k} {v}" for k, v in analysis.engine.items())
    console.print(f"\n[dim]{DISCLAIMER}\nVersions : {escape(versions)}[/dim]")


def _print_element(verdict: ElementVerdict, console: Console) -> None:
    doubt = " [dim](à vérifier)[/dim]" if verdict.is_doubtful else ""
    console.print(_indented(f"{_mark(verdict.status)} {verdict.id}  {escape(verdict.label)}{doubt}", 2))
    for evidence in verdict.evidence[:1]:
        console.print(_indented(f"[dim]{escape(_quoted(evidence))}[/dim]"))
    if not verdict.evidence:
        console.print(_indented(escape(verdict.reason)))
        for nearest in verdict.nearest[:1]:
            console.print(_indented(f"[dim]au plus près : {escape(_quoted(nearest))}[/dim]"))


def _print_alerts(alerts: tuple[Alert, ...], console: Console) -> None:
    if not alerts:
        return
    console.print("\n[bold]Alertes[/bold]")
    for alert in alerts:
        place = f" (page {alert.page})" if alert.page else ""
        label = f"[{_ALERT_STYLES[alert.level]}]{ALERT_LABELS[alert.level]}[/]"
        console.print(_indented(f"{label} {alert.code}{place} : {escape(alert.message)}", 2))
        if alert.text:
            console.print(_indented(f"[dim]« {escape(_shorten(alert.text, PASSAGE_CHARACTERS))} »[/dim]"))


def _indented(markup: str, columns: int = 6) -> Padding:
    return Padding(markup, (0, 0, 0, columns))


def _mark(status: Status) -> str:
    return f"[{_STYLES[status]}]{STATUS_SYMBOLS[status]} {STATUS_LABELS[status]:<22}[/]"


def _quoted(evidence: Evidence) -> str:
    return f"p. {evidence.page} « {_shorten(evidence.text, PASSAGE_CHARACTERS)} »"


def _shorten(text: str, characters: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= characters else flat[: characters - 1].rsplit(" ", 1)[0] + "…"
