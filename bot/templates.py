"""The operator's own words around key points: small templates, checked when they are read.

Each makes plain words; the platform escapes them and keeps its limits. So a template can't break a
message, and what makes a point trustworthy can't be left out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# The values of each template, as an example that every template must be able to tell, and those
# values that have to be in what it makes.
EXAMPLES: dict[str, dict[str, Any]] = {
    "title": {"title": "Harbour bridge", "date": "26 April 2025"},
    "byline": {"outlets": ("Harbour Courier", "The Lantern"), "copies": 1, "date": "26 April 2025"},
    "credit": {"outlets": ("Harbour Courier", "The Lantern"), "attribution": "the mayor"},
    "earlier": {"point": "The bridge was opened in 1931."},
    "left_out": {"count": 4},
    "footer": {"topic": "Harbour bridge", "date": "26 April 2025"},
}
NEEDED = {
    "title": ("title",),
    "byline": ("outlets",),
    "credit": ("outlets", "attribution"),
    "earlier": ("point",),
    "left_out": ("count",),
    "footer": (),
}


@dataclass(frozen=True, slots=True)
class Templates:
    """One platform's templates by the piece that each makes; others are as we say them."""

    made: Mapping[str, Callable[..., str]]

    def say(self, piece: str, **values: Any) -> str | None:
        """The operator's words; None where there is no template, or it makes nothing of this."""
        make = self.made.get(piece)
        return " ".join(make(**values).split()) or None if make else None


NO_TEMPLATES = Templates({})


def read_templates(sources: Mapping[str, str]) -> Templates:
    """Compile templates, and try each on an example.

    They run in Jinja2's sandbox: no attribute that begins with an underscore, no call that changes
    anything, no file.

    Raises:
        ValueError: one can't be read, uses a value that there is not, or leaves out what must be
            told; the text says which.
    """
    if not sources:
        return NO_TEMPLATES
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    made = {}
    for piece, source in sources.items():
        try:
            make = environment.from_string(source).render
            _try(piece, make)
        except (TemplateError, TypeError, ArithmeticError) as error:
            raise ValueError(f"{piece}: {error}") from error
        made[piece] = make
    return Templates(made)


def _try(piece: str, make: Callable[..., str]) -> None:
    example = EXAMPLES[piece]
    said = make(**example)
    for name in NEEDED[piece]:
        value = example[name]
        for needed in value if isinstance(value, tuple) else (value,):
            if str(needed) not in said:
                raise ValueError(f"{piece}: it has to tell {{{{ {name} }}}}")
    if piece == "credit":  # most points have no source of their own
        make(**{**example, "attribution": None})
