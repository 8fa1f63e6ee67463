"""What time a service has, by the header of its answers."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime


def read_date(header: str | None) -> datetime | None:
    """The moment in an HTTP date header; None where there is none that can be read."""
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
