"""What is released is whole: the wheel works by itself, the licences are known, the docs hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("bot", "digests", "seeds")
# What may be shipped beside MIT: permissive, or weak copyleft that asks nothing of its users.
LICENCES = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|Mozilla|MPL|LGPL|Lesser General Public"
)
NOT_HERE = re.compile(r"^(colorama|httpx2-jsfetch|pywin32)$")  # for other systems


def run(*words: str, cwd: Path, **environ: str) -> str:
    done = subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that is built from it, from a copy of the checkout."""
    copy, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    tracked = run("git", "ls-files", *PACKAGES, *PROJECT["license-files"], cwd=ROOT).splitlines()
    for name in [*tracked, "pyproject.toml", PROJECT["readme"]]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    run(sys.executable, "-m", "build", "--no-isolation", "-o", str(folder), ".", cwd=copy)
    return folder


@pytest.fixture(scope="module")
def unpacked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


def test_both_archives_are_fit_to_be_published(dist: Path) -> None:
    archives = sorted(str(path) for path in dist.iterdir())
    assert len(archives) == 2
    run(sys.executable, "-m", "twine", "check", "--strict", *archives, cwd=dist)


def test_the_wheel_holds_every_file_of_the_packages(unpacked: Path) -> None:
    tracked = run("git", "ls-files", *PACKAGES, cwd=ROOT).splitlines()
    sources = (".po", ".pot")  # of the catalogues; the compiled ones are shipped
    wanted = [name for name in tracked if not name.endswith(sources)]
    assert len(wanted) > 200
    assert [name for name in wanted if not (unpacked / name).exists()] == []


def test_the_wheel_works_by_itself(unpacked: Path, tmp_path: Path) -> None:
    article = ROOT / "seeds" / "articles" / "2025-04-24-harbour-courier-bridge.txt"
    for arguments in (["--version"], ["import", str(article)], ["topics"], ["status"]):
        out = run(sys.executable, "-m", "bot", *arguments, cwd=tmp_path, PYTHONPATH=str(unpacked))
        assert out
    assert (tmp_path / "data" / "digestbot.db").exists()


def test_the_version_is_said_in_one_place_and_the_changelog_is_open() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\[?Unreleased\]?)", changelog, re.MULTILINE)
    assert metadata.version("digestbot") == PROJECT["version"]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert f"ARG VERSION={PROJECT['version']}\n" in image


def shipped() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)
    return [name for name in names if not NOT_HERE.match(name)]


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_library_has_a_licence_that_may_be_shipped(name: str) -> None:
    about = metadata.metadata(name)
    said = [
        about.get("License-Expression") or about.get("License") or "",
        *(line for line in about.get_all("Classifier", []) if line.startswith("License")),
    ]
    assert LICENCES.search(" ".join(said)), said


def test_the_documentation_is_built_without_a_warning(tmp_path: Path) -> None:
    pages = tmp_path / "html"
    run(sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "docs", str(pages), cwd=ROOT)
    reference = (pages / "reference" / "configuration.html").read_text(encoding="utf-8")
    assert "DIGESTBOT_TELEGRAM__TOKEN" in reference
    assert "digestbot feeds add" in (pages / "reference" / "command-line.html").read_text()
