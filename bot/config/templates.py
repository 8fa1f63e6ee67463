"""The table of the operator's own templates."""

from __future__ import annotations

from pydantic import model_validator

from bot.config.part import Part
from bot.templates import Templates, read_templates


class PiecesConfig(Part):
    """Jinja2 templates of one platform; what is not set is said as always."""

    title: str | None = None
    byline: str | None = None
    credit: str | None = None
    earlier: str | None = None
    left_out: str | None = None
    footer: str | None = None

    @model_validator(mode="after")
    def _good(self) -> PiecesConfig:
        self.templates()
        return self

    def templates(self) -> Templates:
        return read_templates({key: text for key, text in self.model_dump().items() if text})


class TemplatesConfig(Part):
    """By platform."""

    telegram: PiecesConfig = PiecesConfig()
    slack: PiecesConfig = PiecesConfig()
    terminal: PiecesConfig = PiecesConfig()

    def by_platform(self) -> dict[str, Templates]:
        """The compiled templates, by the platform's name."""
        return {name: getattr(self, name).templates() for name in type(self).model_fields}
