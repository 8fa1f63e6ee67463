"""Reading the configuration, and saying what is wrong with it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.config.root import Config
from bot.errors import ConfigError

DEFAULT_PATH = Path("config.toml")


def named_file(path: Path | None = None) -> Path | None:
    """The file that somebody named, here or in `$DIGESTBOT_CONFIG`."""
    return path or (Path(found) if (found := os.environ.get("DIGESTBOT_CONFIG")) else None)


def config_file(path: Path | None = None) -> Path:
    """The file that is read: the named one, else `config.toml`, which need not be there."""
    return named_file(path) or DEFAULT_PATH


def load_config(path: Path | None = None) -> Config:
    """Read the configuration.

    Without `path`, `$DIGESTBOT_CONFIG` and then `config.toml` are tried; no file at all is fine.

    Raises:
        ConfigError: the file is missing or broken, a key is unknown, a value is bad.
    """
    file = config_file(path)
    values: dict[str, Any] = {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named_file(path):
            raise ConfigError(
                f"There is no configuration file {file}; copy config.example.toml there."
            ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{file} can't be read: {error}.") from error
    try:
        return Config(**values)
    except ValidationError as error:
        raise ConfigError(_first_problem(error, file)) from None


def _first_problem(error: ValidationError, file: Path) -> str:
    """One line without the bad value: it may be a secret."""
    problem = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(step) for step in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return (
            f"{file} (or the environment): unknown key “{key}”; "
            "config.example.toml names every key there is."
        )
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{file} (or the environment): “{key}” can't be used: {reason}."


def secret(value: SecretStr | None, file: Path | None, key: str) -> str | None:
    """The secret from the value or from its file; None when neither is set.

    Raises:
        ConfigError: the file can't be read or is empty.
    """
    if value is not None and value.get_secret_value().strip():
        return value.get_secret_value().strip()
    if file is None:
        return None
    try:
        content = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{key}_file: {file} can't be read; check the path and its permissions."
        ) from error
    if not content:
        raise ConfigError(f"{key}_file: {file} is empty; put the token into it.")
    return content
