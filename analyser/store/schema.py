"""The tables as they are now; the migrations lead there from every past schema and add the triggers.

Alembic keeps its revision in a table of its own, ``schema_version``.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

VERSION_TABLE = "schema_version"


class Moment(TypeDecorator[datetime]):
    """A timezone-aware time, UTC in the database and when it comes out. SQLite itself knows no timezones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a timezone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from people and files: what no database can hold (NUL, lone surrogates) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in value)


metadata = MetaData()

analyses = Table(
    "analyses",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("cohort", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("evaluation", Words, nullable=False),
    Column("framework_version", Words, nullable=False),
    Column("model_id", Words, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("doubtful", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("keep_until", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Column("owner", Words, nullable=False, server_default=""),
    Index("ix_analyses_cohort", "cohort"),
    Index("ix_analyses_keep_until", "keep_until"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "analysis_id",
        String(36),
        ForeignKey("analyses.id", name="fk_reviews_analysis", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("element", Words, nullable=False),
    Column("assessor", Words, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", Words, nullable=False),
    Column("decided_first", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_reviews_analysis_id", "analysis_id"),
    sqlite_autoincrement=True,  # a number is never given twice, so the order stays the order of arrival
)

files = Table(
    "files",
    metadata,
    Column(
        "analysis_id",
        String(36),
        ForeignKey("analyses.id", name="fk_files_analysis", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("stored_name", String(36), nullable=False),
    Column("encrypted", Boolean, nullable=False),
    Index("ix_files_stored_name", "stored_name", unique=True),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("action", String(20), nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Index("ix_audit_log_subject", "subject"),
    sqlite_autoincrement=True,
)

roles = Table(
    "roles",
    metadata,
    Column("person", Words, primary_key=True),
    Column("role", String(20), primary_key=True),
)
