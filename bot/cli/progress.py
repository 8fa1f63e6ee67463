"""A progress bar for long work, where a person watches, and lines that do not run into it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

import click

Item = TypeVar("Item")


def progress(
    items: Iterable[Item], label: str, length: int | None = None
) -> AbstractContextManager[Iterable[Item]]:
    """The same items; while stderr is a terminal, a bar counts them."""
    if not sys.stderr.isatty():
        return nullcontext(items)
    bar: AbstractContextManager[Iterator[Item]] = click.progressbar(
        items, length=length, label=label, file=sys.stderr, show_pos=True
    )
    return bar


def say(line: str, *, err: bool = False) -> None:
    """Print a line; a bar that stands there is wiped first and drawn again at the next item."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    click.echo(line, err=err)
