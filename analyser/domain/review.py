"""What people say of a submission beside the tool's verdicts, which are never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analyser.domain.analysis import Status


class Role(StrEnum):
    CANDIDATE = "candidate"
    ASSESSOR = "assessor"
    QUALITY = "quality"
    REFERENT = "referent"


@dataclass(frozen=True, slots=True)
class Review:
    """One assessor's judgement of one element. The last one by an assessor counts; none is ever changed.

    Attributes:
        analysis: id of the stored analysis.
        element: permanent id of the référentiel.
        assessor: who judged.
        status: what the assessor decides; the tool's own status stands in the analysis.
        reason: optional, in the assessor's words.
        decided_first: the assessor judged before seeing the tool's verdict.
        at: when, timezone-aware.
    """

    analysis: str
    element: str
    assessor: str
    status: Status
    reason: str
    decided_first: bool
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a review's time needs a timezone")
        if not self.assessor:
            raise ValueError("a review needs its assessor")


@dataclass(frozen=True, slots=True)
class StoredAnalysis:
    """What the store says of an analysis before it is opened.

    Attributes:
        cohort: the session or group it belongs to, as its owners name it.
        label: how people call the submission, such as its file name.
        doubtful: number of elements that a person should look at first.
        keep_until: when the retention timer erases it.
        has_file: whether the submission's file is kept.
    """

    id: str
    label: str
    cohort: str
    evaluation: str
    doubtful: int
    created_at: datetime
    keep_until: datetime
    has_file: bool


def last_reviews(reviews: list[Review]) -> dict[tuple[str, str], Review]:
    """The review that counts for each (element, assessor) of one analysis: the last one, in the order given."""
    return {(review.element, review.assessor): review for review in reviews}
