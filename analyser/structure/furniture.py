"""Setting apart what is not the author's text: running headers and footers, page numbers, contents pages."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from analyser.domain.document import Document, Line, LineRole
from analyser.structure.outlines import entry_key, fold, has_leaders, numbering, title_key

_EDGE_SHARE = 0.12  # running lines stand in the outer bands of the page
_EDGE_LINES = 3
_SAME_PLACE_PT = 6.0
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|\s]*)(?:page|p\.?)?\s*\d{1,3}(?:\s*(?:/|sur|of|de)\s*\d{1,3})?(?:[-–—|\s]*)\Z", re.IGNORECASE
)
_CONTENTS_TITLE = re.compile(
    r"(?:\W*)(?:sommaire|table des mati[èe]res|table des contenus|plan (?:du|de ce) (?:rapport|document|dossier)|"
    r"contents)"
    r"(?:\s*(?:du|de ce|de cette)\s+\w+)?\s*:?\s*\Z",
    re.IGNORECASE,
)
_ENDS_WITH_PAGE = re.compile(r"(?:\s|\.|…|\|)\s*(?:p\.\s?)?(\d{1,3})\s*\Z")
_MAX_ENTRIES = 200


def set_apart_furniture(document: Document) -> Document:
    """The same document, its running lines marked FURNITURE and its contents pages CONTENTS."""
    roles: dict[int, LineRole] = {}
    for index in _running_lines(document):
        roles[index] = LineRole.FURNITURE
    for index in _contents_lines(document, set(roles)):
        roles[index] = LineRole.CONTENTS
    if not roles:
        return document
    lines = tuple(replace(line, role=roles[i]) if i in roles else line for i, line in enumerate(document.lines))
    return replace(document, lines=lines)


def _running_lines(document: Document) -> set[int]:
    heights = {page.number: page.height_pt for page in document.pages}
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(document.lines):
        if line.box is not None and line.role is LineRole.BODY:
            by_page[line.page].append(index)
    edges: list[int] = []
    for page, indexes in by_page.items():
        ranked = sorted(indexes, key=lambda i: _box_top(document.lines[i]))
        for index in {*ranked[:_EDGE_LINES], *ranked[-_EDGE_LINES:]}:
            box = document.lines[index].box
            assert box is not None
            if box.bottom < _EDGE_SHARE * heights[page] or box.top > (1 - _EDGE_SHARE) * heights[page]:
                edges.append(index)
    groups: dict[str, list[int]] = defaultdict(list)
    found: set[int] = set()
    for index in sorted(edges):
        text = document.slice(document.lines[index].span)
        if _PAGE_NUMBER.match(text):
            found.add(index)
        groups[re.sub(r"\d+", "#", fold(text))].append(index)
    enough = 2 if len(document.pages) <= 5 else 3
    for members in groups.values():
        for same in _same_place(document, members):
            if len({document.lines[i].page for i in same}) >= enough and _digits_follow_pages(document, same):
                found.update(same)
    return found


def _box_top(line: Line) -> float:
    return line.box.top if line.box is not None else 0.0


def _same_place(document: Document, members: list[int]) -> list[list[int]]:
    """Members clustered by their height on the page."""
    clusters: list[list[int]] = []
    for index in sorted(members, key=lambda i: _box_top(document.lines[i])):
        if clusters and _box_top(document.lines[index]) - _box_top(document.lines[clusters[-1][-1]]) < _SAME_PLACE_PT:
            clusters[-1].append(index)
        else:
            clusters.append([index])
    return clusters


def _digits_follow_pages(document: Document, same: list[int]) -> bool:
    """Whether the texts are equal but for the page number: "Séance 1", "Séance 2" are titles, not furniture."""
    texts = [document.slice(document.lines[i].span) for i in same]
    if len(set(texts)) == 1:
        return True
    numbers = [[int(n) for n in re.findall(r"\d{1,6}", text)] for text in texts]
    pages = [document.lines[i].page for i in same]
    if len({len(row) for row in numbers}) != 1:
        return False
    for column in zip(*numbers, strict=True):
        shifts = {n - page for n, page in zip(column, pages, strict=True)}
        if len(set(column)) > 1 and len(shifts) > 1:
            return False
    return True


def _contents_lines(document: Document, furniture: set[int]) -> set[int]:
    body = [i for i in range(len(document.lines)) if i not in furniture]
    texts = {i: document.slice(document.lines[i].span) for i in body}
    found: set[int] = set()
    for rank, index in enumerate(body):
        if index in found or not _CONTENTS_TITLE.match(texts[index]) or len(texts[index]) > 60:
            continue
        entries = _entries_after(document, body[rank + 1 : rank + 1 + _MAX_ENTRIES], texts)
        if len(entries) >= 2:
            found.add(index)
            found.update(entries)
    return found | _untitled_contents(document, body, texts)


def _entries_after(document: Document, following: list[int], texts: dict[int, str]) -> list[int]:
    """Lines after a contents title that are its entries."""
    paged = _paged_entries(document, following, texts)
    if len(paged) >= 2:
        return paged
    repeated = _repeated_entries(document, following, texts)
    return repeated if len(repeated) >= 2 else _run_in_entries(document, following, texts)


def _paged_entries(document: Document, following: list[int], texts: dict[int, str]) -> list[int]:
    """Entries that end with a page number, which never goes down; wrapped entries included."""
    entries: list[int] = []
    waiting: list[int] = []
    last_page = 0
    for index in following:
        text = texts[index]
        match = _ENDS_WITH_PAGE.search(text)
        page = int(match.group(1)) if match else 0
        if match and last_page <= page <= max(len(document.pages), 1) + 60 and len(text) < 160:
            entries += [*waiting, index]
            waiting = []
            last_page = page
            continue
        waiting.append(index)
        # A wrapped entry takes two or three lines; more is the text that follows.
        if len(waiting) > 2 or len(text) > 110:
            break
    return entries


def _repeated_entries(document: Document, following: list[int], texts: dict[int, str]) -> list[int]:
    """Entries without page numbers: each is met again later as a line of its own."""
    places: dict[str, list[int]] = defaultdict(list)
    blocks: dict[int, str] = {}
    for index in following:
        blocks.setdefault(document.lines[index].block, "")
    for index, line in enumerate(document.lines):
        places[title_key(document.slice(line.span))].append(index)
    entries: list[int] = []
    seen: set[str] = set()
    misses: list[int] = []
    for index in following:
        key = entry_key(texts[index])
        if key and key in seen:
            break  # the body starts: this is the heading that an entry announced
        again = [i for i in places.get(key, ()) if i > index]
        if key and again and len(texts[index]) < 140:
            entries += [*misses, index]
            misses = []
            seen.add(key)
            continue
        misses.append(index)
        if len(misses) > 2 or len(texts[index]) > 110:
            break
    return entries


def _run_in_entries(document: Document, following: list[int], texts: dict[int, str]) -> list[int]:
    """The lines of a paragraph made of later titles one after the other."""
    block = [i for i in following if document.lines[i].block == document.lines[following[0]].block] if following else []
    listed = fold(" ".join(texts[i] for i in block))
    covered = 0
    titles = {fold(document.slice(line.span)) for line in document.lines[block[-1] + 1 :]} if block else set()
    for title in titles:
        if 4 <= len(title) <= 100 and f" {title} " in f" {listed} ":
            covered += len(title) + 1
    return block if listed and covered > 0.7 * len(listed) else []


def _untitled_contents(document: Document, body: list[int], texts: dict[int, str]) -> set[int]:
    """Runs of lines with dot leaders and page numbers, whatever stands above them."""
    found: set[int] = set()
    run: list[int] = []
    for index in [*body, -1]:
        if index >= 0 and has_leaders(texts[index]) and _ENDS_WITH_PAGE.search(texts[index]):
            run.append(index)
            continue
        if len(run) >= 4:
            found.update(run)
        run = []
    return found


def contents_keys(document: Document) -> dict[str, int]:
    """Keys of the titles that the contents pages announce, with the depth of their numbering (0 without)."""
    keys: dict[str, int] = {}
    for line in document.lines:
        if line.role is LineRole.CONTENTS:
            text = document.slice(line.span)
            number = numbering(text)
            keys.setdefault(entry_key(text), len(number.path) if number else 0)
    keys.pop("", None)
    return keys
