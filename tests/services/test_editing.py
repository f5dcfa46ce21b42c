"""The référentiel edited: refused, measured, saved, with the last version beside it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyser.domain.analysis import Analysis
from analyser.domain.errors import InputError
from analyser.frameworks.loading import load_framework
from analyser.services import editing, keeping
from analyser.settings import Settings
from analyser.store.audit import Action
from tests.conftest import ROOT, SAMPLES

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAME = "E2Cr2.yaml"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "referentiel"
    shutil.copytree(ROOT / "criteria" / "bilan-de-competences", folder)
    return Settings(
        framework_dir=folder,
        database_url=f"sqlite:///{tmp_path / 'data' / 'analyser.db'}",
        files_dir=tmp_path / "files",
    )


def test_a_lost_id_and_a_broken_file_are_refused(settings: Settings) -> None:
    text = editing.read_file(NAME, settings)
    assert editing.problems(NAME, text, settings) == []
    renamed = editing.problems(NAME, text.replace("E2Cr2.b", "E2Cr2.z"), settings)
    assert any(p.startswith("E2Cr2.b : un identifiant est permanent") for p in renamed)
    assert editing.problems(NAME, "attendus: [", settings)
    with pytest.raises(InputError, match="REFERENTIEL_INVALIDE"):
        editing.save(NAME, "attendus: [", "qualité", NOW, settings)
    assert editing.read_file(NAME, settings) == text


@pytest.mark.parametrize("name", ["../pyproject.toml", "nulle-part.yaml"])
def test_only_the_files_of_the_folder_are_read(name: str, settings: Settings) -> None:
    with pytest.raises(InputError, match="FICHIER_INCONNU"):
        editing.read_file(name, settings)


def test_a_change_is_measured_on_kept_files_then_saved(sample_e2: Analysis, settings: Settings) -> None:
    keeping.keep_analysis(sample_e2, SAMPLES / "rapport-E2.pdf", "2026", "ada", NOW, settings=settings)
    keeping.keep_analysis(sample_e2, None, "2026", "ada", NOW, settings=settings)
    text = editing.read_file(NAME, settings)
    label = next(e.label for e in load_framework(settings.framework_dir).elements("E2") if e.id == "E2Cr2.b")
    changed = text.replace(label, label + " (relu)", 1)
    assert editing.problems(NAME, changed, settings) == []
    effect = editing.impact(NAME, changed, "qualité", NOW, settings)
    assert (effect.submissions, effect.without_file) == (1, 1)
    assert (dict(effect.gained), dict(effect.lost)) == ({}, {})  # a label decides nothing
    editing.save(NAME, changed, "qualité", NOW, settings)
    assert editing.read_file(NAME, settings) == changed
    [old] = settings.framework_dir.glob("*.bak")
    assert old.read_text("utf-8") == text
    assert any(
        e.action is Action.FRAMEWORK_EDITED and e.subject == NAME for e in keeping.audit_entries(settings=settings)
    )
