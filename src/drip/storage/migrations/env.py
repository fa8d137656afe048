"""Alembic's entry: runs the revisions on the transaction that `drip.storage.migrate` holds."""

from alembic import context

from drip.storage.tables import metadata

context.configure(
    connection=context.config.attributes["transaction"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
