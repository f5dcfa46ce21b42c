"""Sections -> passages, the unit that is judged: a sentence, a list item or a table row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyser.domain.document import Document
from analyser.domain.geometry import Span
from analyser.domain.passages import Passage
from analyser.domain.sections import Section
from analyser.structure.outlines import Block, body_blocks

MAX_CHARACTERS = 400
MIN_WORDS = 3
_MARK = re.compile(r"(?:[•●○◦▪▫■□◆►▶➢➤➔→✓✔✗☐☑☒❖⁃‣∙·*-]|[–—])\s+(?=\S)|[•●▪■►➢➤✓✔☐☑](?=\w)")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
# Where a long sentence may be cut, best first; the cut comes after the match.
_CUTS = (
    re.compile(r";\s"),
    re.compile(r"\s:\s"),
    re.compile(r"\s(?=[—–]\s)"),
    re.compile(r"\|\s"),
)
# These also stand inside a clause: only a cut that leaves two real parts is worth it.
_UNEVEN_CUTS = (
    re.compile(r",\s"),
    # Dictated text may have no punctuation at all.
    re.compile(r"\s(?=(?:et|mais|alors|puis|ensuite|donc|après)\s)", re.IGNORECASE),
)

SentenceSplitter = Callable[[str], Sequence[tuple[int, int]]]


def split_passages(
    document: Document, sections: tuple[Section, ...], sentences: SentenceSplitter
) -> tuple[Passage, ...]:
    """The passages of the body, in reading order.

    Args:
        sentences: gives the spans of the sentences of a block's text. When it also has a method
            ``split_many(texts)``, the blocks are split in one call.
    """
    blocks = body_blocks(document)
    headings = {section.span.start: section.span.start + len(section.title) for section in sections}
    owners = _owners(blocks, sections)
    heading_ends = [headings[sections[owner].span.start] for owner in owners]
    texts = ["" if _is_whole(block, end) else block.text for block, end in zip(blocks, heading_ends, strict=True)]
    split_many = getattr(sentences, "split_many", None)
    split = split_many(texts) if split_many is not None else [sentences(text) if text else () for text in texts]
    passages: list[Passage] = []
    for block, owner, heading_end, found in zip(blocks, owners, heading_ends, split, strict=True):
        is_heading = block.span.end <= heading_end
        start = block.span.start
        pieces = [(0, len(block.text))] if _is_whole(block, heading_end) else _pieces(block, found)
        for first, last in pieces:
            passages.append(
                Passage(Span(start + first, start + last), block.page, block.lines[0].block, owner, is_heading)
            )
    return tuple(passages)


def _owners(blocks: list[Block], sections: tuple[Section, ...]) -> list[int]:
    """Index of each block's section."""
    owners = []
    index = 0
    for block in blocks:
        while index + 1 < len(sections) and block.span.start >= sections[index + 1].span.start:
            index += 1
        owners.append(index)
    return owners


def _is_whole(block: Block, heading_end: int) -> bool:
    return block.span.end <= heading_end or (block.is_row and len(block.text) <= MAX_CHARACTERS)


def _pieces(block: Block, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in the block's text: sentences, without list marks, neither tiny nor huge."""
    text = block.text
    mark = _MARK.match(text)
    begin = mark.end() if mark else 0
    trimmed = [_trim(text, max(begin, a), b) for a, b in found if b > begin]
    pieces = [piece for piece in trimmed if piece[1] > piece[0]]
    if not pieces:
        return [_trim(text, begin, len(text))]
    return [part for a, b in _merge_short(text, pieces) for part in _cut_long(text, a, b)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return start, end


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _merge_short(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Fragments under MIN_WORDS words joined to the sentence before, or to the next for the first one."""
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and (
            _words(text[start:end]) < MIN_WORDS or (len(merged) == 1 and _words(text[slice(*merged[0])]) < MIN_WORDS)
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence over MAX_CHARACTERS cut at its strongest inner punctuation, as near the middle as can be.

    Without punctuation, before a word that links two clauses.
    """
    if end - start <= MAX_CHARACTERS:
        return [(start, end)]
    for cut in (*_CUTS, *_UNEVEN_CUTS):
        places = [
            m.end()
            for m in cut.finditer(text, start, end)
            if _words(text[start : m.end()]) >= MIN_WORDS and _words(text[m.end() : end]) >= MIN_WORDS
        ]
        if places:
            middle = (start + end) / 2
            at = min(places, key=lambda p: abs(p - middle))
            if cut in _UNEVEN_CUTS and not 0.2 < (at - start) / (end - start) < 0.8:
                continue
            return [*_cut_long(text, *_trim(text, start, at)), *_cut_long(text, *_trim(text, at, end))]
    return [(start, end)]
