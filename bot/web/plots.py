"""Small plots as SVG, drawn by `leather` and dressed for a page in light or dark.

The drawing stands in the page itself, so that the style sheet colours it; it has no style of its
own, which the content policy would refuse. Its numbers stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from xml.etree import ElementTree

from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
WIDTH, HEIGHT = 420, 190
TEXT = 13  # pixels
LABELS = 5  # of days, below the columns: more would touch each other
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Columns:
    """One plot: a column for each label. `highest` makes plots side by side comparable; `bad`
    numbers have another colour.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    highest: float = 0.0
    bad: bool = False

    @property
    def svg(self) -> Markup:
        return draw(self)


def draw(plot: Columns) -> Markup:
    """The plot as an element of a page."""
    import leather

    top = max(plot.highest, *plot.values, 1.0)
    chart = leather.Chart()
    chart.add_y_scale(0, top)
    chart.add_y_axis(ticks=ticks(top))
    every = -(-len(plot.labels) // LABELS)
    shown = {label for place, label in enumerate(reversed(plot.labels)) if place % every == 0}
    chart.add_x_axis(tick_formatter=lambda label, *_: label if label in shown else "")
    chart.add_columns(list(zip(plot.labels, plot.values, strict=True)))
    root = ElementTree.fromstring(chart.to_svg(width=WIDTH, height=HEIGHT))  # noqa: S314 - ours
    return Markup(ElementTree.tostring(dressed(root, plot), encoding="unicode"))  # noqa: S704


def ticks(top: float) -> list[float]:
    """Nothing, the middle and the top, as whole numbers."""
    middle = int(top) // 2
    return [0, *([middle] if 0 < middle < int(top) else []), int(top)]


def dressed(root: ElementTree.Element, plot: Columns) -> ElementTree.Element:
    """The drawing with a name for those who can't see it, and with classes instead of colours."""
    name = f"plot-{next(_numbers)}"
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        for attribute in ("fill", "stroke", "font-family"):
            element.attrib.pop(attribute, None)
        if "font-size" in element.attrib:
            element.set("font-size", str(TEXT))
    root.attrib = {
        "viewBox": f"0 0 {WIDTH} {HEIGHT}",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "class": "columns bad" if plot.bad else "columns",
    }
    ground = root.find(".//rect")
    if ground is not None:
        ground.set("class", "ground")
    for place, tag, text in ((0, "title", plot.title), (1, "desc", described(plot))):
        element = ElementTree.Element(tag, {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(place, element)
    return root


def described(plot: Columns) -> str:
    """The plot in one sentence."""
    if not any(plot.values):
        return "Nothing."
    most = max(range(len(plot.values)), key=lambda place: plot.values[place])
    whole = sum(plot.values)
    return f"{whole:,.0f} altogether; the most, {plot.values[most]:,.0f}, at {plot.labels[most]}."


def spread(values: Sequence[dict[str, int]], most: int, others: str) -> dict[str, list[int]]:
    """For each name its numbers in order, the largest names first; the rest under `others`."""
    whole: dict[str, int] = {}
    for each in values:
        for name, number in each.items():
            whole[name] = whole.get(name, 0) + number
    names = sorted(whole, key=lambda name: (-whole[name], name))
    large = names if len(names) <= most + 1 else names[:most]
    rows = {name: [each.get(name, 0) for each in values] for name in large}
    if len(large) < len(names):
        rows[others] = [
            sum(number for name, number in each.items() if name not in large) for each in values
        ]
    return rows
