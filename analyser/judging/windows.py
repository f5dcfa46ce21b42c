"""Packs passages into encoder windows, so that each is read beside its neighbours under its section's title.

The same packing serves training and analysis: a model must see at run time what it was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Windows of 128 tokens judge as well as windows of 192 (dev split) and cost less: attention grows with their square.
WINDOW_TOKENS = 128
PASSAGE_TOKENS = 170
TITLE_TOKENS = 20
BOS, PAD, EOS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids of one window and, for each passage in it, ``(passage index, start, end)`` token offsets."""

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
    ids: list[int] = [BOS]
    places: list[tuple[int, int, int]] = []
    title: list[int] = []
    for index, tokens in enumerate(token_ids):
        kept = list(tokens[:PASSAGE_TOKENS])
        if places and len(ids) + len(kept) + 1 > window_tokens:
            windows.append(Window((*ids, EOS), tuple(places)))
            # A heading opens its own section: the one before has nothing to say of it.
            ids, places = [BOS] if is_heading[index] else [BOS, *title[:TITLE_TOKENS]], []
        if is_heading[index]:
            title = kept
        places.append((index, len(ids), len(ids) + len(kept)))
        ids.extend(kept)
    if places:
        windows.append(Window((*ids, EOS), tuple(places)))
    return windows
