"""Labelled passages for training: marked reports as the engine parses them, and the référentiel's own examples."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyser.benchmark.corpus import align_marks, load_report, passage_labels
from analyser.domain.framework import Framework
from analyser.domain.gold import MarkedReport
from analyser.pipeline import Parsed
from analyser.reading import FORMATS
from analyser.structure import find_sections, set_apart_furniture, split_passages
from analyser.structure.sentences import load_sentence_splitter

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LabelledText:
    """Consecutive passages with their labels.

    Attributes:
        labels: 0 none, 1 mention, 2 evidence, 3 decoy; shape (passages, elements).
        judged: which labels are known; shape (passages, elements).
    """

    name: str
    author: str
    texts: tuple[str, ...]
    is_heading: tuple[bool, ...]
    labels: Labels
    judged: npt.NDArray[np.bool_]


def element_ids(framework: Framework) -> tuple[str, ...]:
    """The elements that passages can prove, over all evaluations, in the framework's order."""
    return tuple(e.id for ev in framework.evaluations for e in framework.elements(ev.id) if e.scope == "passage")


def parse_markdown(report: MarkedReport) -> Parsed:
    """The report's own text through our reader, without a PDF between."""
    data = report.markdown.encode()
    document = FORMATS["md"](data, report.name + ".md", hashlib.sha256(data).hexdigest(), 500)
    document = set_apart_furniture(document)
    sections = find_sections(document)
    return Parsed(document, sections, split_passages(document, sections, load_sentence_splitter()))


def label_report(report: MarkedReport, parsed: Parsed, framework: Framework) -> LabelledText:
    ids = element_ids(framework)
    own = {e.id for e in framework.elements(report.evaluation)}
    labels = passage_labels(align_marks(report, parsed.document), parsed.passages, ids)
    return LabelledText(
        report.name,
        report.author,
        tuple(parsed.texts),
        tuple(p.is_heading for p in parsed.passages),
        labels,
        np.tile(np.array([id in own for id in ids]), (len(labels), 1)),
    )


def framework_examples(
    framework: Framework, without: frozenset[str] = frozenset(), seed: int = 3, group: int = 8
) -> list[LabelledText]:
    """The référentiel's examples, shuffled and dealt in groups that share a window.

    A label is known for the example's own element, and "none" for the elements of other contents.
    """
    ids = element_ids(framework)
    rows: list[tuple[str, int, int, npt.NDArray[np.bool_]]] = []
    for evaluation in framework.evaluations:
        for element in framework.elements(evaluation.id):
            if element.scope != "passage" or element.id in without:
                continue
            column = ids.index(element.id)
            elsewhere = {e.id for e in framework.elements(evaluation.id) if e.content != element.content}
            judged = np.array([id in elsewhere or id == element.id for id in ids])
            kinds = (
                (1, element.examples.partial),
                (2, (*element.examples.covered, *element.formulations)),
                (3, element.examples.near_miss),
            )
            rows += [(text, column, label, judged) for label, texts in kinds for text in texts]
    random.Random(seed).shuffle(rows)
    found = []
    for start in range(0, len(rows), group):
        part = rows[start : start + group]
        labels = np.zeros((len(part), len(ids)), np.int64)
        for row, (_, column, label, _) in enumerate(part):
            labels[row, column] = label
        texts = tuple(text for text, *_ in part)
        known = np.stack([judged for *_, judged in part])
        found.append(LabelledText("référentiel", "référentiel", texts, (False,) * len(part), labels, known))
    return found


def passage_banks(corpus: Path, framework: Framework, seed: int = 5, group: int = 2) -> list[LabelledText]:
    """The paragraphs of ``corpus/banks``, each as from another report, dealt by ``group`` to a window.

    A label is known for the elements that the paragraph marks and, as "none", for those of the other contents.
    """
    ids = element_ids(framework)
    content = {e.id: e.content for ev in framework.evaluations for e in framework.elements(ev.id)}
    paragraphs: list[tuple[tuple[str, ...], Labels, npt.NDArray[np.bool_]]] = []
    for path in sorted((corpus / "banks").glob("*.md")):
        report = load_report(path)
        parsed = parse_markdown(report)
        labelled = label_report(report, parsed, framework)
        blocks = [p.block for p in parsed.passages]
        for block in dict.fromkeys(blocks):
            rows = [i for i, b in enumerate(blocks) if b == block]
            labels = labelled.labels[rows]
            marked = np.asarray((labels > 0).any(axis=0), bool)
            near = {content[ids[i]] for i in np.flatnonzero(marked)}
            known = marked | np.array([content[id] not in near for id in ids])
            judged = labelled.judged[rows] & known
            paragraphs.append((tuple(labelled.texts[i] for i in rows), labels, judged))
    random.Random(seed).shuffle(paragraphs)
    found = []
    for start in range(0, len(paragraphs), group):
        part = paragraphs[start : start + group]
        texts = tuple(text for several, _, _ in part for text in several)
        labels, judged = (np.concatenate([p[k] for p in part]) for k in (1, 2))
        found.append(LabelledText("bank", "bank", texts, (False,) * len(texts), labels, judged))
    return found


def noisy(text: str, rng: random.Random) -> str:
    """The text as a hurried typist or a poor PDF gives it: lost accents, swapped or doubled letters, glued words."""
    kind = rng.random()
    if kind < 0.35:
        decomposed = unicodedata.normalize("NFD", text)
        return "".join(c for c in decomposed if not unicodedata.combining(c))
    words = text.split(" ")
    for index, word in enumerate(words):
        if len(word) < 4 or rng.random() > 0.08:
            continue
        at = rng.randrange(1, len(word) - 2)
        change = rng.randrange(4)
        if change == 0:
            words[index] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif change == 1:
            words[index] = word[:at] + word[at + 1 :]
        elif change == 2:
            words[index] = word[:at] + word[at] + word[at:]
        else:
            words[index] = word + "\0"
    return " ".join(words).replace("\0 ", "").replace("\0", "")
