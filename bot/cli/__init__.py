"""The command line `digestbot`. Sub-commands are loaded when they are called: start-up is short."""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module, metadata
from pathlib import Path

import click

COMMANDS = {
    "init": "bot.cli.init",
    "check": "bot.cli.live",
    "demo": "bot.cli.live",
    "health": "bot.cli.live",
    "migrate": "bot.cli.live",
    "run": "bot.cli.live",
    "import": "bot.cli.reading",
    "preview": "bot.cli.reading",
    "summary": "bot.cli.summary",
    "topics": "bot.cli.reading",
    "feeds": "bot.cli.feeds",
    "opml": "bot.cli.feeds",
    "deliveries": "bot.cli.deliveries",
    "web": "bot.cli.web",
    "status": "bot.cli.status",
    "usage": "bot.cli.usage",
    "backup": "bot.cli.backup",
    "restore": "bot.cli.backup",
    "export": "bot.cli.state",
    "import-state": "bot.cli.state",
}
FAILED = 1
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports the module of a sub-command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name])
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("digestbot"), prog_name="digestbot")
@click.option(
    "-c",
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The configuration file; else $DIGESTBOT_CONFIG, else config.toml.",
)
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """A news digest bot for Telegram and Slack: key points, each with its source."""
    ctx.obj = config


def main() -> None:
    """The entry point: whatever happens, a person reads one plain sentence and no traceback."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has left: silence the flush at exit, too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001 - the gate to a person
        click.echo(f"digestbot: {explain(error)}", err=True)
        sys.exit(FAILED)


def explain(error: Exception) -> str:
    """One sentence for a person. What is not ours is logged with its traceback at DEBUG."""
    from bot.errors import BotError
    from bot.log import mask
    from digests import DigestsError

    if isinstance(error, BotError | DigestsError):
        return mask(str(error))
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{where}."
    logging.getLogger(__name__).debug("Unexpected", exc_info=error)
    return mask(
        f"Something went wrong inside Digestbot: {type(error).__name__}: {error}. "
        "Please report it; nothing that was stored is lost."
    )
