"""Verdicts on elements, criteria and required contents, with their evidence and a French reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from analyser.domain.analysis import ElementVerdict, Evidence, Status, Verdict
from analyser.domain.document import Document
from analyser.domain.framework import Element, Framework
from analyser.domain.passages import Passage
from analyser.domain.sections import Section
from analyser.judging.decision import COVERED, MISSING, PARTIAL, Decisions, choose, document_features
from analyser.judging.document_rules import DOCUMENT_RULES
from analyser.judging.evidence import MAX_EVIDENCE, MAX_NEAREST, make_evidence, ranked_evidence
from analyser.judging.lexical import cue_table
from analyser.judging.qualifiers import denials, qualifiers
from analyser.judging.scoring import DECOY, EVIDENCE, MENTION, Floats

# A required content counts as covered when this share of its elements is found.
CONTENT_SHARE = 0.6
# A passage more likely than not to hold the element's words in another sense is shown as such.
ECHO_SCORE = 0.5
_STATUSES = {MISSING: Status.MISSING, PARTIAL: Status.PARTIAL, COVERED: Status.COVERED}


@cache
def _phrases() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("explanations_fr.yaml").read_text("utf-8"))
    return loaded


@dataclass(frozen=True)
class Reading:
    """What judging needs of one submission.

    Attributes:
        scores: shape (passages, elements, 4), elements in the order of ``elements``.
        tokens: lemmas of each passage, for the cues.
        trained: for each element, whether the model has a head for it (else its scores are zero-shot).
    """

    document: Document
    sections: Sequence[Section]
    passages: Sequence[Passage]
    elements: Sequence[Element]
    scores: Floats
    tokens: Sequence[Sequence[frozenset[str]]]
    trained: Sequence[bool]


def reading_features(reading: Reading) -> Floats:
    """The decision's features for every element of a reading."""
    texts = [reading.document.slice(p.span) for p in reading.passages]
    denying = np.asarray(denials(texts), np.float64)
    return document_features(reading.scores, cue_table(reading.elements, reading.tokens), denying)


def judge_elements(reading: Reading, decisions: Decisions) -> tuple[ElementVerdict, ...]:
    """One verdict an element, in order. Missing is claimed only where every page was readable."""
    features = reading_features(reading)
    trained = np.asarray(reading.trained, bool)
    probabilities = np.where(
        trained[:, None], decisions.trained.probabilities(features), decisions.zero_shot.probabilities(features)
    )
    choices = choose(probabilities)
    verdicts = []
    for column, element in enumerate(reading.elements):
        if element.scope == "document":
            rule = DOCUMENT_RULES[element.document_rule]
            verdicts.append(rule(reading.document, reading.sections, reading.passages, element))
            continue
        p_missing, p_covered = (float(probabilities[column, c]) for c in (MISSING, COVERED))
        verdicts.append(
            _judge(reading, element, reading.scores[:, column], _STATUSES[int(choices[column])], p_covered, p_missing)
        )
    return tuple(verdicts)


def _judge(
    reading: Reading, element: Element, scores: Floats, status: Status, p_covered: float, p_missing: float
) -> ElementVerdict:
    document, sections, passages = reading.document, reading.sections, reading.passages
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    either = scores[:, EVIDENCE] + scores[:, MENTION]
    if not len(passages):
        status = Status.MISSING
    if status is Status.COVERED:
        evidence = ranked_evidence(document, sections, passages, scores[:, EVIDENCE], MAX_EVIDENCE)
    elif status is Status.PARTIAL:
        evidence = ranked_evidence(document, sections, passages, either, MAX_EVIDENCE)
    else:
        nearest = ranked_evidence(document, sections, passages, either, MAX_NEAREST, keep_weak=True)
        if not document.is_fully_readable:
            status = Status.NOT_ASSESSABLE
    echo: Passage | None = None
    if status is Status.MISSING and len(passages):
        index = int(scores[:, DECOY].argmax())
        if scores[index, DECOY] > ECHO_SCORE:
            echo = passages[index]
            if not any(n.span.overlaps(echo.span) for n in nearest):
                shown = make_evidence(document, sections, echo, echo.span, float(either[index]))
                nearest = (shown, *nearest[: MAX_NEAREST - 1])
    reason = _reason(document, status, evidence, nearest, echo)
    return ElementVerdict(
        element.id, element.label, status, reason, round(p_covered, 4), round(p_missing, 4), evidence, nearest
    )


def _reason(
    document: Document,
    status: Status,
    evidence: Sequence[Evidence],
    nearest: Sequence[Evidence],
    echo: Passage | None,
) -> str:
    """Args: echo: a passage that holds the element's words in another sense."""
    phrases = _phrases()
    if status is Status.NOT_ASSESSABLE:
        return phrases["not_assessable"].format(pages=unreadable_pages(document))
    if status is Status.COVERED:
        key = "covered" if len(evidence) == 1 else "covered_many"
        return phrases[key].format(n=len(evidence), page=evidence[0].page)
    if status is Status.PARTIAL:
        return phrases["partial"].format(page=evidence[0].page)
    if not nearest:
        return phrases["missing_empty"]
    if qualifiers(nearest[0].text) & {"negation", "tiers"}:
        return phrases["missing_denial"].format(page=nearest[0].page)
    if echo is not None:
        return phrases["missing_echo"].format(page=echo.page)
    return phrases["missing"]


def unreadable_pages(document: Document) -> str:
    """Numbers of the unreadable pages, as in "2, 5"."""
    return ", ".join(str(page.number) for page in document.pages if not page.quality.is_readable)


def judge_criteria(framework: Framework, evaluation: str, verdicts: Sequence[ElementVerdict]) -> tuple[Verdict, ...]:
    by_id = {v.id: v for v in verdicts}
    return tuple(
        _group(c.id, c.text, [by_id[e.id] for e in c.elements], 1.0) for c in framework.criteria_of(evaluation)
    )


def judge_contents(framework: Framework, evaluation: str, verdicts: Sequence[ElementVerdict]) -> tuple[Verdict, ...]:
    by_id = {v.id: v for v in verdicts}
    elements = list(framework.elements(evaluation))
    return tuple(
        _group(c.id, c.label, [by_id[e.id] for e in elements if e.content == c.id], CONTENT_SHARE)
        for c in framework.contents_of(evaluation)
    )


def _group(id: str, label: str, verdicts: Sequence[ElementVerdict], share: float) -> Verdict:
    """Covered when at least ``share`` of the elements is covered; missing when none is found at all."""
    total = len(verdicts)
    covered = sum(v.status is Status.COVERED for v in verdicts)
    found = covered + sum(v.status is Status.PARTIAL for v in verdicts)
    unknown = sum(v.status is Status.NOT_ASSESSABLE for v in verdicts)
    phrases = _phrases()
    counts = {"total": total, "covered": covered, "partial": found - covered, "absents": total - found - unknown}
    if covered and covered >= share * total:
        key = "group_covered" if covered == total else "content_covered"
        return Verdict(id, label, Status.COVERED, phrases[key].format(**counts))
    if found:
        return Verdict(id, label, Status.PARTIAL, phrases["group_partial"].format(**counts))
    if unknown and unknown == total:
        return Verdict(id, label, Status.NOT_ASSESSABLE, phrases["group_not_assessable"])
    return Verdict(id, label, Status.MISSING, phrases["group_missing"].format(total=total))
