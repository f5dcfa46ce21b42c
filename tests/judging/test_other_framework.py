"""Another certification is another folder: nothing in the engine knows the first one."""

from pathlib import Path

import pytest

from analyser.benchmark.corpus import align_marks, load_report
from analyser.domain.analysis import Analysis, Status
from analyser.domain.geometry import Span
from analyser.domain.gold import MarkKind
from analyser.pipeline import Parsed, analyse_parsed, load_engine, parse
from analyser.settings import Settings
from tests.conftest import DATA, ROOT

FRAMEWORK = DATA / "referentiel-accueil"


REPORT = load_report(DATA / "rapport-accueil.md")


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    path = tmp_path_factory.mktemp("accueil") / "rapport.md"
    path.write_text(REPORT.markdown, "utf-8")
    return parse(path)


@pytest.fixture(scope="module")
def analysis(parsed: Parsed) -> Analysis:
    return analyse_parsed(load_engine(Settings(framework_dir=FRAMEWORK)), parsed)


def test_its_own_elements_are_judged_without_training(analysis: Analysis) -> None:
    assert analysis.evaluation == "D1"
    assert len(analysis.elements) == 6
    assert all(v.status is not Status.NOT_ASSESSABLE for v in analysis.elements)


def test_what_the_report_says_ranks_above_what_it_leaves_out(analysis: Analysis) -> None:
    expected = REPORT.statuses()
    present = [v.p_missing for v in analysis.elements if v.id in expected]
    absent = [v.p_missing for v in analysis.elements if v.id not in expected]
    assert sum(present) / len(present) < sum(absent) / len(absent) - 0.1


def test_the_passages_shown_hold_the_proof(analysis: Analysis, parsed: Parsed) -> None:
    # Its statuses are not sure enough to be asserted: the model's card says so.
    proofs: dict[str, list[Span]] = {}
    for mark, spans in align_marks(REPORT, parsed.document):
        if mark.kind is MarkKind.EVIDENCE:
            for element in mark.elements:
                proofs.setdefault(element, []).extend(spans)
    assert len(proofs) == 4
    for verdict in analysis.elements:
        shown = [*verdict.evidence, *verdict.nearest][:3]
        if verdict.id in proofs:
            assert any(s.span.overlaps(p) for s in shown for p in proofs[verdict.id]), verdict.id


def test_no_python_names_an_evaluation_of_the_shipped_framework() -> None:
    sources = [p for p in (ROOT / "analyser").rglob("*.py") if p.parent.name not in ("cli",)]
    named = [str(p) for p in sources if '"E1' in p.read_text("utf-8") or '"E2' in p.read_text("utf-8")]
    assert named == []
    assert Path(ROOT / "criteria" / "bilan-de-competences").is_dir()
