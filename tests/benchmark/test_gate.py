"""The gate: on reports by authors the model never saw, quality never goes down unseen."""

from __future__ import annotations

import json

import pytest

from analyser.benchmark.corpus import corpus_digest, load_splits
from analyser.benchmark.metrics import figures
from analyser.benchmark.running import measure
from analyser.pipeline import Engine
from tests.conftest import DATA, ROOT

FLOORS = json.loads((DATA / "floors.json").read_text("utf-8"))
CORPUS = ROOT / "corpus"


def test_the_floors_belong_to_this_corpus_and_this_model(engine: Engine) -> None:
    """A change of corpus asks for new figures: `analyser train`, or `analyser benchmark` and floors set anew."""
    metrics = json.loads((engine.settings.model_dir / "metrics.json").read_text("utf-8"))
    assert FLOORS["corpus_sha256"] == corpus_digest(CORPUS) == metrics["corpus_sha256"]
    assert metrics["split"] == "test"
    assert metrics["reports"] >= 18


@pytest.mark.parametrize("split", ["test", "pages"])
def test_unseen_authors_stay_on_the_right_side_of_the_floors(split: str) -> None:
    rows = measure(load_splits(CORPUS)[split], CORPUS / "rendered", log=lambda line: None)
    found = {name: figure.value for name, figure in figures(rows, resamples=1).items()}
    floors = FLOORS[split]
    assert not {name: found[name] for name, floor in floors["at_least"].items() if found[name] < floor}
    assert not {name: found[name] for name, ceiling in floors["at_most"].items() if found[name] > ceiling}
