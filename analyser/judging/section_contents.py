"""Maps sections to the required contents that they answer, from the scores of their passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyser.domain.framework import Element
from analyser.domain.passages import Passage
from analyser.domain.sections import Section
from analyser.judging.scoring import EVIDENCE, MENTION, Floats

# A section answers a content when its passages bring at least this much score to it,
MIN_MASS = 0.7
# and at least this share of what they bring to the content that they answer best.
MIN_SHARE = 0.3


def map_sections(
    sections: Sequence[Section], passages: Sequence[Passage], elements: Sequence[Element], scores: Floats
) -> tuple[Section, ...]:
    """The same sections, each with the contents it answers, best first."""
    contents = list(dict.fromkeys(e.content for e in elements))
    column = np.array([contents.index(e.content) for e in elements])
    mass = np.zeros((len(sections), len(contents)))
    if len(passages):
        found = scores[:, :, EVIDENCE] + 0.5 * scores[:, :, MENTION]
        for c in range(len(contents)):
            per_passage = found[:, column == c].sum(axis=1)
            np.add.at(mass[:, c], [p.section for p in passages], per_passage)
    mapped = []
    for section, row in zip(sections, mass, strict=True):
        order = [int(c) for c in np.argsort(-row, kind="stable")]
        kept = [contents[c] for c in order if row[c] >= MIN_MASS and row[c] >= MIN_SHARE * row.max()]
        mapped.append(section.answering(tuple(kept)))
    return tuple(mapped)
