"""How far the tool and the assessors agree, over everything that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyser.benchmark.agreement import (
    Agreement,
    Pair,
    agreement_by_element,
    assessor_pairs,
    overall_agreement,
    tool_pairs,
    weakest_first,
)
from analyser.domain.analysis import Analysis
from analyser.exports.tables import table_xlsx
from analyser.services import keeping
from analyser.services.coverage import Cell, CohortAnalyses, table_csv
from analyser.settings import Settings


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement of a kind of pair: all elements together, and each one, weakest first where reports are enough."""

    overall: Agreement
    by_element: tuple[Agreement, ...]
    weakest: tuple[Agreement, ...]


def agreements(
    cohorts: Sequence[CohortAnalyses], *, blind: bool, settings: Settings | None = None
) -> tuple[AgreementReport, AgreementReport]:
    """(tool and assessors, assessors among themselves).

    Args:
        blind: count only what was judged before the tool's verdict was shown.
    """
    analyses: Mapping[str, Analysis] = {id: a for cohort in cohorts for id, a in cohort.analyses.items()}
    reviews = [r for cohort in cohorts for r in keeping.reviews_of_cohort(cohort.cohort, settings=settings)]
    elements = list(dict.fromkeys(v.id for a in analyses.values() for v in a.elements))
    tool, people = tool_pairs(analyses, reviews, blind=blind), assessor_pairs(reviews, blind=blind)
    return _report(tool, elements), _report(people, elements)


def _report(pairs: Sequence[Pair], elements: Sequence[str]) -> AgreementReport:
    by_element = agreement_by_element(pairs, elements)  # thousands of resamples: once
    return AgreementReport(overall_agreement(pairs), tuple(by_element), tuple(weakest_first(by_element)))


def table_file(rows: Sequence[Sequence[Cell]], format: str, title: str) -> bytes:
    """Rows, headings first, as "csv" (UTF-8 with a byte order mark, for French spreadsheets) or "xlsx"."""
    return table_csv(rows).encode("utf-8-sig") if format == "csv" else table_xlsx(title, rows)


def agreement_rows(report: AgreementReport) -> list[list[Cell]]:
    """Rows for a spreadsheet, headings first; empty where a coefficient is not defined."""
    headings = ["attendu", "rapports", "avis comparés"]
    names = ("accord", "kappa", "kappa quadratique", "AC1")
    rows: list[list[Cell]] = [[*headings, *(f"{n}{part}" for n in names for part in ("", " bas", " haut"))]]
    for row in (report.overall, *report.by_element):
        figures: list[Cell] = []
        for found in (row.observed, row.kappa, row.quadratic_kappa, row.ac1):
            figures += ["", "", ""] if found is None else [round(v, 4) for v in (found.value, found.low, found.high)]
        rows.append([row.element or "tous", row.reports, row.pairs, *figures])
    return rows


def model_card(settings: Settings | None = None) -> str:
    """The shipped model's card, in Markdown."""
    path: Path = (settings or Settings()).model_dir / "README.md"
    return path.read_text("utf-8")
