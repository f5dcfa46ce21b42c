"""Correct by hand which required contents a section answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analyser.domain.analysis import Analysis
from analyser.domain.errors import InputError

HAND = "corrigé à la main"


def correct_mapping(analysis: Analysis, corrections: Mapping[str, tuple[str, ...]]) -> Analysis:
    """The same analysis with these sections mapped as a person says; verdicts do not depend on the mapping.

    The engine's versions then say that the plan was corrected: whoever reads an export must know.

    Args:
        corrections: section id -> ids of required contents, in any order; none is an answer too.

    Raises:
        InputError: SECTION_INCONNUE, CONTENU_INCONNU.
    """
    known = [content.id for content in analysis.contents]
    for section in corrections.keys() - {s.id for s in analysis.sections}:
        raise InputError("SECTION_INCONNUE", f"Cette section n'est pas du rapport : {section}.")
    for content in {c for contents in corrections.values() for c in contents} - set(known):
        raise InputError("CONTENU_INCONNU", f"Ce contenu obligatoire n'est pas de cette évaluation : {content}.")
    sections = tuple(
        s.answering(tuple(c for c in known if c in corrections[s.id])) if s.id in corrections else s
        for s in analysis.sections
    )
    if sections == analysis.sections:
        return analysis
    return replace(analysis, sections=sections, engine={**analysis.engine, "plan": HAND})
