"""What the candidate's page shows, checked without Streamlit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyser.domain.analysis import Alert, AlertLevel, Analysis, Status
from analyser.services.analysing import framework
from analyser.services.comparing import compare
from analyser.ui.components.passages import passage_html
from analyser.ui.components.tables import table_html
from analyser.ui.view_models.comparison import comparison_view
from analyser.ui.view_models.draft import PassageView, draft_view
from analyser.ui.view_models.tables import Table


def test_every_element_is_in_one_list_and_one_only(sample: Analysis) -> None:
    view = draft_view(sample, framework())
    unfound = [e.id for group in view.unfound for e in group.elements]
    found = [e.id for e in view.found]
    assert sorted(unfound + found) == sorted(v.id for v in sample.elements)
    assert len(unfound) == view.unfound_count
    statuses = {v.id: v.status for v in sample.elements}
    assert {statuses[i] for i in unfound} <= {Status.MISSING, Status.NOT_ASSESSABLE}
    # Partial ones come before those fully found.
    assert [statuses[i] for i in found] == sorted((statuses[i] for i in found), key=[*Status].index, reverse=True)


def test_what_was_not_found_brings_coaching_and_nearest_passages(sample: Analysis) -> None:
    verdicts = {v.id: v for v in sample.elements}
    for group in draft_view(sample, framework()).unfound:
        for element in group.elements:
            assert element.reminder
            assert element.points
            assert element.example_kind
            assert len(element.passages) == len(verdicts[element.id].nearest)


def test_the_overview_counts_every_element(sample: Analysis) -> None:
    view = draft_view(sample, framework())
    assert sum(int(str(row[1])) for row in view.counts.rows) == len(sample.elements)
    assert len(view.contents_table.rows) == len(sample.contents)
    assert len(view.criteria_table.rows) == len(sample.criteria)
    assert len(view.plan.rows) == len(view.sections) == len(sample.sections)


def test_a_passage_without_layout_names_no_page(sample_e2: Analysis) -> None:
    plain = tuple(replace(v, evidence=tuple(replace(e, boxes=()) for e in v.evidence)) for v in sample_e2.elements)
    document = replace(sample_e2.submission, format="docx")
    view = draft_view(replace(sample_e2, elements=plain, submission=document), framework())
    assert all("Page" not in p.where for e in view.found for p in e.passages)
    assert " page" not in view.facts.split(".", 1)[1]


def test_alerts_say_their_place(sample_e2: Analysis) -> None:
    alerts = (
        Alert("A", AlertLevel.WARNING, "Un nom.", 3, "Mme K."),
        Alert("B", AlertLevel.INFO, "Tout le rapport.", None, None),
    )
    rows = draft_view(replace(sample_e2, alerts=alerts), framework()).alerts.rows
    assert rows == (
        ("à vérifier", "Un nom.", "« Mme K. »", "page 3"),
        ("pour information", "Tout le rapport.", "aucun", "document entier"),
    )


def test_a_comparison_shows_losses_first(sample_e2: Analysis) -> None:
    lost, *others = (v for v in sample_e2.elements if v.status is Status.COVERED)
    after = tuple(
        replace(v, status=Status.MISSING, evidence=(), nearest=v.evidence[:3]) if v is lost else v
        for v in sample_e2.elements
    )
    view = comparison_view(compare(sample_e2, replace(sample_e2, elements=after)), "v1.pdf")
    assert [heading for heading, _ in view.groups] == ["En recul", "Inchangés"]
    assert view.groups[0][1].rows == ((f"{lost.id} {lost.label}", Status.COVERED, Status.MISSING),)
    assert "« v1.pdf » : 1 en recul" in view.summary
    assert others


def test_a_table_has_headings_and_escapes_what_a_report_says() -> None:
    html = table_html(Table("Titre & suite", ("Section", "Statut"), (("<script>alert(1)</script>", Status.PARTIAL),)))
    assert "<caption>Titre &amp; suite</caption>" in html
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 1
    assert "<script>" not in html
    assert "partiel" in html
    with pytest.raises(ValueError, match="number of cells"):
        Table("Titre", ("Un",), (("a", "b"),))


def test_a_passage_is_escaped() -> None:
    html = passage_html(PassageView("<img src=x onerror=y>", "Page 1, <b>", 1, (), ""), 1, 2)
    assert "<img" not in html
    assert "<b>" not in html
    assert "Passage 1 sur 2" in html
