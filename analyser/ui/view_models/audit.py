"""What the quality team reads: coverage, its change, and agreement, as tables. Pure: no Streamlit here."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.benchmark.agreement import Agreement, Estimate
from analyser.domain.analysis import Status
from analyser.exports.labels_fr import STATUS_LABELS
from analyser.services.coverage import HIDDEN, Change, CoverageCell
from analyser.ui.view_models.tables import Cell, Table

NONE = "sans objet"


def cohorts_of(cells: Sequence[CoverageCell]) -> list[str]:
    """In the order in which they began."""
    return list(dict.fromkeys(cell.cohort for cell in cells))


def heatmap_rows(cells: Sequence[CoverageCell]) -> list[dict[str, str | float]]:
    """One row a cell that is shown: cohort, element, share of the reports where the tool finds it, in percent."""
    return [
        {
            "cohorte": cell.cohort,
            "attendu": cell.element,
            "libellé": cell.label,
            "trouvé (%)": round(100 * cell.covered / cell.assessable),
            "rapports": cell.reports,
        }
        for cell in cells
        if cell.assessable
    ]


def coverage_view(cells: Sequence[CoverageCell]) -> Table:
    """One row an element, one column a cohort: « 7 sur 9 », or why there is no figure."""
    cohorts = cohorts_of(cells)
    by_place = {(cell.element, cell.cohort): cell for cell in cells}
    labels = {cell.element: cell.label for cell in cells}
    rows = tuple(
        (f"{element} {label}", *(_share(by_place.get((element, cohort))) for cohort in cohorts))
        for element, label in labels.items()
    )
    caption = f"Rapports où l'outil donne l'attendu pour « {STATUS_LABELS[Status.COVERED]} », par cohorte"
    return Table(caption, ("Attendu", *cohorts), rows)


def _share(cell: CoverageCell | None) -> str:
    if cell is None:
        return NONE
    if cell.is_hidden:
        return HIDDEN
    return f"{cell.covered} sur {cell.assessable}" if cell.assessable else "aucun évaluable"


def trend_view(changes: Sequence[Change], before: str, after: str) -> Table:
    """Changes that chance does not explain come first, the largest first."""
    ordered = sorted(changes, key=lambda c: (c.may_be_chance, -abs(c.change)))
    rows = tuple(
        (
            f"{c.element} {c.label}",
            f"{c.before:.0f} %",
            f"{c.after:.0f} %",
            f"{c.change:+.0f} [{c.low:+.0f} ; {c.high:+.0f}]",
            "peut être le hasard" if c.may_be_chance else "au-delà du hasard",
        )
        for c in ordered
    )
    columns = ("Attendu", before, after, "Écart en points, intervalle à 95 %", "Lecture")
    return Table(f"De « {before} » à « {after} »", columns, rows)


def agreement_view(caption: str, overall: Agreement, rows: Sequence[Agreement]) -> Table:
    """All elements together first, then each in the order given."""
    named = [("Tous les attendus", overall), *((row.element, row) for row in rows if row.pairs)]
    columns = ("Attendu", "Rapports", "Avis comparés", "Accord", "Kappa", "Kappa quadratique", "AC1")
    cells: list[tuple[Cell, ...]] = []
    for name, row in named:
        figures = [estimate(e) for e in (row.observed, row.kappa, row.quadratic_kappa, row.ac1)]
        cells.append((name, row.reports, row.pairs, *figures))
    return Table(caption, columns, tuple(cells))


def estimate(found: Estimate | None) -> str:
    """« 0,82 [0,71 ; 0,90] », or that the coefficient is not defined."""
    if found is None:
        return "non défini"
    return f"{found.value:.2f} [{found.low:.2f} ; {found.high:.2f}]".replace(".", ",")
