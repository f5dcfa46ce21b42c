"""Two drafts compared: what is said of an element follows its standing, then its passages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyser.domain.analysis import Analysis, ElementVerdict, Evidence, Status
from analyser.domain.errors import InputError
from analyser.domain.geometry import Span
from analyser.services.comparing import Change, compare


def verdict(status: Status, *texts: str, page: int = 1) -> ElementVerdict:
    passages = tuple(Evidence(t, Span(0, len(t)), page, (), None, 0.9) for t in texts)
    found = status in (Status.COVERED, Status.PARTIAL)
    return ElementVerdict("X.a", "Attendu", status, "", 0.5, 0.5, passages if found else (), () if found else passages)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (verdict(Status.MISSING), verdict(Status.COVERED, "a"), Change.FIXED),
        (verdict(Status.MISSING), verdict(Status.PARTIAL, "a"), Change.FIXED),
        (verdict(Status.PARTIAL, "a"), verdict(Status.COVERED, "a"), Change.FIXED),
        (verdict(Status.NOT_ASSESSABLE), verdict(Status.COVERED, "a"), Change.FIXED),
        (verdict(Status.COVERED, "a"), verdict(Status.PARTIAL, "a"), Change.REGRESSED),
        (verdict(Status.COVERED, "a"), verdict(Status.NOT_ASSESSABLE), Change.REGRESSED),
        (verdict(Status.COVERED, "a"), verdict(Status.COVERED, "a", "b"), Change.EVIDENCE),
        (verdict(Status.COVERED, "a b"), verdict(Status.COVERED, "a  b", page=9), Change.UNCHANGED),
        (verdict(Status.COVERED, "a", "b"), verdict(Status.COVERED, "b", "a"), Change.UNCHANGED),
        (verdict(Status.MISSING, "a"), verdict(Status.MISSING, "b"), Change.UNCHANGED),
        (verdict(Status.MISSING), verdict(Status.NOT_ASSESSABLE), Change.UNCHANGED),
    ],
)
def test_each_change_has_its_name(
    sample_e2: Analysis, before: ElementVerdict, after: ElementVerdict, change: Change
) -> None:
    (found,) = compare(replace(sample_e2, elements=(before,)), replace(sample_e2, elements=(after,)))
    assert (found.change, found.before, found.after) == (change, before.status, after.status)


def test_a_draft_is_unchanged_from_itself(sample_e2: Analysis) -> None:
    changes = compare(sample_e2, sample_e2)
    assert [c.id for c in changes] == [v.id for v in sample_e2.elements]
    assert {c.change for c in changes} == {Change.UNCHANGED}


def test_what_cannot_be_compared_is_said(sample_e2: Analysis) -> None:
    with pytest.raises(InputError) as refused:
        compare(replace(sample_e2, evaluation="E1"), sample_e2)
    assert refused.value.code == "EVALUATIONS_DIFFERENTES"
    with pytest.raises(InputError) as refused:
        compare(replace(sample_e2, engine={**sample_e2.engine, "model": "autre"}), sample_e2)
    assert refused.value.code == "MOTEURS_DIFFERENTS"
