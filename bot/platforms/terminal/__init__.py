"""The terminal: a page is printed, a typed line is a command."""

from bot.platforms.terminal.adapter import HERE, TerminalPlatform

__all__ = ["HERE", "TerminalPlatform"]
