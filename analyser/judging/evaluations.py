"""Finds which evaluation a submission answers: from the model, or from the référentiel's own signs."""

from __future__ import annotations

import re

from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.frameworks.cues import fold
from analyser.judging.encoder import Vectors
from analyser.judging.scoring import Model

# The opening of a report (title, announcement) says what it is more surely than the rest.
OPENING_CHARACTERS = 1500


def evaluation_signs(framework: Framework, document: Document) -> dict[str, float]:
    """For each evaluation, how many of its signs the text shows; those of the opening count three times."""
    text = fold(document.text)
    opening = text[:OPENING_CHARACTERS]
    found = {}
    for evaluation in framework.evaluations:
        patterns = [re.compile(rf"(?<!\w){re.escape(fold(sign))}(?!\w)") for sign in evaluation.signs]
        shown = sum(bool(p.search(text)) + 2 * bool(p.search(opening)) for p in patterns)
        found[evaluation.id] = shown / len(patterns)
    return found


def guess_evaluation(framework: Framework, document: Document, model: Model, vectors: Vectors) -> str:
    """The most likely evaluation; the first one of the référentiel when nothing shows."""
    known = [e.id for e in framework.evaluations]
    own = str(model.manifest["framework"]).split()[0] == framework.id
    if own and set(known) == set(model.evaluation.evaluations) and len(vectors):
        found = model.evaluation.logits(vectors, model.heads)
    else:
        found = evaluation_signs(framework, document)
    return max(known, key=lambda id: found[id])
