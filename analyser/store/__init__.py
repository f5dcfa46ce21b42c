"""Kept analyses, reviews, files and the audit log: SQLAlchemy Core on SQLite or PostgreSQL.

Functions take a connection, so that a use case puts what it does and its audit entry in one transaction; none reads
the clock. The payload of an analysis is JSON text here: what it means is the services' business.
"""

from analyser.store.opening import open_store, rewrite_without_traces

__all__ = ["open_store", "rewrite_without_traces"]
