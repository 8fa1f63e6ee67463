"""Runs every contract test once for each platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from importlib.util import find_spec

import pytest

from tests.contracts.stage import Stage

PLATFORMS = ("telegram", "slack", "terminal")


@pytest.fixture(params=PLATFORMS)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    module = f"tests.contracts.factories_{request.param}"
    if find_spec(module) is None:
        pytest.skip(f"{module} does not exist yet")
    async with import_module(module).stage() as built:
        yield built
