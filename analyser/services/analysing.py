"""Analyse one submission and give it in any export format."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePath

from analyser.domain.analysis import Analysis
from analyser.domain.framework import Framework
from analyser.exports import EXPORTS
from analyser.frameworks.loading import load_framework
from analyser.pipeline import analyse
from analyser.settings import Settings

SUBMISSION_SUFFIXES = (".pdf", ".docx", ".odt", ".txt", ".md")


def analyse_submission(path: Path, evaluation: str, progress: Callable[[str], None]) -> Analysis:
    """Analyse one submission, saying each stage. Raises InputError."""
    return analyse(path, evaluation, progress=progress)


def analyse_content(name: str, content: bytes, evaluation: str, progress: Callable[[str], None]) -> Analysis:
    """Analyse the bytes of a file, which is on the disk only as long as it is read. Raises InputError."""
    with tempfile.TemporaryDirectory() as scratch:
        # A sender's file name may be too long or forbidden here: only a suffix that we know is used.
        suffix = PurePath(name).suffix.lower()
        path = Path(scratch) / ("rapport" + suffix * (suffix in SUBMISSION_SUFFIXES))
        path.write_bytes(content)
        analysis = analyse_submission(path, evaluation, progress)
    return replace(analysis, submission=replace(analysis.submission, name=PurePath(name).name))


def export(analysis: Analysis, format: str, settings: Settings | None = None) -> bytes:
    """The analysis in one of the formats of ``EXPORTS``; text is UTF-8."""
    written = EXPORTS[format](analysis, framework(settings))
    return written.encode() if isinstance(written, str) else written


def framework(settings: Settings | None = None) -> Framework:
    """The référentiel, without waiting for the model. Raises FrameworkError."""
    return _load_once((settings or Settings()).framework_dir)


@lru_cache(maxsize=2)
def _load_once(folder: Path) -> Framework:
    return load_framework(folder)
