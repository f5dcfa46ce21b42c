"""Open the database of a URL and bring its schema up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from analyser.domain.errors import InputError
from analyser.store.private_folders import private_folder

BUSY_TIMEOUT_S = 30
_MIGRATION_LOCK = 4_180_217  # any constant: one migration at a time on a PostgreSQL database
_ALEMBIC = Lock()  # its context is global to the process


def open_store(url: str) -> Engine:
    """The database at ``url`` (``sqlite:///…`` or ``postgresql://…``), created or migrated to the present schema.

    Raises:
        InputError: BASE_ADRESSE (no such kind of URL), BASE_INACCESSIBLE, BASE_PLUS_RECENTE (a newer version of the
            software wrote it). Messages never hold the URL, which may carry a password.
    """
    engine = connect(url)
    try:
        with engine.begin() as connection:
            migrate(connection)
    except CommandError:
        engine.dispose()
        raise InputError(
            "BASE_PLUS_RECENTE",
            "La base a été écrite par une version plus récente du logiciel : mettez le logiciel à jour.",
        ) from None
    except (DBAPIError, sqlite3.Error):
        engine.dispose()
        raise InputError(
            "BASE_INACCESSIBLE",
            "La base ne s'ouvre pas : vérifiez ANALYSER_DATABASE_URL, les droits et que le serveur répond.",
        ) from None
    return engine


def connect(url_text: str) -> Engine:
    """The database at a URL, as it is: ``open_store`` also migrates it. Same errors."""
    url = _known_url(url_text)
    if url.drivername != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    path = Path(str(url.database)).expanduser().absolute()
    try:
        private_folder(path.parent)
        path.touch(mode=0o600)
    except OSError:
        raise InputError(
            "BASE_INACCESSIBLE", "La base ne peut pas être créée : vérifiez ANALYSER_DATABASE_URL et les droits."
        ) from None
    engine = create_engine(url.set(database=str(path)), hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def migrate(connection: Connection, revision: str = "head") -> None:
    """Upgrade inside the transaction under way: all of it or nothing, and one process at a time."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    with _ALEMBIC:
        command.upgrade(config, revision)


def rewrite_without_traces(engine: Engine) -> None:
    """After an erasure: write the SQLite file anew.

    ``secure_delete`` zeroes what is deleted, but a page that was rebalanced earlier can hold a stale copy of a row in
    its free space. PostgreSQL drops deleted rows on its own schedule (autovacuum, WAL): nothing is done there.
    """
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
        finally:
            connection.close()


def _known_url(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is not None and url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url is not None and url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise InputError(
        "BASE_ADRESSE", "ANALYSER_DATABASE_URL doit être de la forme sqlite:///chemin ou postgresql://hôte/base."
    )


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """The rollback journal is meant: a WAL would keep a copy of erased text until its next checkpoint."""
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # transactions are opened by _begin_sqlite, also around DDL
    for pragma in ("journal_mode=DELETE", "foreign_keys=ON", "secure_delete=ON", "recursive_triggers=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads, then writes, could otherwise fail with "locked"."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
