"""Which blocks are headings: tags and styles, bookmarks, numbering, contents page and typography together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from analyser.domain.document import Document
from analyser.structure.furniture import contents_keys
from analyser.structure.outlines import Block, Numbering, fold, numbering, title_key

_MAX_CHARACTERS = 200
_MAX_LINES = 4
_BULLET = re.compile(r"[•●○◦▪▫■□◆►▶➢➤➔→✓✔✗☐☑☒❖⁃‣∙·*-]\s|[–—]\s")
_CLOSING = re.compile(
    r"fait à\b|fait le\b|signature|date\s*:|le \d{1,2}\s\w+\s\d{4}\s*$|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\s*$|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b.*\d|(?:cher|chère|bonjour|madame,|monsieur,|cordialement)\b",
    re.IGNORECASE,
)
_FILL_IN = re.compile(r"[.…_]{6,}|…{2,}")
_LABEL = re.compile(r"[^:]{2,40}\s?:\s\S")
_FORCED_LABEL = re.compile(r"(?:partie|chapitre|fiche|étape|phase|annexe|séance|pièce|objet)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: the ranks of its blocks and how it is set."""

    first: int
    last: int
    text: str
    number: Numbering | None
    size_pt: float
    bold: bool
    caps: bool
    level: int | None  # as a tag, a style or a bookmark says


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the document's ordinary text is set, and what it says of its own headings."""

    size_pt: float
    bold_is_common: bool
    tagged: int
    has_typography: bool
    contents: dict[str, int]
    bookmarks: dict[tuple[str, int], int]


def find_headings(document: Document, blocks: list[Block]) -> list[Heading]:
    """The headings, in reading order."""
    setting = _setting(document, blocks)
    numbers = [numbering(b.text) if not b.is_row else None for b in blocks]
    sequences = _sequences(blocks, numbers)
    threshold = 4.0 if setting.tagged >= 3 else 2.5
    chosen: dict[int, float] = {}
    for rank in range(len(blocks)):
        score = _score(rank, blocks, numbers[rank], setting, sequences)
        if score >= threshold:
            chosen[rank] = score
    if not setting.has_typography and len(chosen) < 3:
        chosen.update({rank: 2.5 for rank in _isolated(blocks) if rank not in chosen})
    _drop_runs(blocks, numbers, chosen, setting)
    return _merge(blocks, numbers, chosen, setting)


def _setting(document: Document, blocks: list[Block]) -> _Setting:
    sizes: Counter[float] = Counter()
    bold = total = 0
    for block in blocks:
        for line in block.lines:
            if line.heading_level is None:
                sizes[round(line.size_pt * 2) / 2] += len(line.span)
                total += len(line.span)
                bold += len(line.span) if line.bold else 0
    tagged = sum(1 for b in blocks if b.heading_level is not None and len(b.text) <= _MAX_CHARACTERS)
    return _Setting(
        size_pt=max(sorted(sizes), key=lambda s: sizes[s]) if sizes else 0.0,
        bold_is_common=bold > 0.3 * total,
        tagged=tagged,
        has_typography=any(line.size_pt or line.bold for b in blocks for line in b.lines) or tagged > 0,
        contents=contents_keys(document),
        bookmarks={(fold(mark.title), mark.page): mark.level for mark in document.bookmarks},
    )


def is_caps(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def _bookmark_level(block: Block, setting: _Setting) -> int | None:
    if not setting.bookmarks:
        return None
    key = fold(block.text)
    found = setting.bookmarks.get((key, block.page))
    if found is None and (number := numbering(block.text)):
        found = setting.bookmarks.get((fold(block.text[number.length :]), block.page))
    return found


def _score(
    rank: int, blocks: list[Block], number: Numbering | None, setting: _Setting, sequences: dict[int, float]
) -> float:
    block = blocks[rank]
    text = block.text
    if block.is_row or len(text) > _MAX_CHARACTERS or len(block.lines) > _MAX_LINES:
        return 0.0
    if sum(map(str.isalpha, text)) < 2:
        return 0.0
    if block.heading_level is not None:
        return 10.0
    score = 0.0
    if _bookmark_level(block, setting) is not None:
        score += 6.0
    if setting.contents and len(key := title_key(text)) > 2 and key in setting.contents:
        score += 4.0
    typography = _typography(block, setting)
    # A bare list is no run of headings, but bold numbered lines may be: each above a form to fill in.
    score += typography + (max(-1.0, sequences.get(rank, 0.0)) if typography > 0 else sequences.get(rank, 0.0))
    if number is not None and len(text) <= 120:
        score += 1.5 if number.scheme in ("1", "A", "a") else 2.0
    score += 0.5 if len(text) <= 80 else 0.0
    score += 1.5 if rank == 0 and typography > 0 else 0.0  # the document's own title
    return score - _objections(rank, blocks, number)


def _typography(block: Block, setting: _Setting) -> float:
    score = 0.0
    if setting.size_pt and block.size_pt:
        ratio = block.size_pt / setting.size_pt
        if ratio >= 1.08:
            score += 3.0 if ratio < 1.2 else 4.0
        elif ratio < 0.92:
            score -= 2.0  # notes and captions
    if block.bold and not setting.bold_is_common:
        score += 2.5
    if is_caps(block.text):
        score += 2.0
    return score


def _objections(rank: int, blocks: list[Block], number: Numbering | None) -> float:
    """What speaks against a heading."""
    text = blocks[rank].text.rstrip()
    against = 0.0
    if text[-1] in ".;,":
        against += 1.5 if text[-1] == "." and number is not None and len(text) < 60 else 3.0
    elif text[-1] in '…:»"':
        against += 1.5
    if len(text) > 120:
        against += 2.0
    if text[0].islower() or text[0] in '«"(' or _BULLET.match(text):
        against += 4.0
    if _CLOSING.match(text) or _FILL_IN.search(text):
        against += 5.0
    # "Candidate : Marie D." is a label and its value; "Fiche 1 : la personne" a title.
    if _LABEL.match(text) and number is None and not _FORCED_LABEL.match(text):
        against += 1.5 if rank else 0.5
    if rank + 1 == len(blocks) and number is None:
        against += 1.5
    if sum(c.isdigit() for c in text) > 0.4 * len(text):
        against += 3.0
    return against


def _sequences(blocks: list[Block], numbers: list[Numbering | None]) -> dict[int, float]:
    """For numbered short blocks: +2 where the numbers follow one another with text between, -3 for bare lists."""
    short = [
        (rank, n)
        for rank, n in enumerate(numbers)
        if n is not None and len(blocks[rank].text) <= 120 and blocks[rank].text.rstrip()[-1] not in ".;,"
    ]
    found: dict[int, float] = {}
    by_scheme: dict[str, list[tuple[int, Numbering]]] = {}
    for rank, number in short:
        by_scheme.setdefault(number.scheme, []).append((rank, number))
    paths = {(number.scheme[0], *number.path) for _, number in short if _is_nested(number.scheme)}
    for members in by_scheme.values():
        for position, (rank, number) in enumerate(members):
            after = members[position + 1] if position + 1 < len(members) else None
            before = members[position - 1] if position else None
            follows = before is not None and _is_next(before[1].path, number.path)
            leads = after is not None and _is_next(number.path, after[1].path)
            starts = number.path[-1] == 1
            has_child = (number.scheme[0], *number.path, 1) in paths
            # The paragraphs between an item and the next tell a heading from a list.
            end = after[0] if after is not None else min(len(blocks), rank + 6)
            text_after = sum(200 if b.is_row else len(b.text) for b in blocks[rank + 1 : end]) > 150
            deep = len(number.path) > 1 and (number.scheme[0], *number.path[:-1]) in paths
            ends_list = follows and not leads and before is not None and found.get(before[0]) == -3.0
            if ends_list and not has_child:
                found[rank] = -3.0
            elif text_after and (follows or leads or has_child or (deep and starts)):
                found[rank] = 2.0
            elif not text_after and (follows or leads) and not has_child and len(number.path) == 1:
                found[rank] = -3.0
    return found


def _is_nested(scheme: str) -> bool:
    """Schemes whose numbers hold those of their parents: 1.1, I.1, A.1."""
    return set(scheme) <= {"1", "I", "A", "."}


def _is_next(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    if len(before) != len(after):
        return False
    if before[:-1] == after[:-1]:
        return after[-1] == before[-1] + 1 or (after[-1] - before[-1] == 10 and before[-1] % 10 == 0)
    return after[-1] == 1 and before[:-1] < after[:-1]


def _isolated(blocks: list[Block]) -> list[int]:
    """Short lines alone between long paragraphs: all that a bare text shows of its headings."""
    found = []
    for rank in range(len(blocks) - 1):
        text = blocks[rank].text
        if len(text) > 60 or len(text.split()) > 9 or not text[0].isupper() or text[-1] in ".;,:!…»":
            continue
        before_is_long = rank == 0 or len(blocks[rank - 1].text) > 120
        if before_is_long and len(blocks[rank + 1].text) > 150 and not _CLOSING.match(text):
            found.append(rank)
    return found


def _drop_runs(
    blocks: list[Block], numbers: list[Numbering | None], chosen: dict[int, float], setting: _Setting
) -> None:
    """Four or more alike in a row with nothing between are a cover page or a list of bold lines."""
    ranks = sorted(chosen)
    run: list[int] = []
    for rank in [*ranks, -9]:
        alike = (
            run
            and rank == run[-1] + 1
            and blocks[rank].heading_level is None
            and numbers[rank] is None
            and title_key(blocks[rank].text) not in setting.contents
            and _style(blocks[rank]) == _style(blocks[run[-1]])
        )
        if alike:
            run.append(rank)
            continue
        if len(run) >= 4:
            announces = run[-1] + 1 < len(blocks) and len(blocks[run[-1] + 1].text) > 100
            for extra in run[1:-1] if announces else run[1:]:
                del chosen[extra]
        run = [rank]


def _style(block: Block) -> tuple[float, bool, bool]:
    return round(block.size_pt * 2) / 2, block.bold, is_caps(block.text)


def _merge(
    blocks: list[Block], numbers: list[Numbering | None], chosen: dict[int, float], setting: _Setting
) -> list[Heading]:
    """Headings, the pieces of one that was set on several lines joined."""
    headings: list[Heading] = []
    for rank in sorted(chosen):
        block = blocks[rank]
        last = headings[-1] if headings else None
        if last is not None and last.last == rank - 1 and _goes_on(blocks[rank - 1], block, numbers[rank]):
            headings[-1] = Heading(
                last.first,
                rank,
                f"{last.text} {block.text}",
                last.number,
                last.size_pt,
                last.bold,
                last.caps,
                last.level,
            )
            continue
        size, bold, caps = _style(block)
        level = block.heading_level or _bookmark_level(block, setting)
        headings.append(Heading(rank, rank, block.text, numbers[rank], size, bold, caps, level))
    return headings


def _goes_on(above: Block, below: Block, number: Numbering | None) -> bool:
    """Whether ``below`` is the next line of the same heading."""
    if number is not None or above.page != below.page or _style(above) != _style(below):
        return False
    a, b = above.lines[-1].box, below.lines[0].box
    if above.heading_level != below.heading_level or a is None or b is None:
        return False
    if above.text[-1] in "?!.":
        return False
    gap = b.top - a.bottom
    return gap < 0.35 * above.size_pt and (above.heading_level is None or below.text[0].islower())
