"""CONTRIBUTING.md names what there is: every dependency, every file, every word of the model."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot import model as bot_model
from digests import model as digests_model

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FILES = re.compile(
    r"`((?:bot|digests|tests|seeds|benchmarks|\.ci)/[\w./]*|[\w.]+\.(?:toml|md|py))`"
)


def section(title: str) -> str:
    return GUIDE.split(f"## {title}\n")[1].split("\n## ")[0]


def runtime_dependencies() -> list[str]:
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]
    return sorted({re.split(r"[\[<>=!~ ;]", name)[0] for name in wanted})


def named_files() -> list[str]:
    return sorted({name for name in FILES.findall(GUIDE) if "NAME" not in name})


@pytest.mark.parametrize("name", runtime_dependencies())
def test_every_runtime_dependency_has_its_reason(name: str) -> None:
    rows = [line for line in section("Dependencies").splitlines() if f"`{name}`" in line]
    assert len(rows) == 1, f"CONTRIBUTING.md gives no reason for {name}"
    assert len(rows[0].split("|")[2].strip()) > 10


def test_no_dependency_is_explained_that_is_not_there() -> None:
    table = [line.split("|")[1] for line in section("Dependencies").splitlines() if "| `" in line]
    explained = set(re.findall(r"`([\w-]+)`", " ".join(table)))
    assert explained <= set(runtime_dependencies())


def exists(name: str) -> bool:
    """Short names stand in a row with their folder."""
    inside = [found for package in ("bot", "digests") for found in (ROOT / package).rglob(name)]
    return (ROOT / name).exists() or bool(inside)


def test_every_file_and_folder_that_is_named_exists() -> None:
    assert len(named_files()) > 30
    assert [name for name in named_files() if not exists(name)] == []


@pytest.mark.parametrize(
    "word",
    ["Feed", "Article", "Story", "KeyPoint", "Citation", "Certainty", "Topic", "Section"],
)
def test_every_noun_of_the_models_is_in_the_glossary(word: str) -> None:
    assert hasattr(digests_model, word) or hasattr(bot_model, word)
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).capitalize()
    assert f"| **{spaced}** |" in section("Glossary")


def test_every_folder_of_the_two_packages_is_in_the_layout() -> None:
    folders = [
        f"{package}/{folder.name}/"
        for package in ("bot", "digests")
        for folder in (ROOT / package).iterdir()
        if (folder / "__init__.py").exists()
    ]
    assert [folder for folder in folders if f"`{folder}`" not in section("Layout")] == []
