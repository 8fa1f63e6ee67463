"""The table of running as several processes."""

from __future__ import annotations

from pydantic import Field

from bot.config.part import Part


class ClusterConfig(Part):
    """Several processes on one PostgreSQL; see `bot.cluster`.

    A process counts as dead when its heartbeat is three times too late.
    """

    enabled: bool = False
    heartbeat_seconds: float = Field(default=3.0, ge=0.5, le=60)
    jobs_at_once: int = Field(default=8, ge=1, le=100)

    @property
    def dead_after(self) -> float:
        """Seconds without a heartbeat after which another process takes over."""
        return 3 * self.heartbeat_seconds
