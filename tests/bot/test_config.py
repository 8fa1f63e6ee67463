"""Where settings come from, and what a person reads when one of them is wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr

from bot.config import (
    Config,
    FeedConfig,
    PiecesConfig,
    SectionConfig,
    TopicConfig,
    load_config,
    secret,
    starter_topics,
)
from bot.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "config.example.toml"


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in os.environ:
        if name.startswith("DIGESTBOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(content, encoding="utf-8")
    return path


def problem(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_example_equals_the_defaults() -> None:
    assert Config(**tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))) == Config()


def keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def keys_in_example() -> dict[str, set[str]]:
    """Keys per table, whether they are active or commented out."""
    found: dict[str, set[str]] = {"": set()}
    table = ""
    for raw in EXAMPLE.read_text(encoding="utf-8").splitlines():
        line = raw.removeprefix("# ")
        if heading := re.match(r"\[{1,2}([a-z_.]+)\]{1,2}$", line):
            table = heading[1]
            found.setdefault(table, set())
        elif key := re.match(r"([a-z_]+) = ", line):
            found[table].add(key[1])
    return found


def test_the_example_names_every_key_and_no_other() -> None:
    expected: dict[str, set[str]] = {"": set()}
    for name, field in Config.model_fields.items():
        if name == "templates":  # the same keys for each platform; one is shown
            expected["templates.telegram"] = keys(PiecesConfig)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            expected[name] = keys(field.annotation)
        elif name not in ("topics", "feeds"):
            expected[""].add(name)
    expected["feeds"] = keys(FeedConfig)
    expected["topics"] = keys(TopicConfig) - {"sections"}
    expected["topics.sections"] = keys(SectionConfig)
    assert keys_in_example() == expected


def test_commented_lines_of_the_example_can_be_used_as_they_are(tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line == "# [[feeds]]")
    body = [
        line.removeprefix("# ") for line in lines[start:] if re.match(r"# (\[|[a-z_]+ = )", line)
    ]
    config = load_config(write(tmp_path, "\n".join(body)))
    assert config.topics[0].topic().sections[0].cues == ("cost", "million", "budget")
    assert config.feeds[0].full_text == "feed"


def test_the_readme_table_names_every_key() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `([a-z_.\[\]]+)` \|", readme, re.MULTILINE))
    expected = set()
    for part, names in keys_in_example().items():
        prefix = f"[[{part}]]." if part in ("feeds", "topics", "topics.sections") else f"{part}."
        expected |= {f"{prefix}{name}".removeprefix(".") for name in names}
    assert table == expected


def test_no_file_at_all_is_fine() -> None:
    assert load_config() == Config()


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    assert "copy config.example.toml" in problem(tmp_path / "gone.toml")


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGESTBOT_TELEGRAM__TOKEN", "from-environment")
    monkeypatch.setenv("DIGESTBOT_ZONE", "Europe/Kyiv")
    config = load_config(
        write(tmp_path, 'zone = "UTC"\n[telegram]\ntoken = "file"\nbase_url = "http://x.test/bot"')
    )
    assert config.telegram.token is not None
    assert config.telegram.token.get_secret_value() == "from-environment"
    assert config.zone == "Europe/Kyiv"
    assert config.telegram.base_url == "http://x.test/bot"


def test_the_path_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.toml"
    path.write_text('zone = "Asia/Tokyo"', encoding="utf-8")
    monkeypatch.setenv("DIGESTBOT_CONFIG", str(path))
    assert load_config().zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("colour = 1", "unknown key “colour”"),
        ("[telegram]\ntokn = 'x'", "unknown key “telegram.tokn”"),
        ("zone = 'Mars/Olympus'", "IANA zone"),
        ("[delivery]\ndefault_time = '25:99'", "time of day"),
        ("[delivery]\non_unknown = 'guess'", "delivery.on_unknown"),
        ("[[topics]]\nname = 'Has Space'\ntitle = 'x'", "topics.0.name"),
        ("[[topics]]\nname='a'\ntitle='x'\n[[topics]]\nname='a'\ntitle='y'", "two topics"),
        ("zone = ", "can't be read"),
    ],
)
def test_a_bad_file_gives_one_clear_line(tmp_path: Path, content: str, expected: str) -> None:
    assert expected in problem(write(tmp_path, content))


def test_a_file_in_another_encoding_gives_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("zone = 'Київ'".encode("utf-16"))
    assert "can't be read" in problem(path)


def test_a_bad_secret_is_not_repeated_in_the_error(tmp_path: Path) -> None:
    assert "hunter2" not in problem(write(tmp_path, "[telegram]\ntoken = ['hunter2']"))


def test_a_secret_is_read_from_its_file_and_trimmed(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(" 1:abc \n", encoding="utf-8")
    assert secret(None, path, "telegram.token") == "1:abc"
    assert secret(SecretStr("direct"), path, "telegram.token") == "direct"
    assert secret(None, None, "telegram.token") is None


def test_an_unreadable_or_empty_secret_file_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(ConfigError, match="is empty"):
        secret(None, empty, "telegram.token")
    with pytest.raises(ConfigError, match="can't be read"):
        secret(None, tmp_path / "gone", "telegram.token")


def test_the_starter_topics_are_every_story_and_the_coalition() -> None:
    news, coalition = starter_topics()
    assert not news.words
    assert [section.title for section in coalition.sections] == [
        "US support areas",
        "Coalition plans",
    ]
