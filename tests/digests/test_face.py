"""The public face of the newsroom: every name is there, and none costs what it does not need."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import digests

SOURCE = Path(digests.__file__)


@pytest.mark.parametrize("name", digests.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(digests, name) is not None
    assert name in dir(digests)


def test_types_and_run_time_know_the_same_names() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    imported = {
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("digests.")
        for alias in node.names
    }
    at_once = {(f.__module__, f.__name__) for f in (digests.Summariser, digests.summarise)}
    late = {(module, name) for name, module in digests._HOMES.items()}
    assert late | at_once == imported
    assert {name for _, name in imported} == set(digests.__all__)


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'owl'"):
        digests.owl  # noqa: B018


def test_the_function_is_not_hidden_by_the_package_of_its_name() -> None:
    code = "import digests.summarise.extractive, digests; print(callable(digests.summarise))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "True\n"


def test_the_face_alone_loads_no_store_and_no_extractor() -> None:
    code = (
        "import digests, sys; print([m for m in ('sqlalchemy', 'trafilatura') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
