"""A progress bar for long work, only where a person watches."""

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
    """The same items; while stderr is a terminal and stdout is not, a bar counts them."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return nullcontext(items)
    bar: AbstractContextManager[Iterator[Item]] = click.progressbar(
        items, length=length, label=label, file=sys.stderr, show_pos=True
    )
    return bar
