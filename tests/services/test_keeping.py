"""From an analysis of a shipped sample to its erasure, by way of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from typer.testing import CliRunner

from analyser.cli import app
from analyser.domain.analysis import Analysis, Status
from analyser.domain.errors import InputError
from analyser.domain.review import Review
from analyser.exports.json import as_contract
from analyser.services import keeping
from analyser.settings import Settings
from analyser.store.audit import Action
from tests.conftest import SAMPLES

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SAMPLE = SAMPLES / "rapport-E2.pdf"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'data' / 'analyser.db'}",
        files_dir=tmp_path / "files",
        file_key=SecretStr(Fernet.generate_key().decode()),
        retention_days=30,
    )


def _code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.code


def test_an_analysis_is_kept_opened_reviewed_and_erased(sample_e2: Analysis, settings: Settings) -> None:
    kept = keeping.keep_analysis(sample_e2, SAMPLE, "session-1", "ada", NOW, settings=settings)
    [found] = keeping.kept_analyses(NOW, cohort="session-1", settings=settings)
    assert (found.id, found.label, found.has_file) == (kept, "rapport-E2.pdf", True)
    assert found.keep_until == NOW + timedelta(days=30)
    assert found.doubtful == sum(e.is_doubtful for e in sample_e2.elements)
    opened = keeping.open_analysis(kept, "bea", NOW, settings=settings)
    assert as_contract(opened) == as_contract(sample_e2)
    assert keeping.submission_file(kept, "bea", NOW, settings=settings) == SAMPLE.read_bytes()
    element = sample_e2.elements[0].id
    later = NOW + timedelta(minutes=5)
    review = Review(kept, element, "bea", Status.PARTIAL, "à préciser", True, NOW)
    keeping.record_review(review, later, settings=settings)
    [read] = keeping.reviews_of_analysis(kept, settings=settings)
    assert (read.element, read.status, read.at) == (element, Status.PARTIAL, later)
    assert keeping.reviews_of_cohort("session-1", settings=settings) == [read]
    assert keeping.owner_of(kept, settings=settings) == "ada"
    keeping.record_export(kept, "xlsx", "bea", later, settings=settings)
    keeping.erase(kept, "ada", later, settings=settings)
    assert keeping.kept_analyses(later, settings=settings) == []
    assert list(settings.files_dir.iterdir()) == []
    with pytest.raises(InputError) as caught:
        keeping.open_analysis(kept, "bea", later, settings=settings)
    assert _code(caught) == "ANALYSE_ABSENTE"
    log = keeping.audit_entries(subject=kept, settings=settings)
    assert [(entry.who, entry.action) for entry in reversed(log)] == [
        ("ada", Action.KEPT),
        ("bea", Action.SEEN),
        ("bea", Action.FILE_SEEN),
        ("bea", Action.REVIEWED),
        ("bea", Action.EXPORTED),
        ("ada", Action.ERASED),
    ]
    held = b"".join(path.read_bytes() for path in settings.files_dir.parent.rglob("analyser.db*"))
    assert b"rapport-E2.pdf" not in held
    assert sample_e2.submission.sha256.encode() not in held


def test_another_file_is_not_kept_with_an_analysis(sample_e2: Analysis, settings: Settings) -> None:
    with pytest.raises(InputError) as caught:
        keeping.keep_analysis(sample_e2, SAMPLES / "rapport-E1.pdf", "s", "ada", NOW, settings=settings)
    assert _code(caught) == "FICHIER_AUTRE"


def test_a_bad_key_keeps_nothing(sample_e2: Analysis, settings: Settings) -> None:
    bad = settings.model_copy(update={"file_key": SecretStr("pas une clé")})
    with pytest.raises(InputError) as caught:
        keeping.keep_analysis(sample_e2, SAMPLE, "s", "ada", NOW, settings=bad)
    assert _code(caught) == "CLE_INCORRECTE"
    assert keeping.kept_analyses(NOW, settings=settings) == []


def test_what_is_not_there_is_said_and_leaves_no_trace_in_the_log(sample_e2: Analysis, settings: Settings) -> None:
    kept = keeping.keep_analysis(sample_e2, None, "s", "ada", NOW, settings=settings)
    with pytest.raises(InputError) as no_file:
        keeping.submission_file(kept, "bea", NOW, settings=settings)
    wrong = Review(kept, "E9Cr9.z", "bea", Status.COVERED, "", False, NOW)
    with pytest.raises(InputError) as no_element:
        keeping.record_review(wrong, NOW, settings=settings)
    with pytest.raises(InputError) as nothing:
        keeping.erase("autre", "bea", NOW, settings=settings)
    assert (_code(no_file), _code(no_element), _code(nothing)) == (
        "FICHIER_ABSENT",
        "ELEMENT_INCONNU",
        "ANALYSE_ABSENTE",
    )
    assert [entry.who for entry in keeping.audit_entries(settings=settings)] == ["ada"]


def test_the_purge_command(
    sample_e2: Analysis, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ANALYSER_FILES_DIR", str(settings.files_dir))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    keeping.keep_analysis(sample_e2, SAMPLE, "s", "ada", long_ago, settings=settings)
    runner = CliRunner()
    assert runner.invoke(app, ["purge"]).output == "1 analyse effacée.\n"
    assert runner.invoke(app, ["purge"]).output == "Aucune analyse à effacer.\n"
    assert list(settings.files_dir.iterdir()) == []
    monkeypatch.setenv("ANALYSER_DATABASE_URL", "mysql://moi:secret@hote/base")
    refused = runner.invoke(app, ["purge"])
    assert refused.exit_code == 1
    assert "[BASE_ADRESSE]" in refused.output
    assert "secret" not in refused.output
