"""What the tool says of a submission: verdicts, their evidence, alerts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analyser.domain.document import Document, Page
from analyser.domain.geometry import Box, Span
from analyser.domain.sections import Section


class Status(StrEnum):
    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"
    NOT_ASSESSABLE = "not_assessable"


class AlertLevel(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim passage and its place. ``boxes`` is empty only for formats without layout."""

    text: str
    span: Span
    page: int
    boxes: tuple[Box, ...]
    section: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Alert:
    """A fact or risk found beside the elements. Without a page, the message says why."""

    code: str
    level: AlertLevel
    message: str
    page: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a required content or of a criterion, summed up from its elements."""

    id: str
    label: str
    status: Status
    reason: str


# Chosen on the dev split; ``p_covered`` between 0.3 and 0.7, the usual doubt zone, holds a third of the errors only.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class ElementVerdict:
    """The verdict on one element.

    Covered and partial carry evidence; missing and not assessable carry the nearest passages instead.
    ``p_covered`` and ``p_missing`` are calibrated probabilities that an assessor would say so.
    """

    id: str
    label: str
    status: Status
    reason: str
    p_covered: float
    p_missing: float
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        found = self.status in (Status.COVERED, Status.PARTIAL)
        if found != bool(self.evidence):
            raise ValueError(f"{self.id}: {self.status} with {len(self.evidence)} evidence passages")
        if len(self.evidence) > 5 or len(self.nearest) > 3:
            raise ValueError(f"{self.id}: too many passages")
        if not (0 <= self.p_covered <= 1 and 0 <= self.p_missing <= 1):
            raise ValueError(f"{self.id}: probabilities out of range")

    @property
    def probabilities(self) -> tuple[float, float, float]:
        """Of covered, partial, missing; rounding never makes one negative."""
        return self.p_covered, max(0.0, 1 - self.p_covered - self.p_missing), self.p_missing

    @property
    def certainty(self) -> float:
        """The probability of the status shown; 0 where nothing could be assessed."""
        return dict(zip((Status.COVERED, Status.PARTIAL, Status.MISSING), self.probabilities, strict=True)).get(
            self.status, 0.0
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look first: on the dev split, one element in six, where most errors are."""
        return self.certainty < SURE


@dataclass(frozen=True, slots=True)
class Submission:
    """The file that was analysed: what is known of it, never its text.

    Attributes:
        words: number of words of the body.
    """

    name: str
    sha256: str
    format: str
    pages: tuple[Page, ...]
    words: int

    @classmethod
    def of(cls, document: Document) -> Submission:
        return cls(document.name, document.sha256, document.format, document.pages, document.words)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the tool says of one submission; it holds the passages shown, not the whole text."""

    submission: Submission
    evaluation: str
    sections: tuple[Section, ...]
    contents: tuple[Verdict, ...]
    criteria: tuple[Verdict, ...]
    elements: tuple[ElementVerdict, ...]
    alerts: tuple[Alert, ...]
    engine: Mapping[str, str]
    timings_s: Mapping[str, float] = field(default_factory=dict, compare=False)


def check_passages(document: Document, verdicts: Iterable[ElementVerdict]) -> None:
    """Raises ValueError when a passage shown is not the document's text at its span."""
    for verdict in verdicts:
        for passage in (*verdict.evidence, *verdict.nearest):
            if document.slice(passage.span) != passage.text:
                raise ValueError(f"{verdict.id}: a passage is not the document's text")
