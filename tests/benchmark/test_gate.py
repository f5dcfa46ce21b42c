"""The floors: quality on the shipped samples, by an author the model never saw, never goes down unseen."""

from __future__ import annotations

import json

from analyser.benchmark.corpus import align_marks, load_report
from analyser.benchmark.metrics import Outcome, figures, outcomes
from analyser.domain.analysis import Analysis
from analyser.domain.gold import MarkedReport
from analyser.pipeline import Engine, parse
from analyser.training.dataset import element_ids
from tests.conftest import DATA, ROOT, SAMPLES

FLOORS = json.loads((DATA / "floors.json").read_text("utf-8"))


def source(evaluation: str) -> MarkedReport:
    return load_report(ROOT / "corpus" / "reports" / (SAMPLES / f"source-{evaluation}.txt").read_text("utf-8").strip())


def test_the_samples_stay_above_the_floors(sample_e1: Analysis, sample_e2: Analysis, engine: Engine) -> None:
    rows: list[Outcome] = []
    for analysis in (sample_e1, sample_e2):
        report = source(analysis.evaluation)
        aligned = align_marks(report, parse(SAMPLES / analysis.submission.name).document)
        rows += outcomes(report, analysis, aligned, element_ids(engine.framework))
    found = figures(rows, resamples=1)
    below = {name: found[name].value for name, floor in FLOORS.items() if found[name].value < floor}
    assert not below


def test_the_model_was_measured_on_authors_it_never_saw(engine: Engine) -> None:
    model = engine.settings.model_dir
    metrics = json.loads((model / "metrics.json").read_text("utf-8"))
    assert metrics["split"] == "test"
    assert metrics["reports"] >= 6
    assert set(FLOORS) <= set(metrics["figures"])
