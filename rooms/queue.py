"""What waits for the scribe: bounded, and fair between everybody who waits."""

import threading
from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Priced(Protocol):
    """Something with a price, in seconds of predicted work."""

    @property
    def price(self) -> float: ...


Item = TypeVar("Item", bound=Priced)
Tell = TypeVar("Tell")


class Queue(Generic[Item, Tell]):
    """One line per key (a person in a room), served in turn, so that nobody waits behind another's pile."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._lines: OrderedDict[Hashable, deque[tuple[Item, Tell]]] = OrderedDict()
        self._count = 0
        self._closed = False
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return self._count

    def put(self, item: Item, tell: Tell, key: Hashable) -> bool:
        """Add to the key's line; False when the queue is full or closed."""
        with self._changed:
            if self._closed or self._count >= self._length:
                return False
            self._lines.setdefault(key, deque()).append((item, tell))
            self._count += 1
            self._changed.notify()
            return True

    def wait(self) -> bool:
        """Wait until something is there; False once closed and empty."""
        with self._changed:
            while not self._count and not self._closed:
                self._changed.wait()
            return self._count > 0

    def take(self, budget: float) -> list[tuple[Item, Tell]]:
        """Return what waits, in turn, until the budget is spent."""
        with self._changed:
            taken: list[tuple[Item, Tell]] = []
            while self._count and (not taken or budget > 0):
                item, tell = self._next()
                taken.append((item, tell))
                budget -= item.price
            return taken

    def empty(self) -> list[tuple[Item, Tell]]:
        """Return all that waits, without waiting."""
        with self._changed:
            return [self._next() for _ in range(self._count)]

    def close(self) -> None:
        """Take nothing more; `take` empties what is left, then returns nothing."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _next(self) -> tuple[Item, Tell]:
        key, line = self._lines.popitem(last=False)
        first = line.popleft()
        if line:
            self._lines[key] = line
        self._count -= 1
        return first
