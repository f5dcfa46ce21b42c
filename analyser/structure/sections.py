"""Headings -> the section tree, flattened: levels made consistent, the body partitioned."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from analyser.domain.document import Document
from analyser.domain.geometry import Span
from analyser.domain.sections import Section
from analyser.structure.headings import Heading, find_headings
from analyser.structure.outlines import Block, body_blocks

_MAX_LEVEL = 6


def find_sections(document: Document) -> tuple[Section, ...]:
    """The document's sections in reading order, ids "s0", "s1"…

    They partition the body lines. Text before the first heading, or a document without headings, is one
    section without a title. A title is the heading's text, its lines joined by spaces.
    """
    blocks = body_blocks(document)
    if not blocks:
        return (Section("s0", "", 1, Span(0, len(document.text)), 1, max(1, len(document.pages))),)
    headings = find_headings(document, blocks)
    levels = heading_levels(headings)
    starts: list[tuple[int, str, int]] = [(h.first, h.text, level) for h, level in zip(headings, levels, strict=True)]
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, "", 1))
    sections = []
    for index, (first, title, level) in enumerate(starts):
        last = starts[index + 1][0] - 1 if index + 1 < len(starts) else len(blocks) - 1
        start = blocks[first].span.start
        end = blocks[last + 1].span.start if index + 1 < len(starts) else len(document.text)
        sections.append(
            Section(f"s{index}", title, level, Span(start, end), blocks[first].page, _last_page(blocks[last]))
        )
    return tuple(sections)


def _last_page(block: Block) -> int:
    return block.lines[-1].page


def heading_levels(headings: list[Heading]) -> list[int]:
    """A level from 1 for each heading; going down, no level is skipped."""
    if not headings:
        return []
    told = [h.level for h in headings]
    depths = {len(h.number.path) for h in headings if h.number and set(h.number.scheme) <= {"1", "."}}
    known = [level for level in told if level is not None]
    # A file whose headings all say "level 1" but number themselves 1, 1.1 knows better than its tags.
    trust = len(known) >= 0.6 * len(headings) and not (len(set(known)) == 1 and len(depths) > 1)
    ranks = _typographic_levels(headings)
    raw: list[int] = []
    for index, level in enumerate(told):
        if not trust:
            raw.append(ranks[index])
        elif level is not None:
            raw.append(level)
        else:
            raw.append(min(_MAX_LEVEL, next((r + 1 for r in reversed(told[:index]) if r is not None), 1)))
    return _without_gaps(raw)


_Class = tuple[float, int, str, int]  # size in points, 0 for capitals else 1, scheme, depth in the scheme


def _typographic_levels(headings: list[Heading]) -> list[int]:
    """Levels by size first, then capitals, then numbering schemes in their order of nesting."""
    sizes = _size_of_scheme(headings)
    siblings = _sibling_schemes(headings, sizes)
    classes: list[_Class] = []
    for heading in headings:
        if heading.number is not None:
            base = heading.number.scheme.split(".")[0]
            depth = heading.number.scheme.count(".")
            classes.append((sizes[heading.number.scheme], 1, siblings.get(base, base), depth))
        else:
            classes.append((heading.size_pt, 0 if heading.caps else 1, "" if heading.bold else "-", 0))
    first_scheme: dict[float, str] = {}
    for size, _, scheme, depth in classes:
        if scheme not in ("", "-") and depth == 0:
            first_scheme.setdefault(size, scheme)
    # "Introduction" stands beside "1. …" when both are set alike.
    classes = [
        (size, 1, first_scheme[size], 0) if scheme in ("", "-") and caps == 1 and size in first_scheme else key
        for key in classes
        for size, caps, scheme, _ in (key,)
    ]
    appearance: dict[tuple[float, int, str], int] = {}
    for size, caps, scheme, _ in classes:
        appearance.setdefault((size, caps, scheme), len(appearance))
    ranked = sorted(set(classes), key=lambda k: (-k[0], k[1], appearance[k[:3]], k[3]))
    level = {key: rank + 1 for rank, key in enumerate(ranked)}
    return [level[key] for key in classes]


def _sibling_schemes(headings: list[Heading], sizes: dict[str, float]) -> dict[str, str]:
    """Schemes that take over from another for good ("Fiche 1…9" then "A, B"): same level, not nested in it."""
    found: dict[str, str] = {}
    bases = [h.number.scheme.split(".")[0] if h.number else "" for h in headings]
    order = [base for base in dict.fromkeys(bases) if base and base in sizes]
    for before, after in pairwise(order):
        last_before = max(i for i, base in enumerate(bases) if base == before)
        restarts = sum(1 for h in headings if h.number and h.number.scheme == after and h.number.path == (1,)) > 1
        if last_before < bases.index(after) and sizes[before] == sizes[after] and not restarts:
            found[after] = found.get(before, before)
    return found


def _size_of_scheme(headings: list[Heading]) -> dict[str, float]:
    seen: dict[str, Counter[float]] = {}
    for heading in headings:
        if heading.number is not None:
            seen.setdefault(heading.number.scheme, Counter())[heading.size_pt] += 1
    return {scheme: counter.most_common(1)[0][0] for scheme, counter in seen.items()}


def _without_gaps(raw: list[int]) -> list[int]:
    """Each level at most one below the level of the heading before it, siblings kept together."""
    levels: list[int] = []
    open_levels: list[tuple[int, int]] = []  # (raw, level) of the headings that are still open
    for value in raw:
        while open_levels and open_levels[-1][0] >= value:
            open_levels.pop()
        level = min(_MAX_LEVEL, open_levels[-1][1] + 1 if open_levels else 1)
        open_levels.append((value, level))
        levels.append(level)
    return levels
