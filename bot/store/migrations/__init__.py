"""The Alembic versions of the paper round's tables."""
