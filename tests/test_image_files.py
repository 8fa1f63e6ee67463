"""The files around the image keep what the README promises; the image itself is tried in CI."""

from __future__ import annotations

import fnmatch
import json
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from bot.app.cluster import ROLES
from bot.config import Config, load_config
from bot.say.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LAST_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def allowed() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def test_the_build_context_is_an_allow_list_of_things_that_exist() -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    assert [name for name in allowed() if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("secret", [".env", ".git", "config.toml", "data", "tests", ".venv"])
def test_secrets_and_caches_never_enter_the_build(secret: str) -> None:
    assert not any(fnmatch.fnmatch(secret, name) for name in allowed())


def test_everything_that_the_build_copies_is_allowed() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert names
    assert names <= set(allowed())


def test_packages_are_installed_with_hashes_and_from_wheels_only() -> None:
    installs = re.findall(r"pip[^&\n]* install (?:[^&]|\n)*?-r \S+", DOCKERFILE)
    assert len(installs) == 2
    for line in installs:
        assert "--require-hashes" in line
        assert "--only-binary=:all:" in line


def test_the_image_keeps_the_dates_of_every_language_that_the_bot_speaks() -> None:
    """British English inherits from the English of the world, and all from the root."""
    (kept,) = re.findall(r"locale-data .*\n\s+! -regex '(.*?)' -delete", DOCKERFILE)
    python = re.sub(r"\\([()|])", r"\1", kept)
    for name in ("root", "en_001", "en_GB", *LANGUAGES):
        assert re.fullmatch(python, f"locale-data/{name}.dat"), name
    assert not re.fullmatch(python, "locale-data/zu.dat")


def test_the_image_runs_as_a_user_of_its_own_that_owns_the_volume() -> None:
    assert "\nUSER 10001:10001\n" in LAST_STAGE
    assert 'VOLUME ["/data"]' in LAST_STAGE
    assert "--chown=10001:10001 /volume /" in LAST_STAGE


def test_the_default_command_and_its_health_check_are_commands_of_the_program() -> None:
    words = [
        *json.loads(_after("ENTRYPOINT")),
        *json.loads(_after("CMD", first=False)),
    ]
    assert words == ["digestbot", "run"]
    assert 'CMD ["digestbot", "health"]' in LAST_STAGE
    for command in ("run", "health"):
        shown = subprocess.run(
            [sys.executable, "-m", "bot", command, "--help"],
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
        assert shown.returncode == 0


def _after(word: str, first: bool = True) -> str:
    found = re.findall(rf"^{word} (\[.*\])$", LAST_STAGE, re.MULTILINE)
    return str(found[0 if first else -1])


def test_the_image_keeps_its_database_on_the_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    url = re.search(r"DIGESTBOT_DATABASE_URL=(\S+)", LAST_STAGE)
    assert url is not None
    monkeypatch.setenv("DIGESTBOT_DATABASE_URL", url[1])
    assert Config().sqlite_file == Path("/data/digestbot.db")


def test_no_secret_stands_in_the_image_or_in_the_compose_file() -> None:
    for text in (DOCKERFILE, COMPOSE):
        assert not re.search(r"TOKEN[=:] *[^\s$]", text)
    empty = re.findall(r"^DIGESTBOT_\w*TOKEN=(.*)$", ENV_EXAMPLE, re.MULTILINE)
    assert empty == ["", "", ""]


def test_the_version_of_the_image_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"ARG VERSION={project['version']}\n" in DOCKERFILE


def test_the_example_environment_is_accepted_by_the_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    pairs = re.findall(r"^(?:# )?(DIGESTBOT_\w+)=(.*)$", ENV_EXAMPLE, re.MULTILINE)
    assert len(pairs) >= 5
    for key, value in pairs:
        monkeypatch.setenv(key, value)
    assert load_config().database_url.startswith("postgresql://")


@pytest.mark.parametrize(
    "line", ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "- data:/data"]
)
def test_compose_gives_the_bot_no_more_than_it_needs(line: str) -> None:
    bot = COMPOSE.split("\n  bot:\n")[1].split("\n  postgresql:\n")[0]
    assert line in bot


def test_the_bot_may_stop_in_peace_before_compose_kills_it() -> None:
    grace = re.search(r"stop_grace_period: (\d+)s", COMPOSE)
    assert grace is not None
    assert int(grace[1]) > 10


@pytest.mark.parametrize("role", ["ingest", "digest", "post"])
def test_compose_runs_each_role_of_a_cluster_in_the_limits_of_the_bot(role: str) -> None:
    service = re.search(rf"^  {role}:\n((?:    .+\n)+)", COMPOSE, re.MULTILINE)
    assert service is not None
    assert "profiles: [cluster]" in service[1]
    assert "extends: {service: bot}" in service[1]
    assert f"command: [run, --role, {role}]" in service[1]
    assert role in ROLES


def test_compose_waits_for_a_healthy_database_and_knows_when_a_process_of_the_cluster_is_well() -> (
    None
):
    """The roles keep the image's own health check, and migrate by themselves, one at a time."""
    services = dict(re.findall(r"^  (\w+):\n((?:(?:    .*)?\n)+)", COMPOSE, re.MULTILINE))
    assert "pg_isready" in services["postgresql"]
    waits = "postgresql: {condition: service_healthy, required: false}"
    assert waits in services["bot"]  # and so compose stops the database last
    for role in ("bot", "ingest", "digest", "post"):
        assert "healthcheck" not in services[role] and "migrate" not in services[role]
    assert "restart: unless-stopped" in services["bot"]


@pytest.fixture
def greeter() -> Iterator[str]:
    """The Telegram of the image's trial, started as the trial does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, str(ROOT / ".ci" / "telegram"), port])
    try:
        yield f"http://127.0.0.1:{port}/bot1:x"
    finally:
        process.terminate()
        process.wait(10)


def test_the_telegram_of_the_trial_says_who_the_bot_is(greeter: str) -> None:
    for _ in range(100):
        try:
            with urlopen(Request(f"{greeter}/getMe", data=b"")) as answer:
                said = json.load(answer)
            break
        except OSError:
            time.sleep(0.1)
    assert said["ok"] is True
    assert said["result"]["is_bot"] is True
