"""Run by Alembic: migrates over the connection that ``analyser.store.opening.migrate`` hands over."""

from alembic import context

from analyser.store.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
