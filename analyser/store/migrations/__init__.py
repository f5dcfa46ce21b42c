"""Alembic's scripts. A revision is never edited once released; the next change is a new module in ``versions``.

On SQLite a table that is rebuilt (``batch_alter_table``) loses its triggers: a revision that does so makes them again.
"""
