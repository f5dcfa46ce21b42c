"""Every evidence text is found on its page and inside its boxes, on rendered reports of every author and layout.

One report in five each time, the whole corpus with `pytest --whole-corpus` (four more minutes).
"""

from __future__ import annotations

import re
from pathlib import Path

import pdfplumber
import pytest

from analyser.benchmark.corpus import load_report
from analyser.benchmark.rendering import RenderingError, render
from analyser.domain.analysis import Analysis
from analyser.pipeline import analyse
from tests.conftest import ROOT, SAMPLES

REPORTS = sorted(path for folder in ("reports", "pages") for path in (ROOT / "corpus" / folder).glob("*.md"))
# Authors wrote six reports each, in the same order of layouts: one in five meets them all in turn.
STEP = 5
TOLERANCE_PT = 2.0


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def check_places(analysis: Analysis, path: Path) -> int:
    """Assert it for each passage shown; returns how many there were."""
    checked = 0
    with pdfplumber.open(path) as pdf:
        words = [page.extract_words(use_text_flow=False) for page in pdf.pages]
        for verdict in analysis.elements:
            for shown in (*verdict.evidence, *verdict.nearest):
                assert shown.boxes, (verdict.id, shown.text)
                inside = "".join(
                    letters(w["text"])
                    for w in words[shown.page - 1]
                    if any(
                        b.x0 - TOLERANCE_PT <= (w["x0"] + w["x1"]) / 2 <= b.x1 + TOLERANCE_PT
                        and b.top - TOLERANCE_PT <= (w["top"] + w["bottom"]) / 2 <= b.bottom + TOLERANCE_PT
                        for b in shown.boxes
                    )
                )
                expected = sorted(letters(shown.text))
                found = sorted(inside)
                # The boxes hold the passage's letters (a hyphen mended or a shared cell allows a few more).
                missing = len(expected) - sum(min(expected.count(c), found.count(c)) for c in set(expected))
                assert missing <= 0.03 * len(expected) + 1, (verdict.id, shown.text, inside)
                checked += 1
    return checked


@pytest.mark.parametrize("name", ["rapport-E1.pdf", "rapport-E2.pdf"])
def test_samples(name: str) -> None:
    assert check_places(analyse(SAMPLES / name), SAMPLES / name) > 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "path" in metafunc.fixturenames:
        step = 1 if metafunc.config.getoption("--whole-corpus") else STEP
        metafunc.parametrize("path", REPORTS[::step], ids=lambda p: p.stem)


def test_rendered_corpus(path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    report = load_report(path)
    try:
        pdf = render([report], ROOT / "corpus" / "rendered")[report.name]
    except (RenderingError, OSError) as error:
        pytest.skip(f"producer not installed: {error}")
    analysis = analyse(pdf)
    assert analysis.evaluation == report.evaluation
    assert check_places(analysis, pdf) > 10
