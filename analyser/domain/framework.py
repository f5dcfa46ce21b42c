"""A référentiel: evaluations, required contents, criteria and the elements an assessor expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coaching:
    """How a candidate can think about an element; never text to paste.

    Attributes:
        reminder: what the référentiel expects, in one or two sentences.
        points: sub-points to check.
        example_kind: the kind of example that convinces.
    """

    reminder: str
    points: tuple[str, ...]
    example_kind: str


@dataclass(frozen=True, slots=True)
class Examples:
    covered: tuple[str, ...]
    partial: tuple[str, ...]
    near_miss: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One expected element ("attendu").

    Attributes:
        cues: sequences of lemmas; a passage shows a cue when it holds them in order, close together.
        scope: "passage" when a passage can prove it, "document" when only the whole form can.
        document_rule: for scope "document", the name of the rule that judges it; empty otherwise.
    """

    id: str
    label: str
    criterion: str
    content: str
    covered_means: str
    partial_means: str
    formulations: tuple[str, ...]
    cues: tuple[tuple[str, ...], ...]
    near_misses: tuple[str, ...]
    examples: Examples
    coaching: Coaching
    jury_question: str
    scope: str = "passage"
    document_rule: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    evaluation: str
    competence: str
    text: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A required content of the written report.

    ``headings`` are formulations that a section title or opening might use.
    """

    id: str
    evaluation: str
    competence: str
    label: str
    text: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``signs`` are expressions that tell this evaluation's reports from the others'."""

    id: str
    title: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    id: str
    title: str
    version: str
    evaluations: tuple[Evaluation, ...]
    contents: tuple[Content, ...]
    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        ids = [e.id for c in self.criteria for e in c.elements]
        ids += [c.id for c in self.criteria] + [c.id for c in self.contents]
        if len(ids) != len(set(ids)):
            raise ValueError("ids of a framework must be unique")

    def elements(self, evaluation: str) -> Iterator[Element]:
        """The elements of one evaluation, in the framework's order."""
        for criterion in self.criteria_of(evaluation):
            yield from criterion.elements

    def criteria_of(self, evaluation: str) -> tuple[Criterion, ...]:
        return tuple(c for c in self.criteria if c.evaluation == evaluation)

    def contents_of(self, evaluation: str) -> tuple[Content, ...]:
        return tuple(c for c in self.contents if c.evaluation == evaluation)
