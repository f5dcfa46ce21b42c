"""Which passages show a lexical cue of which element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

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
    # Sets of passages are the bits of an integer. The same word gives the same set of forms: each is opened once.
    passages: dict[frozenset[str], int] = defaultdict(int)
    for index, passage in enumerate(tokens):
        for forms in passage:
            passages[forms] |= 1 << index
    holders: dict[str, int] = defaultdict(int)
    for forms, holding in passages.items():
        for form in forms:
            holders[form] |= holding
    by_item: dict[str, int] = {}
    for column, element in enumerate(elements):
        for cue in element.cues:
            # Few passages hold a form of every item: only those are matched in order.
            candidates = (1 << len(tokens)) - 1
            for item in cue:
                if item not in by_item:
                    by_item[item] = reduce(or_, (holders.get(form, 0) for form in alternatives(item)), 0)
                candidates &= by_item[item]
                if not candidates:
                    break
            while candidates:
                index = candidates.bit_length() - 1
                candidates ^= 1 << index
                if not table[index, column] and cue_matches(cue, tokens[index]):
                    table[index, column] = 1.0
    return table
