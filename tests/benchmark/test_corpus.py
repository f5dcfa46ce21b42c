"""The corpus keeps its own format, and its marks survive a real PDF."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from analyser.benchmark.corpus import align_marks, load_report, load_splits, passage_labels
from analyser.domain.analysis import Status
from analyser.domain.gold import MarkKind
from analyser.pipeline import Engine, parse
from tests.conftest import ROOT, SAMPLES

CORPUS = ROOT / "corpus"
REPORTS = sorted((CORPUS / "reports").glob("*.md"))
BANKS = sorted((CORPUS / "banks").glob("*.md"))
PAGES = sorted((CORPUS / "pages").glob("*.md"))
INCOMING = sorted((CORPUS / "incoming").glob("*.md"))


@pytest.mark.parametrize("path", [*REPORTS, *BANKS, *PAGES, *INCOMING], ids=lambda p: p.stem)
def test_marks_are_whole_and_name_known_elements(path: Path, engine: Engine) -> None:
    report = load_report(path)
    known = {e.id for e in engine.framework.elements(report.evaluation)}
    assert report.marks
    for mark in report.marks:
        text = report.markdown[mark.span.start : mark.span.end]
        assert text.strip()
        assert "\n" not in text
        assert set(mark.elements) <= known
    decoys = sum(m.kind is MarkKind.DECOY for m in report.marks)
    assert decoys >= (4 if path in REPORTS else 0)


def test_the_letters_that_open_a_name_are_its_author(tmp_path: Path) -> None:
    content = "---\nevaluation: E1\n---\nUn texte.\n"
    for name, author in [("AC1-E1", "AC"), ("D2-E1", "D"), ("o03-E2", "o")]:
        (tmp_path / f"{name}.md").write_text(content)
        assert load_report(tmp_path / f"{name}.md").author == author
    (tmp_path / "12.md").write_text(content)
    with pytest.raises(ValueError, match=r"12\.md"):
        load_report(tmp_path / "12.md")


def test_no_author_is_in_two_splits() -> None:
    splits = load_splits(CORPUS)
    authors = {name: {r.author for r in reports} for name, reports in splits.items()}
    assert all(authors.values())
    for one, other in combinations(authors.values(), 2):
        assert not one & other


def test_gold_survives_the_rendered_sample(engine: Engine) -> None:
    report = load_report(CORPUS / "reports" / (SAMPLES / "source-E1.txt").read_text().strip())
    parsed = parse(SAMPLES / "rapport-E1.pdf")
    ids = [e.id for e in engine.framework.elements("E1")]
    labels = passage_labels(align_marks(report, parsed.document), parsed.passages, ids)
    gold = report.statuses()
    for column, element in enumerate(ids):
        if gold.get(element) is Status.COVERED:
            assert (labels[:, column] == 2).any(), element
