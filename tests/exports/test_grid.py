"""The grid, the questions and the checklist, opened again as their readers open them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import docx
import openpyxl
import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.domain.review import Review
from analyser.exports.checklist import to_docx
from analyser.exports.grid import grid_docx, grid_xlsx
from analyser.exports.jury import jury_questions
from analyser.pipeline import Engine

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def reviews(sample_e2: Analysis) -> list[Review]:
    missing = next(v for v in sample_e2.elements if v.status is Status.MISSING)
    covered = next(v for v in sample_e2.elements if v.status is Status.COVERED)
    return [
        Review("1", missing.id, "anne", Status.COVERED, "=cmd()", True, AT),
        Review("1", covered.id, "anne", Status.COVERED, "", False, AT),
        Review("1", covered.id, "bruno", Status.PARTIAL, "trop court", False, AT),
    ]


def test_the_workbook_holds_every_element_beside_each_assessor(
    sample_e2: Analysis, engine: Engine, reviews: list[Review]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(grid_xlsx(sample_e2, engine.framework, reviews)))
    rows = list(book["Attendus"].iter_rows(values_only=True))
    assert rows[0][-5:] == ("Avis de anne", "Motif de anne", "Avis de bruno", "Motif de bruno", "Accord")
    by_id = {row[1]: row for row in rows[1:]}
    assert list(by_id) == [v.id for v in sample_e2.elements]
    assert by_id[reviews[0].element][-5:-3] == ("trouvé", "'=cmd()")
    assert by_id[reviews[0].element][-1] == "non"
    assert by_id[reviews[2].element][-3:] == ("partiel", "trop court", "non")
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    assert book["Versions"]["B3"].value == sample_e2.submission.sha256


def test_without_assessors_the_grid_has_no_empty_columns(sample_e2: Analysis, engine: Engine) -> None:
    book = openpyxl.load_workbook(io.BytesIO(grid_xlsx(sample_e2, engine.framework, [])))
    assert book["Attendus"].max_column == 7


def test_questions_follow_the_assessors_where_there_are_some(
    sample_e2: Analysis, engine: Engine, reviews: list[Review]
) -> None:
    tool = {e.id for _, e, _ in jury_questions(sample_e2, engine.framework)}
    assert tool == {v.id for v in sample_e2.elements if v.status is not Status.COVERED}
    people = {e.id: status for _, e, status in jury_questions(sample_e2, engine.framework, reviews)}
    assert reviews[0].element not in people
    assert people[reviews[2].element] is Status.PARTIAL


@pytest.mark.parametrize("make", ["grid", "checklist"])
def test_word_documents_can_be_followed_by_ear(
    make: str, sample_e2: Analysis, engine: Engine, reviews: list[Review]
) -> None:
    content = (
        grid_docx(sample_e2, engine.framework, reviews) if make == "grid" else to_docx(sample_e2, engine.framework)
    )
    document = docx.Document(io.BytesIO(content))
    assert document.core_properties.language == "fr-FR"
    assert sample_e2.submission.name in document.core_properties.title
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert document.tables
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)


def test_the_checklist_gives_advice_for_what_was_not_found(sample_e2: Analysis, engine: Engine) -> None:
    document = docx.Document(io.BytesIO(to_docx(sample_e2, engine.framework)))
    text = "\n".join(p.text for p in document.paragraphs)
    elements = {e.id: e for e in engine.framework.elements("E2")}
    for verdict in sample_e2.elements:
        assert verdict.id in text
        assert (elements[verdict.id].coaching.reminder in text) == (verdict.status is not Status.COVERED)


def test_control_characters_do_not_break_the_files(sample_e2: Analysis, engine: Engine) -> None:
    hostile = replace(sample_e2, submission=replace(sample_e2.submission, name="a\x00b\x1f.pdf"))
    assert openpyxl.load_workbook(io.BytesIO(grid_xlsx(hostile, engine.framework, [])))
    assert docx.Document(io.BytesIO(to_docx(hostile, engine.framework)))
