"""From nothing and from every past schema, with data, to the present one: on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

import analyser.store
from analyser.domain.analysis import Status
from analyser.domain.errors import InputError
from analyser.domain.review import Role
from analyser.store import analyses, audit, open_store, reviews, roles
from analyser.store.opening import connect, migrate
from analyser.store.schema import VERSION_TABLE, metadata
from tests.store.conftest import NOW, fresh_url

ID = "7e6f7ac4-52f8-4b4e-8ab0-8ad5c36c9a11"
TIMES = "'2026-11-23 09:30:00{z}', '2027-05-22 09:30:00{z}'"

# What somebody's database held at each revision, in that revision's own columns.
DATA = {
    "0001": (
        f"INSERT INTO analyses (id, cohort, label, evaluation, framework_version, model_id, sha256, doubtful,"
        f" created_at, keep_until, payload) VALUES ('{ID}', 'été', 'rapport.pdf', 'E1', 'bilan 1', 'passages-fr-1',"
        f" '{'0' * 64}', 4, {TIMES}, '{{{{\"texte\": \"évidence\"}}}}')",
        f"INSERT INTO reviews (analysis_id, element, assessor, status, reason, decided_first, at)"
        f" VALUES ('{ID}', 'E1Cr1.a', 'bea', 'partial', 'vu page 3', {{true}}, '2026-11-23 09:30:00{{z}}')",
    ),
    "0002": (
        f"UPDATE analyses SET owner = 'ada' WHERE id = '{ID}'",
        f"INSERT INTO files (analysis_id, stored_name, encrypted) VALUES ('{ID}', 'nom', {{true}})",
        f"INSERT INTO audit_log (at, who, action, subject, detail)"
        f" VALUES ('2026-11-23 09:30:00{{z}}', 'ada', 'kept', '{ID}', '')",
        "INSERT INTO roles (person, role) VALUES ('ada', 'quality')",
    ),
}


def _revisions() -> list[str]:
    folder = Path(analyser.store.__file__).parent / "migrations"
    return [script.revision for script in ScriptDirectory(str(folder)).walk_revisions()][::-1]


def _fill(engine: Engine, revision: str) -> None:
    """A database as it was at a revision, holding the data of it and of those before."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        migrate(connection, revision)
        for past in _revisions()[: _revisions().index(revision) + 1]:
            for statement in DATA[past]:
                filled = statement.format(z="" if is_sqlite else "+00", true="1" if is_sqlite else "true")
                connection.exec_driver_sql(filled)


def _shape(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    tables = sorted(set(found.get_table_names()) - {VERSION_TABLE})
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(table)],
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign": [
                (f["name"], f["constrained_columns"], f["referred_table"], f["options"])
                for f in found.get_foreign_keys(table)
            ],
            "indexes": sorted((str(i["name"]), i["column_names"], bool(i["unique"])) for i in found.get_indexes(table)),
        }
        for table in tables
    }


def test_every_revision_has_its_data() -> None:
    assert _revisions() == list(DATA)


def test_the_migrated_schema_is_the_one_the_code_uses(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    migrated = open_store(url)
    made = connect(fresh_url(request, tmp_path, migrated.dialect.name))
    metadata.create_all(made)
    assert _shape(migrated) == _shape(made)
    assert set(_shape(migrated)) == {"analyses", "audit_log", "files", "reviews", "roles"}
    with migrated.begin() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    if migrated.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name"
        with migrated.begin() as one, made.begin() as other:
            counted = one.exec_driver_sql(query).scalars().all()
            assert counted == other.exec_driver_sql(query).scalars().all() == ["audit_log", "reviews"]
    migrated.dispose()
    made.dispose()


@pytest.mark.parametrize("revision", list(DATA))
def test_data_of_every_past_schema_is_kept(url: str, revision: str) -> None:
    past = connect(url)
    _fill(past, revision)
    past.dispose()
    store = open_store(url)
    with store.begin() as connection:
        [found] = analyses.stored(connection, now=NOW)
        assert (found.id, found.cohort, found.label, found.doubtful) == (ID, "été", "rapport.pdf", 4)
        assert found.created_at == NOW
        assert analyses.payload(connection, ID) == '{"texte": "évidence"}'
        [review] = reviews.of_analysis(connection, ID)
        assert (review.assessor, review.status, review.reason, review.at) == ("bea", Status.PARTIAL, "vu page 3", NOW)
        assert review.decided_first
        later = revision != "0001"
        assert analyses.owner(connection, ID) == ("ada" if later else "")
        assert found.has_file == later
        assert len(audit.entries(connection)) == later
        assert roles.of(connection, "ada") == ({Role.QUALITY} if later else set())
        reviews.add(connection, review)  # and the present code writes to it
    store.dispose()


def test_opening_twice_changes_nothing(url: str) -> None:
    first = open_store(url)
    shape = _shape(first)
    second = open_store(url)
    assert _shape(second) == shape
    first.dispose()
    second.dispose()


def test_ten_sessions_open_an_empty_database_at_once(url: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        stores = list(pool.map(open_store, [url] * 10))
    with stores[0].begin() as connection:
        assert connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars().all() == ["0002"]
    for store in stores:
        store.dispose()


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    store = open_store(url)
    with store.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    store.dispose()
    with pytest.raises(InputError) as caught:
        open_store(url)
    assert caught.value.code == "BASE_PLUS_RECENTE"


def test_a_migration_that_fails_leaves_the_past_schema(url: str) -> None:
    past = connect(url)
    _fill(past, "0001")
    with past.begin() as connection:  # in the way of the last table that the next revision makes
        connection.exec_driver_sql("CREATE TABLE roles (mine INTEGER)")
    before = _shape(past)
    with pytest.raises(InputError) as caught:
        open_store(url)
    assert caught.value.code == "BASE_INACCESSIBLE"
    assert _shape(past) == before
    past.dispose()


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("", "BASE_ADRESSE"),
        ("n'importe quoi", "BASE_ADRESSE"),
        ("sqlite://", "BASE_ADRESSE"),
        ("mysql://localhost/base", "BASE_ADRESSE"),
        ("postgresql://moi:secret@/base?host=/nulle/part", "BASE_INACCESSIBLE"),
        ("sqlite:////dev/null/base.db", "BASE_INACCESSIBLE"),
    ],
)
def test_a_database_that_does_not_open_is_said_without_its_password(bad: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        open_store(bad)
    assert caught.value.code == code
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Mes notes, pas une base." * 100, "utf-8")
    with pytest.raises(InputError) as caught:
        open_store(f"sqlite:///{path}")
    assert caught.value.code == "BASE_INACCESSIBLE"
    assert path.read_text("utf-8").startswith("Mes notes")


def test_only_the_owner_reads_a_database_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "analyser.db"
    open_store(f"sqlite:///{path}").dispose()
    modes = [p.stat().st_mode & 0o777 for p in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]
