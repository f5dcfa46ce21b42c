"""Plain similarity, on two real reports: it finds something, and far less than the engine."""

from analyser.benchmark.baselines import similarity_outcomes, tf_idf
from analyser.benchmark.corpus import load_report
from analyser.benchmark.metrics import figures
from analyser.frameworks.loading import load_framework
from analyser.settings import Settings
from analyser.training.dataset import parse_markdown
from tests.conftest import ROOT


def test_tf_idf_finds_some_evidence_and_cannot_tell_statuses() -> None:
    framework = load_framework(Settings().framework_dir)
    reports = [load_report(ROOT / "corpus" / "reports" / f"{name}.md") for name in ("F1-E1", "F5-E2", "J1-E1")]
    parsed = [(r, parse_markdown(r)) for r in reports]
    rows = similarity_outcomes(tf_idf, framework, parsed[:2], parsed[2:])
    assert len(rows) == 76
    found = figures(rows, resamples=2)
    assert found["evidence first"].value > 0.1
    assert found["quadratic kappa"].value < 0.5
