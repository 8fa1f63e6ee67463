"""What people can ask: the gate, and each command as one declared value."""

from bot.commands.desk import Desk
from bot.commands.registry import COMMANDS
from bot.commands.spec import CommandSpec, DeskSettings, Who, help_lines, markdown_table, menu

__all__ = [
    "COMMANDS",
    "CommandSpec",
    "Desk",
    "DeskSettings",
    "Who",
    "help_lines",
    "markdown_table",
    "menu",
]
