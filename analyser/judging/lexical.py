"""Which passages show a lexical cue of which element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from analyser.domain.framework import Element
from analyser.frameworks.cues import alternatives, cue_matches
from analyser.judging.scoring import Floats


def cue_table(elements: Sequence[Element], tokens: Sequence[Sequence[frozenset[str]]]) -> Floats:
    """1.0 where a passage shows one of the element's cues. Shape: (passages, elements).

    Args:
        tokens: for each passage, what ``frameworks.cues.word_forms`` gives.
    """
    table = np.zeros((len(tokens), len(elements)))
    # The same word gives the same set: each distinct one is opened once.
    passages: dict[frozenset[str], set[int]] = defaultdict(set)
    for index, passage in enumerate(tokens):
        for forms in passage:
            passages[forms].add(index)
    holders: dict[str, set[int]] = defaultdict(set)
    for forms, indexes in passages.items():
        for form in forms:
            holders[form] |= indexes
    holding: dict[str, set[int]] = {}
    for column, element in enumerate(elements):
        for cue in element.cues:
            # Few passages hold a form of every item: only those are matched in order.
            candidates: set[int] | None = None
            for item in cue:
                if item not in holding:
                    holding[item] = set().union(*(holders.get(form, set()) for form in alternatives(item)))
                candidates = holding[item] if candidates is None else candidates & holding[item]
                if not candidates:
                    break
            for index in candidates or ():
                if not table[index, column] and cue_matches(cue, tokens[index]):
                    table[index, column] = 1.0
    return table
