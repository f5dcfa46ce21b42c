"""Reads marked reports and lays their marks over a parsed document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from analyser.domain.document import Document
from analyser.domain.geometry import Span
from analyser.domain.gold import Mark, MarkedReport, MarkKind
from analyser.domain.passages import Passage
from analyser.frameworks.cues import fold

_MARK = re.compile(r'<(e|m|d) id="([^"]+)">(.*?)</\1>')
_STRAY = re.compile(r"</?[emd](?: id=|>)")
_WORD = re.compile(r"\w+")
_AUTHOR = re.compile(r"[^\W\d_]+")

# A passage takes a mark's label when the mark covers this share of it, or when it holds this share of the mark.
SHARE_OF_PASSAGE = 0.4
SHARE_OF_MARK = 0.5


def load_report(path: Path) -> MarkedReport:
    """Read one marked report; the letters that open its name are its author's.

    Raises:
        ValueError: a mark is broken or crosses a line, or the name begins with no letter.
    """
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    metadata = yaml.safe_load(front)
    pieces: list[str] = []
    marks: list[Mark] = []
    length = last = 0
    for match in _MARK.finditer(body):
        before = body[last : match.start()]
        start = length + len(before)
        end = start + len(match[3])
        marks.append(Mark(MarkKind(match[1]), tuple(match[2].split()), Span(start, end)))
        pieces += [before, match[3]]
        length, last = end, match.end()
    markdown = "".join(pieces) + body[last:]
    if stray := _STRAY.search(markdown):
        raise ValueError(f"{path.name}: broken mark near {markdown[stray.start() : stray.start() + 40]!r}")
    name = path.stem
    author = _AUTHOR.match(name)
    if author is None:
        raise ValueError(f"{path.name}: a report's name begins with its author's letters")
    return MarkedReport(
        name,
        author[0],
        metadata["evaluation"],
        metadata.get("layout", ""),
        markdown.strip("\n") + "\n",
        _shifted(marks, markdown),
    )


def _shifted(marks: Sequence[Mark], markdown: str) -> tuple[Mark, ...]:
    """Marks after the leading blank lines were stripped."""
    lead = len(markdown) - len(markdown.lstrip("\n"))
    return tuple(Mark(m.kind, m.elements, Span(m.span.start - lead, m.span.end - lead)) for m in marks)


def load_splits(corpus: Path) -> dict[str, list[MarkedReport]]:
    """The reports and pages by split ("train", "dev", "test", "pages"), by author, as ``splits.yaml`` says."""
    splits: Mapping[str, str] = yaml.safe_load((corpus / "splits.yaml").read_text("utf-8"))
    author_split = {author: split for split, authors in splits.items() for author in authors}
    reports: dict[str, list[MarkedReport]] = {split: [] for split in splits}
    for path in chain.from_iterable(sorted((corpus / folder).glob("*.md")) for folder in ("reports", "pages")):
        report = load_report(path)
        reports[author_split[report.author]].append(report)
    return reports


def corpus_digest(corpus: Path) -> str:
    """SHA-256 over reports, pages, passage banks and splits: what a model learnt from and was measured on."""
    digest = hashlib.sha256()
    sources = (sorted((corpus / folder).glob("*.md")) for folder in ("reports", "pages", "banks"))
    for path in [corpus / "splits.yaml", *chain.from_iterable(sources)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def align_marks(report: MarkedReport, document: Document) -> list[tuple[Mark, list[Span]]]:
    """For each mark, where its words stand in the document's text (empty when the parser lost them).

    Words are matched in order, so that layout, hyphenation and Markdown syntax do not matter.
    """
    source = [(fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(report.markdown)]
    target = [(fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(document.text)]
    matcher = SequenceMatcher(None, [w[0] for w in source], [w[0] for w in target], autojunk=False)
    partner: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            partner[block.a + offset] = block.b + offset
    aligned = []
    for mark in report.marks:
        hits = sorted(
            partner[i]
            for i, (_, start, end) in enumerate(source)
            if start < mark.span.end and end > mark.span.start and i in partner
        )
        spans: list[Span] = []
        for index in hits:
            _, start, end = target[index]
            # Words skipped between two matches (a mended hyphen, a typo) stay inside the span.
            if spans and document.text.count(" ", spans[-1].end, start) <= 4 and start >= spans[-1].end:
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(start, end))
        aligned.append((mark, spans))
    return aligned


def passage_labels(
    aligned: Sequence[tuple[Mark, Sequence[Span]]], passages: Sequence[Passage], elements: Sequence[str]
) -> npt.NDArray[np.int64]:
    """Labels 0 none, 1 mention, 2 evidence, 3 decoy. Shape: (passages, elements)."""
    code = {MarkKind.MENTION: 1, MarkKind.EVIDENCE: 2, MarkKind.DECOY: 3}
    rank = {0: 0, 3: 1, 1: 2, 2: 3}  # evidence beats mention beats decoy
    column = {element: i for i, element in enumerate(elements)}
    labels = np.zeros((len(passages), len(elements)), np.int64)
    for mark, spans in aligned:
        total = sum(len(s) for s in spans)
        for index, passage in enumerate(passages):
            shared = sum(s.intersection(passage.span) for s in spans)
            if not shared or (shared < SHARE_OF_PASSAGE * len(passage.span) and shared < SHARE_OF_MARK * total):
                continue
            for element in mark.elements:
                if element in column and rank[code[mark.kind]] > rank[int(labels[index, column[element]])]:
                    labels[index, column[element]] = code[mark.kind]
    return labels
