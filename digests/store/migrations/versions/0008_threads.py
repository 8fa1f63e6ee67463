"""Stories know their saga apart from the story that they follow up.

Until now a parent was any story of the same saga. Sampled runs of words are numbered otherwise
now, so the old ones would never be found again.
"""

from __future__ import annotations

from alembic import op

revision = "digests_0008"
down_revision = "digests_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Alembic would add the reference apart from its column, which SQLite can't.
    op.execute("ALTER TABLE stories ADD COLUMN thread INTEGER REFERENCES stories (id)")
    op.execute("UPDATE stories SET thread = parent")
    op.execute("DELETE FROM text_runs")
