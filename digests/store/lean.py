"""SQLAlchemy's asynchronous engine without the mapper that its package loads beside it.

`sqlalchemy.ext.asyncio` imports its session, and with it all of the object mapper, which nothing
here uses: 7 MB and a tenth of a second at each start. So the package is made known without running
it, holding what we use of it; whoever asks it for more gets the whole.
"""

from __future__ import annotations

import sys
from importlib import import_module, util
from types import ModuleType
from typing import Any

PACKAGE = "sqlalchemy.ext.asyncio"
USED = ("AsyncConnection", "AsyncEngine", "create_async_engine")


def leave_out_the_mapper() -> bool:
    """Whether it was left out: not when the package has been imported before."""
    spec = util.find_spec(PACKAGE)
    if PACKAGE in sys.modules or spec is None or spec.loader is None:
        return False
    package = util.module_from_spec(spec)
    run = spec.loader.exec_module

    def load(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module {PACKAGE!r} has no attribute {name!r}")
        del vars(package)["__getattr__"]
        run(package)
        return getattr(package, name)

    sys.modules[PACKAGE] = package
    _fill(package)
    vars(package)["__getattr__"] = load
    return True


def _fill(package: ModuleType) -> None:
    engine = import_module(f"{PACKAGE}.engine")
    for name in USED:
        setattr(package, name, getattr(engine, name))


LEFT_OUT = leave_out_the_mapper()  # with the import of this file: it must be the first
