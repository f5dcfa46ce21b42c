"""Analyse one submission and give it in any export format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analyser.domain.analysis import Analysis
from analyser.domain.framework import Framework
from analyser.exports import EXPORTS
from analyser.pipeline import analyse, load_engine
from analyser.settings import Settings

SUBMISSION_SUFFIXES = (".pdf", ".docx", ".odt", ".txt", ".md")


def analyse_submission(path: Path, evaluation: str, progress: Callable[[str], None]) -> Analysis:
    """Analyse one submission, saying each stage. Raises InputError."""
    return analyse(path, evaluation, progress=progress)


def export(analysis: Analysis, format: str, settings: Settings | None = None) -> bytes:
    """The analysis in one of the formats of ``EXPORTS``; text is UTF-8."""
    written = EXPORTS[format](analysis, framework(settings))
    return written.encode() if isinstance(written, str) else written


def framework(settings: Settings | None = None) -> Framework:
    return load_engine(settings or Settings()).framework
