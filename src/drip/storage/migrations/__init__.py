"""The schema's history. Alembic runs it; `drip.storage.migrate` calls Alembic."""
