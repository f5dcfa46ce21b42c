"""The constructors hold the invariants that every layer relies on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyser.domain.analysis import ElementVerdict, Evidence, Status, check_passages
from analyser.domain.document import Document, Line, Page, Word, enclosing
from analyser.domain.geometry import Box, Span
from analyser.domain.gold import Mark, MarkedReport, MarkKind
from analyser.domain.review import Review, last_reviews

EVIDENCE = Evidence("texte", Span(0, 5), 1, (), None, 0.9)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_spans_overlap_when_they_share_characters(a: int, b: int, c: int, d: int) -> None:
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one)
    assert one.intersection(other) == len(shared)
    if len(one) and len(other):
        assert one.overlaps(other) == bool(shared)


def test_impossible_places_are_refused() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(5, 2)
    with pytest.raises(ValueError, match="not a box"):
        Box(10, 0, 5, 5)


def test_enclosing_holds_every_word() -> None:
    assert enclosing([Word(0, 3, 0, 5, 10, 15), Word(4, 9, 3, 1, 20, 9)]) == Box(0, 1, 20, 15)


def document(*lines: Line) -> Document:
    return Document("a.pdf", "0" * 64, "pdf", "un deux trois", (Page(1, 595, 842), Page(2, 595, 842)), lines)


def test_a_block_never_crosses_a_page() -> None:
    with pytest.raises(ValueError, match="crosses a page"):
        document(Line(Span(0, 2), 1, 0), Line(Span(3, 7), 2, 0))


def test_lines_never_overlap() -> None:
    with pytest.raises(ValueError, match="out of order"):
        document(Line(Span(0, 5), 1, 0), Line(Span(3, 7), 1, 1))


def test_boxes_are_those_of_the_words_touched() -> None:
    words = (Word(0, 2, 0, 0, 10, 10), Word(3, 7, 12, 0, 30, 10))
    found = document(Line(Span(0, 7), 1, 0, Box(0, 0, 30, 10), words)).boxes(Span(3, 7))
    assert found == (Box(12, 0, 30, 10),)


@pytest.mark.parametrize("status", [Status.COVERED, Status.PARTIAL])
def test_what_is_found_has_evidence(status: Status) -> None:
    with pytest.raises(ValueError, match="evidence"):
        ElementVerdict("X.a", "x", status, "", 0.9, 0.1)
    assert ElementVerdict("X.a", "x", status, "", 0.9, 0.1, evidence=(EVIDENCE,)).evidence


def test_what_is_missing_has_none() -> None:
    with pytest.raises(ValueError, match="evidence"):
        ElementVerdict("X.a", "x", Status.MISSING, "", 0.1, 0.9, evidence=(EVIDENCE,))


def test_gold_status_prefers_evidence_and_ignores_decoys() -> None:
    marks = (
        Mark(MarkKind.MENTION, ("X.a", "X.b"), Span(0, 1)),
        Mark(MarkKind.EVIDENCE, ("X.a",), Span(1, 2)),
        Mark(MarkKind.DECOY, ("X.c", "X.a"), Span(2, 3)),
    )
    report = MarkedReport("A1", "A", "X", "html", "abc", marks)
    assert report.statuses() == {"X.a": Status.COVERED, "X.b": Status.PARTIAL}
    assert report.decoys() == {"X.c"}


def test_a_passage_that_is_not_the_text_is_refused() -> None:
    shown = Evidence("deux", Span(0, 4), 1, (), None, 0.9)
    with pytest.raises(ValueError, match="not the document's text"):
        check_passages(document(), [ElementVerdict("X.a", "x", Status.COVERED, "", 0.9, 0.1, (shown,))])


def test_the_last_review_of_each_assessor_counts() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    first = Review("1", "X.a", "anne", Status.MISSING, "", True, at)
    second = replace(first, status=Status.COVERED)
    other = replace(first, assessor="bruno")
    assert last_reviews([first, other, second]) == {("X.a", "anne"): second, ("X.a", "bruno"): other}
