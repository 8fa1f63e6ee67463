"""What every table of the configuration is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A table of the configuration: frozen, and no key is ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
