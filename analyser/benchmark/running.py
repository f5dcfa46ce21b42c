"""Runs the shipped engine over marked reports and measures it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analyser.benchmark.corpus import align_marks
from analyser.benchmark.metrics import Figure, Outcome, figures, outcomes
from analyser.benchmark.rendering import RenderingError, render
from analyser.domain.gold import MarkedReport
from analyser.pipeline import Parsed, analyse_parsed, load_engine, parse
from analyser.settings import Settings

Log = Callable[[str], None]


def parsed_reports(
    reports: Sequence[MarkedReport], rendered: Path, settings: Settings, log: Log = print
) -> list[tuple[MarkedReport, Parsed]]:
    """Each report beside its PDF as our reader gives it (its Markdown where a producer is not installed)."""
    found = []
    for report in reports:
        try:
            path = render([report], rendered)[report.name]
        except RenderingError as error:
            log(f"{report.name}: {error}; its Markdown is used")
            path = rendered / f"{report.name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report.markdown, "utf-8")
        found.append((report, parse(path, settings.max_pages)))
    return found


def measure(
    reports: Sequence[MarkedReport], rendered: Path, settings: Settings | None = None, log: Log = print
) -> list[Outcome]:
    """Analyse each report and compare with its gold."""
    settings = settings or Settings()
    return judge(parsed_reports(reports, rendered, settings, log), settings)


def judge(parsed: Sequence[tuple[MarkedReport, Parsed]], settings: Settings) -> list[Outcome]:
    """``measure`` for reports that are already read."""
    engine = load_engine(settings)
    framework = engine.framework
    elements = [e.id for ev in framework.evaluations for e in framework.elements(ev.id) if e.scope == "passage"]
    rows: list[Outcome] = []
    for report, read in parsed:
        analysis = analyse_parsed(engine, read, report.evaluation)
        rows += outcomes(report, analysis, align_marks(report, read.document), elements)
    return rows


def by_group(
    rows: Sequence[Outcome], key: Callable[[Outcome], str], resamples: int = 100
) -> dict[str, dict[str, Figure]]:
    """Figures of each group of outcomes (a layout, a criterion, an element)."""
    groups: dict[str, list[Outcome]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: figures(group, resamples) for name, group in sorted(groups.items())}


def as_json(found: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    """Figures rounded for storage; one that has no case to be measured on is left out."""
    return {
        name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4)}
        for name, f in found.items()
        if math.isfinite(f.value) and math.isfinite(f.low)
    }


def table(found: Mapping[str, Figure]) -> str:
    """One line a figure, with its 95 % interval."""
    return "\n".join(f"{name:<26} {f.value:6.3f}   [{f.low:.3f}, {f.high:.3f}]" for name, f in found.items())
