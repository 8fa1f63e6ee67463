"""How the documentation is built: `sphinx-build -W docs build/docs`."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]

project = "Digestbot"
author = "The Digestbot authors"
release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["images/README.md"]
nitpicky = True
html_theme = "furo"
html_title = "Digestbot"
html_show_sphinx = False


def setup(app):
    """The reference is made of the code before anything is read."""
    from reference import write_reference

    app.connect("builder-inited", lambda _: write_reference(HERE / "reference"))
