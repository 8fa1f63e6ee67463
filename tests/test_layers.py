"""The layers of the design, kept by reading every import of the two packages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A library lives behind one door: the folder or file that alone may import it.
DOORS = {
    "telegram": ("bot/platforms/telegram",),
    "slack_bolt": ("bot/platforms/slack",),
    "slack_sdk": ("bot/platforms/slack",),
    "apscheduler": ("bot/clock.py",),
    "sqlalchemy": ("digests/store", "bot/store"),
    "alembic": ("digests/store", "bot/store"),
    "aiosqlite": ("digests/store", "bot/store"),
    "psycopg": ("digests/store", "bot/store"),
    "trafilatura": ("digests/ingest",),
    "feedparser": ("digests/ingest",),
    "fastfeedparser": ("digests/ingest",),
    "selectolax": ("digests/ingest",),
    "openai": ("digests/summarise",),
    "starlette": ("bot/web",),
    "uvicorn": ("bot/web",),
    "jinja2": ("bot/web", "bot/templates.py"),
    "itsdangerous": ("bot/web",),
    "leather": ("bot/web",),
    "prometheus_client": ("bot/web",),
    "procrastinate": ("bot/cluster",),
    "sentencex": ("digests/text",),
    "Stemmer": ("digests/text",),
    "click": ("bot/cli", "bot/demo.py", "bot/platforms/terminal", "bot/__main__.py"),
}
ONE_FILE_ONLY = ("feedparser", "trafilatura", "openai", "sentencex", "Stemmer")
NEVER_IN_DIGESTS = ("bot", "telegram", "slack_bolt", "slack_sdk", "apscheduler", "click")
PURE = (
    "digests/model",
    "digests/compose.py",
    "digests/timeline.py",
    "digests/marking.py",
    "digests/ingest/policy.py",
    "digests/stories",
    "digests/summarise/grounding",
    "bot/model",
    "bot/schedule.py",
    "bot/wording.py",
    "bot/buttons.py",
    "bot/wishes.py",
    "bot/platforms/telegram/render.py",
    "bot/platforms/slack/render.py",
    "bot/platforms/slack/modal.py",
    "bot/platforms/terminal/render.py",
)
INPUT_OUTPUT = {
    "aiohttp",
    "aiosqlite",
    "asyncio",
    "httpx",
    "os",
    "shutil",
    "socket",
    "sqlalchemy",
    "subprocess",
    "telegram",
    "tempfile",
    "urllib.request",
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        path = ROOT / folder
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, wherever in the file, by its full name."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join((*base, *((node.module or "").split("."))))


def within(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def test_digests_knows_no_chat() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("digests")
        for name in imports(path)
        if any(within(name, forbidden) for forbidden in NEVER_IN_DIGESTS)
    ]
    assert wrong == []


def test_bot_uses_only_the_public_face_of_digests() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("bot")
        for name in imports(path)
        if name.startswith("digests.")
    ]
    assert wrong == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_lives_behind_one_door(library: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in sources("digests", "bot")
        if any(within(name, library) for name in imports(path))
    }
    outside = {user for user in users if not user.startswith(DOORS[library])}
    assert outside == set()
    if library in ONE_FILE_ONLY:
        assert len(users) <= 1, f"{library} is imported in {sorted(users)}"


def test_pure_files_do_no_input_or_output() -> None:
    files = [path for path in sources(*PURE) if path.exists()]
    assert len(files) >= 8
    wrong = []
    for path in files:
        name = path.relative_to(ROOT)
        wrong += [
            f"{name} imports {used}"
            for used in imports(path)
            if any(within(used, forbidden) for forbidden in INPUT_OUTPUT)
        ]
        wrong += [
            f"{name} defines the coroutine {node.name}"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.AsyncFunctionDef)
        ]
    assert wrong == []


def test_nothing_happens_at_import() -> None:
    """At module level only definitions, imports and constants: no bare call runs."""
    wrong = []
    for path in sources("digests", "bot"):
        if path.name == "__main__.py" or "versions" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.For | ast.While | ast.With):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_steps_of_the_newsroom_do_not_import_each_other() -> None:
    """`text` serves everyone; the steps are put in order by the newsroom alone."""
    steps = ("ingest", "stories", "summarise")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for step in steps
        for path in sources(f"digests/{step}")
        for name in imports(path)
        for other in steps
        if other != step and within(name, f"digests.{other}")
    ]
    assert wrong == []


def test_there_are_no_import_circles() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sources("digests", "bot")
    }
    graph = {
        module: {name for name in top_level_imports(path) if name in modules and name != module}
        for module, path in modules.items()
    }
    assert circle(graph) is None


def top_level_imports(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def circle(graph: dict[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def visit(module: str, trail: list[str]) -> list[str] | None:
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module in done:
            return None
        for used in sorted(graph[module]):
            if found := visit(used, [*trail, module]):
                return found
        done.add(module)
        return None

    for module in sorted(graph):
        if found := visit(module, []):
            return found
    return None
