"""What the assessor may see, computed without Streamlit on a real analysis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.domain.review import Review, StoredAnalysis
from analyser.pipeline import Engine
from analyser.services.triage import Facts, IntakeRow, QueueEntry, doubt_of
from analyser.ui.view_models.review import (
    DecideFirst,
    Order,
    Progress,
    QueueFilter,
    decides_first,
    disagreements,
    element_ids,
    element_view,
    intake_cells,
    jury_questions,
    markdown_table,
    next_to_judge,
    plain,
    queue_cells,
    queue_rows,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def entry(
    name: str, cohort: str = "juin", evaluation: str = "E1", alerts: int = 0, judged: dict[str, int] | None = None
) -> QueueEntry:
    stored = StoredAnalysis(name, f"{name}.pdf", cohort, evaluation, 3, NOW, NOW + timedelta(days=1), True)
    return QueueEntry(stored, Facts(elements=4, doubt=2.5, doubtful=3, alerts=alerts), judged or {})


def review(element: str, who: str, status: Status, reason: str = "") -> Review:
    return Review("a", element, who, status, reason, False, NOW)


def test_filters_keep_the_order_of_the_queue() -> None:
    entries = [
        entry("a", judged={"ada": 4}),
        entry("b", cohort="mars", alerts=2),
        entry("c", evaluation="E2", judged={"bea": 1}),
        replace(entry("d"), facts=None),
    ]

    def kept(wanted: QueueFilter) -> str:
        return "".join(e.stored.id for e in queue_rows(entries, wanted, "ada"))

    assert kept(QueueFilter()) == "abcd"
    assert kept(QueueFilter(cohort="juin")) == "acd"
    assert kept(QueueFilter(evaluation="E2")) == "c"
    assert kept(QueueFilter(only_alerts=True)) == "b"
    assert kept(QueueFilter(progress=Progress.UNTOUCHED)) == "bd"
    assert kept(QueueFilter(progress=Progress.MINE_DONE)) == "a"
    assert kept(QueueFilter(progress=Progress.MINE_OPEN)) == "bcd"


def test_the_queue_shows_no_mark_and_a_name_cannot_write_markdown() -> None:
    hostile = replace(entry("a"), stored=replace(entry("a").stored, label="[x](http://y)|\n# z.pdf"))
    [cells] = queue_cells([hostile])
    assert list(cells) == ["Rapport", "Cohorte", "Évaluation", "À vérifier d'abord", "Alertes", "Jugements"]
    assert cells["Rapport"] == r"\[x\]\(http\:\/\/y\)\| \# z\.pdf"
    assert markdown_table([cells]).count("\n") == 2
    assert markdown_table([]) == ""


def test_files_that_need_a_person_come_first() -> None:
    rows = [IntakeRow("a.pdf", "OK", ""), IntakeRow("b.pdf", "PDF_CHIFFRE", "Protégé.")]
    assert [c["Fichier"] for c in intake_cells(rows)] == [plain("b.pdf"), plain("a.pdf")]
    assert "PDF" in intake_cells(rows)[0]["Résultat"]


def test_elements_in_order_of_doubt_or_of_the_framework(sample_e2: Analysis) -> None:
    by_doubt = element_ids(sample_e2, Order.DOUBT)
    in_order = element_ids(sample_e2, Order.FRAMEWORK)
    doubt = {v.id: doubt_of(v) for v in sample_e2.elements}
    assert in_order == [v.id for v in sample_e2.elements]
    assert sorted(by_doubt) == sorted(in_order)
    assert [doubt[e] for e in by_doubt] == sorted(doubt.values(), reverse=True)


def test_one_element_in_five_is_decided_first_and_always_the_same() -> None:
    drawn = [(f"analysis-{a}", f"E1Cr{e}.a") for a in range(50) for e in range(40)]
    sample = [d for d in drawn if decides_first(*d, DecideFirst.SAMPLE)]
    assert 0.17 < len(sample) / len(drawn) < 0.23
    assert sample == [d for d in drawn if decides_first(*d, DecideFirst.SAMPLE)]
    assert all(decides_first(*d, DecideFirst.ALL) for d in drawn)
    assert not any(decides_first(*d, DecideFirst.NONE) for d in drawn)


def test_nothing_of_the_tools_verdict_shows_before_the_assessor_decides(sample: Analysis, engine: Engine) -> None:
    other = [review(v.id, "bea", Status.PARTIAL, "vu par Bea") for v in sample.elements]
    for verdict in sample.elements:
        view = element_view(sample, engine.framework, other, "ada", verdict.id, hide=True)
        assert view.is_hidden
        assert (view.tool_status, view.tool_reason, view.mine, view.others) == ("", "", None, ())
        assert view.passages_title == "Passage à lire"
        assert len(view.passages) == min(1, len((*verdict.evidence, *verdict.nearest)))
        assert [c.is_confirmation for c in view.choices] == [False] * 4
        assert view.expected


def test_the_verdict_appears_once_judged_and_can_be_confirmed_in_one_click(sample: Analysis, engine: Engine) -> None:
    for verdict in sample.elements:
        reviews = [
            review(verdict.id, "bea", Status.MISSING),
            review(verdict.id, "ada", Status.COVERED),
            review(verdict.id, "ada", Status.PARTIAL, "à revoir"),
        ]
        view = element_view(sample, engine.framework, reviews, "ada", verdict.id, hide=True)
        assert not view.is_hidden
        assert view.tool_reason == verdict.reason
        assert view.passages == (*verdict.evidence, *verdict.nearest)
        assert (view.mine and view.mine.status, view.mine and view.mine.reason) == ("partiel", "à revoir")
        assert [o.assessor for o in view.others] == ["bea"]
        confirm, *others = view.choices
        assert confirm.is_confirmation
        assert confirm.status is verdict.status
        assert {c.status for c in others} == set(Status) - {verdict.status}
        assert len({c.shortcut for c in view.choices}) == 4


def test_another_assessor_is_not_read_before_judging_even_when_the_tool_is(sample_e2: Analysis, engine: Engine) -> None:
    element = sample_e2.elements[0].id
    reviews = [review(element, "bea", Status.MISSING, "rien")]
    view = element_view(sample_e2, engine.framework, reviews, "ada", element, hide=False)
    assert view.tool_status
    assert view.others == ()


def test_disagreements_wait_for_ones_own_judgement(sample_e2: Analysis) -> None:
    one, two, three = (v.id for v in sample_e2.elements[:3])
    reviews = [
        review(one, "ada", Status.COVERED),
        review(one, "bea", Status.MISSING),
        review(two, "bea", Status.MISSING),
        review(two, "zoe", Status.PARTIAL),
        review(three, "ada", Status.MISSING),
        review(three, "bea", Status.COVERED),
        review(three, "bea", Status.MISSING),
    ]
    shown, waiting = disagreements(sample_e2, reviews, "ada")
    assert [(d.element, [(j.assessor, j.status) for j in d.judgements]) for d in shown] == [
        (one, [("ada", "traité"), ("bea", "non traité")])
    ]
    assert waiting == 1


def test_questions_for_the_oral_come_from_the_persons_judgements(sample_e2: Analysis, engine: Engine) -> None:
    elements = list(engine.framework.elements("E2"))
    reviews = [
        review(elements[1].id, "ada", Status.MISSING),
        review(elements[0].id, "ada", Status.PARTIAL),
        review(elements[2].id, "ada", Status.COVERED),
        review(elements[3].id, "bea", Status.MISSING),
    ]
    questions = jury_questions(sample_e2, engine.framework, reviews, "ada")
    assert questions == [(f"{e.id} {e.label}", e.jury_question) for e in elements[:2]]
    assert jury_questions(sample_e2, engine.framework, [], "ada") == []


@pytest.mark.parametrize(
    ("judged", "after", "expected"),
    [(set(), "b", "c"), ({"c"}, "b", "a"), ({"a", "b", "c"}, "c", "a"), ({"a", "b", "c"}, "a", "b")],
)
def test_the_next_element_is_one_without_a_judgement(judged: set[str], after: str, expected: str) -> None:
    assert next_to_judge(["a", "b", "c"], judged, after) == expected
