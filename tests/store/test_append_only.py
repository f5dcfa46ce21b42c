"""The databases themselves refuse to change what was said, whatever program asks."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from analyser.domain.analysis import Status
from analyser.domain.errors import InputError
from analyser.domain.review import Review
from analyser.store import analyses, audit, reviews
from analyser.store.audit import Action, AuditEntry
from tests.store.conftest import NOW, new_analysis


def _review(analysis_id: str, status: Status = Status.COVERED) -> Review:
    return Review(analysis_id, "E1Cr1.a", "bea", status, "vu page 3", True, NOW)


@pytest.fixture
def analysis_id(store: Engine) -> str:
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis())
        reviews.add(connection, _review(kept))
        audit.record(connection, AuditEntry(NOW, "ada", Action.KEPT, kept, ""))
    return kept


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE reviews SET status = 'missing'", "append-only"),
        ("DELETE FROM reviews", "append-only"),
        ("UPDATE audit_log SET who = 'eve'", "append-only"),
        ("DELETE FROM audit_log", "append-only"),
        ("UPDATE analyses SET payload = '{}'", "keep their verdicts"),
        ("UPDATE analyses SET id = 'autre'", "keep their verdicts"),
    ],
)
def test_what_was_said_cannot_be_changed(store: Engine, analysis_id: str, statement: str, message: str) -> None:
    with pytest.raises(DBAPIError, match=message), store.begin() as connection:
        connection.exec_driver_sql(statement)
    with store.begin() as connection:
        assert reviews.of_analysis(connection, analysis_id) == [_review(analysis_id)]
        assert [entry.who for entry in audit.entries(connection)] == ["ada"]
        assert analyses.payload(connection, analysis_id) == '{"version": 1}'


def test_nor_replaced_or_truncated(store: Engine, analysis_id: str) -> None:
    tables = ["reviews", "audit_log"]
    if store.dialect.name == "sqlite":
        statements = [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in tables]
    else:
        statements = [f"TRUNCATE {table}" for table in tables] + ["TRUNCATE analyses CASCADE"]
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), store.begin() as connection:
            connection.exec_driver_sql(statement)


def test_reviews_go_with_their_analysis_and_only_with_it(store: Engine, analysis_id: str) -> None:
    with store.begin() as connection:
        other = analyses.add(connection, new_analysis(cohort="session-2"))
        reviews.add(connection, _review(other))
        analyses.erase(connection, analysis_id)
        assert reviews.of_cohort(connection, "session-1") == []
        assert reviews.of_cohort(connection, "session-2") == [_review(other)]
        assert len(audit.entries(connection)) == 1


def test_reviews_come_in_order_and_keep_those_before(store: Engine, analysis_id: str) -> None:
    with store.begin() as connection:
        reviews.add(connection, _review(analysis_id, Status.MISSING))
        said = [review.status for review in reviews.of_analysis(connection, analysis_id)]
    assert said == [Status.COVERED, Status.MISSING]


def test_a_review_of_nothing_is_refused(store: Engine) -> None:
    with pytest.raises(InputError) as caught, store.begin() as connection:
        reviews.add(connection, _review("7e6f7ac4-52f8-4b4e-8ab0-8ad5c36c9a11"))
    assert caught.value.code == "ANALYSE_ABSENTE"
