"""Packs passages into encoder windows, so that each is read beside its neighbours under its section's title.

The same packing serves training and analysis: a model must see at run time what it was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Windows of 128 tokens judge as well as windows of 192 (dev split) and cost less: attention grows with their square.
WINDOW_TOKENS = 128
PASSAGE_TOKENS = 170
TITLE_TOKENS = 20
BOS, PAD, EOS = 0, 1, 2
# The encoder reads so many neighbouring tokens as one in its upper layers: a passage begins on a multiple of this, so
# that none is read as one with the end of another.
STRIDE = 2
# A window is padded to a multiple of this: each new length costs the runtime a preparation.
LENGTH_STEP = 32


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids of one window and, for each passage in it, ``(passage index, start, end)`` token offsets.

    ``PAD`` stands before a passage that would not begin on a multiple of ``STRIDE``: nothing reads it.
    """

    ids: tuple[int, ...]
    passages: tuple[tuple[int, int, int], ...]


def pack_windows(
    token_ids: Sequence[Sequence[int]], is_heading: Sequence[bool], window_tokens: int = WINDOW_TOKENS
) -> list[Window]:
    """Fill windows of about ``window_tokens`` with consecutive passages.

    A window opened in the middle of a section begins with the section's title. A longer passage has a window of its
    own, and is cut at ``PASSAGE_TOKENS``: its end does not count in its vector.
    """
    windows: list[Window] = []
    ids = _aligned([BOS])
    places: list[tuple[int, int, int]] = []
    title: list[int] = []
    for index, tokens in enumerate(token_ids):
        kept = list(tokens[:PASSAGE_TOKENS])
        aligned = _aligned(kept)
        if places and len(ids) + len(aligned) + 1 > window_tokens:
            windows.append(Window((*ids, EOS), tuple(places)))
            # A heading opens its own section: the one before has nothing to say of it.
            ids, places = _aligned([BOS] if is_heading[index] else [BOS, *title[:TITLE_TOKENS]]), []
        if is_heading[index]:
            title = kept
        places.append((index, len(ids), len(ids) + len(kept)))
        ids += aligned
    if places:
        windows.append(Window((*ids, EOS), tuple(places)))
    return windows


def _aligned(ids: list[int]) -> list[int]:
    return [*ids, *[PAD] * (-len(ids) % STRIDE)]


def batch_inputs(windows: Sequence[Window]) -> dict[str, npt.NDArray[np.int64]]:
    """What the encoder is given of these windows: ``input_ids`` and ``attention_mask``, shape (windows, length)."""
    ids = np.full((len(windows), padded_length(max(len(w.ids) for w in windows))), PAD, np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
    return {"input_ids": ids, "attention_mask": (ids != PAD).astype(np.int64)}


def padded_length(tokens: int) -> int:
    """The length, in tokens, that a window of ``tokens`` is given to the encoder with."""
    return -(-tokens // LENGTH_STEP) * LENGTH_STEP
