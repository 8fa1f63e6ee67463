"""What was read of an edition of the store, for the next digest of the same edition."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The last `most` values by everything that they depend on."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._alone = threading.Lock()  # threads that read ask too
        self._known: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        with self._alone:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
            return found

    def put(self, key: Hashable, value: Value) -> Value:
        with self._alone:
            self._known[key] = value
            while len(self._known) > self._most:
                self._known.popitem(last=False)
            return value
