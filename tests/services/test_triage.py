"""A cohort taken in from a zip of real reports, then queued by doubt."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.domain.errors import InputError
from analyser.domain.review import Review
from analyser.services import keeping
from analyser.services.incoming import files_of_zip
from analyser.services.triage import IntakeRow, doubt_of, queue, take_in
from analyser.settings import Settings
from tests.conftest import SAMPLES

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'analyser.db'}", files_dir=tmp_path / "files")


def test_an_archive_with_a_bad_file_is_taken_in_once(settings: Settings, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("promo/abîmé.pdf", b"%PDF-1.7 rien")
        archive.write(SAMPLES / "rapport-E2.pdf", "promo/Ada.pdf")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    files = files_of_zip(buffer, scratch)
    seen: list[IntakeRow] = []
    rows = take_in(files, " juin ", "ada", NOW, on_row=seen.append, settings=settings)
    assert seen == rows
    assert [(r.label, r.code) for r in rows] == [("promo/abîmé.pdf", "PDF_ABIME"), ("promo/Ada.pdf", "OK")]
    again = take_in(files, "juin", "ada", NOW, settings=settings)
    assert [r.code for r in again] == ["PDF_ABIME", "DEJA_CONSERVE"]
    [entry] = queue(NOW, settings=settings)
    assert (entry.stored.label, entry.stored.cohort, entry.stored.evaluation) == ("promo/Ada.pdf", "juin", "E2")
    opened = keeping.open_analysis(entry.stored.id, "ada", NOW, settings=settings)
    assert opened.submission.name == "Ada.pdf"
    kept = keeping.submission_file(entry.stored.id, "ada", NOW, settings=settings)
    assert kept == (SAMPLES / "rapport-E2.pdf").read_bytes()


def test_a_cohort_needs_a_name(settings: Settings) -> None:
    with pytest.raises(InputError) as caught:
        take_in([], "  ", "ada", NOW, settings=settings)
    assert caught.value.code == "COHORTE_ABSENTE"


def test_doubt_is_greatest_between_the_three_statuses_and_where_nothing_could_be_read(sample_e2: Analysis) -> None:
    verdict = next(v for v in sample_e2.elements if v.status is Status.MISSING)

    def doubt(p_covered: float, p_missing: float) -> float:
        return doubt_of(replace(verdict, p_covered=p_covered, p_missing=p_missing))

    assert (doubt(0.0, 1.0), doubt(0.0, 0.5), doubt(0.5, 0.5)) == (0, 1, 1)
    assert doubt(0.1, 0.8) == pytest.approx(doubt(0.8, 0.1)) == pytest.approx(0.921928, abs=1e-6)
    assert doubt(1 / 3, 1 / 3) == pytest.approx(1.584963, abs=1e-6)
    assert doubt_of(replace(verdict, status=Status.NOT_ASSESSABLE)) == pytest.approx(1.584963, abs=1e-6)


def test_a_verdict_is_to_be_looked_at_first_when_its_own_status_is_not_sure(sample_e2: Analysis) -> None:
    verdict = next(v for v in sample_e2.elements if v.status is Status.MISSING)
    sure, unsure = replace(verdict, p_covered=0.1, p_missing=0.85), replace(verdict, p_covered=0.02, p_missing=0.6)
    assert (sure.certainty, sure.is_doubtful) == (0.85, False)
    assert (unsure.certainty, unsure.is_doubtful) == (0.6, True)
    covered = next(v for v in sample_e2.elements if v.status is Status.COVERED)
    assert replace(covered, p_covered=0.9, p_missing=0.05).certainty == 0.9
    partial = replace(covered, status=Status.PARTIAL, p_covered=0.05, p_missing=0.05)
    assert partial.certainty == pytest.approx(0.9)
    assert replace(verdict, status=Status.NOT_ASSESSABLE).is_doubtful


def test_the_queue_is_ordered_by_doubt_not_by_quality(
    sample_e1: Analysis, sample_e2: Analysis, settings: Settings
) -> None:
    def surer(analysis: Analysis, p: float) -> Analysis:
        elements = (replace(v, p_covered=p, p_missing=round(1 - p, 2)) for v in analysis.elements)
        return replace(analysis, elements=tuple(elements))

    names = {"sure and good": 0.99, "sure and bad": 0.01, "unsure": 0.5, "nearly sure": 0.9}
    for minute, (name, p) in enumerate(names.items()):
        at = NOW + timedelta(minutes=minute)
        keeping.keep_analysis(surer(sample_e2, p), None, "juin", "ada", at, label=name, settings=settings)
    entries = queue(NOW + timedelta(hours=1), settings=settings)
    assert [e.stored.label for e in entries] == ["unsure", "nearly sure", "sure and good", "sure and bad"]
    assert entries[0].facts is not None
    assert entries[0].facts.doubt == sum(doubt_of(v) for v in surer(sample_e2, 0.5).elements)
    assert entries[0].facts.doubtful == len(sample_e2.elements)


def test_the_queue_says_who_judged_how_much(sample_e2: Analysis, settings: Settings) -> None:
    kept = keeping.keep_analysis(sample_e2, None, "juin", "ada", NOW, settings=settings)
    one, two = sample_e2.elements[:2]
    for element, who, status in [
        (one.id, "ada", Status.MISSING),
        (one.id, "ada", Status.COVERED),
        (two.id, "ada", Status.COVERED),
        (one.id, "bea", Status.COVERED),
    ]:
        keeping.record_review(Review(kept, element, who, status, "", True, NOW), NOW, settings=settings)
    [entry] = queue(NOW, settings=settings)
    assert entry.judged == {"ada": 2, "bea": 1}
    assert [e.who for e in keeping.audit_entries(settings=settings) if e.action == "seen"] == []
