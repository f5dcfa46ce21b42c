"""Another certification is another folder: nothing in the engine knows the first one."""

from pathlib import Path

import pytest

from analyser.benchmark.corpus import load_report
from analyser.domain.analysis import Analysis, Status
from analyser.pipeline import analyse
from analyser.settings import Settings
from tests.conftest import DATA, ROOT

FRAMEWORK = DATA / "referentiel-accueil"


REPORT = load_report(DATA / "rapport-accueil.md")


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    path = tmp_path_factory.mktemp("accueil") / "rapport.md"
    path.write_text(REPORT.markdown, "utf-8")
    return analyse(path, settings=Settings(framework_dir=FRAMEWORK))


def test_its_own_elements_are_judged_without_training(analysis: Analysis) -> None:
    assert analysis.evaluation == "D1"
    assert len(analysis.elements) == 6
    assert all(v.status is not Status.NOT_ASSESSABLE for v in analysis.elements)


def test_what_the_report_says_ranks_above_what_it_leaves_out(analysis: Analysis) -> None:
    expected = REPORT.statuses()
    present = [v.p_missing for v in analysis.elements if v.id in expected]
    absent = [v.p_missing for v in analysis.elements if v.id not in expected]
    assert sum(present) / len(present) < sum(absent) / len(absent)


def test_no_python_names_an_evaluation_of_the_shipped_framework() -> None:
    sources = [p for p in (ROOT / "analyser").rglob("*.py") if p.parent.name not in ("cli",)]
    named = [str(p) for p in sources if '"E1' in p.read_text("utf-8") or '"E2' in p.read_text("utf-8")]
    assert named == []
    assert Path(ROOT / "criteria" / "bilan-de-competences").is_dir()
