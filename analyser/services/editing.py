"""Edit the référentiel's files: check a change, see what it would do to kept submissions, then save it."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from analyser.domain.analysis import Analysis, Status
from analyser.domain.errors import FrameworkError, InputError
from analyser.domain.framework import Framework
from analyser.frameworks.linting import lint_framework
from analyser.frameworks.loading import load_framework
from analyser.pipeline import Engine, analyse_parsed, load_engine, parse
from analyser.services import keeping
from analyser.settings import Settings

FOUND = (Status.COVERED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change would do to the submissions whose file is kept.

    Attributes:
        submissions: how many were judged again; without_file: how many could not be.
        gained: by element, how many go from not found to found; lost: the other way.
    """

    submissions: int
    without_file: int
    gained: Mapping[str, int]
    lost: Mapping[str, int]


def criterion_files(settings: Settings | None = None) -> list[str]:
    """Names of the référentiel's files, sorted."""
    return sorted(path.name for path in (settings or Settings()).framework_dir.glob("*.yaml"))


def read_file(name: str, settings: Settings | None = None) -> str:
    """Raises InputError FICHIER_INCONNU."""
    return _path(name, settings or Settings()).read_text("utf-8")


def problems(name: str, text: str, settings: Settings | None = None) -> list[str]:
    """French sentences, empty when the change may be saved: the lint's, and ids that disappear."""
    settings = settings or Settings()
    _path(name, settings)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            changed = _changed(name, text, settings, Path(scratch))
        except FrameworkError as error:
            return list(error.problems)
        lost = sorted(_ids(load_framework(settings.framework_dir)) - _ids(changed))
        return [
            *(f"{id} : un identifiant est permanent, il ne disparaît pas" for id in lost),
            *lint_framework(Path(scratch)),
        ]


def impact(name: str, text: str, who: str, now: datetime, settings: Settings | None = None) -> Impact:
    """Judge the kept submissions with both versions. Each file read is recorded. Raises FrameworkError."""
    settings = settings or Settings()
    engine = load_engine(settings)
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    judged = without = 0
    with tempfile.TemporaryDirectory() as scratch:
        other = replace(engine, framework=_changed(name, text, settings, Path(scratch)))
    for stored in keeping.kept_analyses(now, settings=settings):
        if not stored.has_file:
            without += 1
            continue
        before, after = _twice(stored.id, engine, other, who, now, settings)
        judged += 1
        for id, status in _statuses(after).items():
            was = _statuses(before).get(id, Status.MISSING)
            gained[id] += status in FOUND and was not in FOUND
            lost[id] += status not in FOUND and was in FOUND
    return Impact(judged, without, +gained, +lost)


def save(name: str, text: str, who: str, now: datetime, settings: Settings | None = None) -> None:
    """Replace the file, its last version kept beside it; nothing is written while there are problems.

    Raises:
        InputError: REFERENTIEL_INVALIDE, ECRITURE_REFUSEE.
    """
    settings = settings or Settings()
    path = _path(name, settings)
    if found := problems(name, text, settings):
        raise InputError("REFERENTIEL_INVALIDE", f"Rien n'est enregistré : {len(found)} défaut(s), dont : {found[0]}.")
    draft = path.with_suffix(".yaml.new")
    try:
        shutil.copyfile(path, path.with_suffix(f".{now:%Y%m%d-%H%M%S}.bak"))
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError:
        raise InputError("ECRITURE_REFUSEE", "Le dossier du référentiel ne peut pas être modifié ici.") from None
    load_engine.cache_clear()
    keeping.record_framework_edit(name, who, now, settings=settings)


def _path(name: str, settings: Settings) -> Path:
    if name not in criterion_files(settings):
        raise InputError("FICHIER_INCONNU", "Ce fichier n'est pas du référentiel.")
    return settings.framework_dir / name


def _changed(name: str, text: str, settings: Settings, scratch: Path) -> Framework:
    for path in settings.framework_dir.glob("*.yaml"):
        shutil.copyfile(path, scratch / path.name)
    (scratch / name).write_text(text, "utf-8")
    return load_framework(scratch)


def _ids(framework: Framework) -> set[str]:
    elements = {e.id for c in framework.criteria for e in c.elements}
    return elements | {c.id for c in framework.criteria} | {c.id for c in framework.contents}


def _twice(
    id: str, engine: Engine, other: Engine, who: str, now: datetime, settings: Settings
) -> tuple[Analysis, Analysis]:
    content = keeping.submission_file(id, who, now, settings=settings)
    kept = keeping.analysis_for_counts(id, now, settings=settings)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"rapport.{kept.submission.format}"
        path.write_bytes(content)
        parsed = parse(path, settings.max_pages)
    return analyse_parsed(engine, parsed, kept.evaluation), analyse_parsed(other, parsed, kept.evaluation)


def _statuses(analysis: Analysis) -> dict[str, Status]:
    return {v.id: v.status for v in analysis.elements}
