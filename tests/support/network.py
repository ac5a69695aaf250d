"""The network between servers and what they stand on: lines that a test can make fail.

They run on a loop of their own, beside the test's: a test that waits for a process must not stop them.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from .hints import Hints
from .proxy import Proxy

T = TypeVar("T")
PATIENCE = 10.0


class Network:
    """Lays lines, and ends them."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._lines: list[Line] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for line in self._lines:
            line.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def line(self, target: str, hints: Hints | None = None) -> "Line":
        """Lay a line to `target` (host:port). With `hints` it leads to a Redis."""
        self._lines.append(Line(self, target, hints))
        return self._lines[-1]

    def heal(self) -> None:
        """Make every line a good one."""
        for line in self._lines:
            line.heal()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the network's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


class Line:
    """One server's way to one Redis or PostgreSQL, as a test sees it from another thread."""

    def __init__(self, network: Network, target: str, hints: Hints | None) -> None:
        self.hints = hints or Hints()
        self._network = network
        self._proxy = Proxy(target, hints.hearing if hints else None)
        network.run(self._proxy.restore())

    @property
    def host(self) -> str:
        """Where the server finds the other end."""
        return self._proxy.host

    @property
    def lost_answers(self) -> int:
        """How many answers to a doomed word were lost."""
        return self._proxy.lost_answers

    def cut(self) -> None:
        """Drop every connection and take no more."""
        self._network.run(self._proxy.cut())

    def swallow(self, *, said: bool = True, heard: bool = True) -> None:
        """Take connections and bytes, and pass nothing on: of what the server says, of what it should hear, or both."""
        self._do(lambda: (setattr(self._proxy, "mute", said), setattr(self._proxy, "deaf", heard)))

    def slow(self, seconds: float) -> None:
        """Have everything come later."""
        self._do(lambda: setattr(self._proxy, "delay", seconds))

    def lose_answers_to(self, word: bytes) -> None:
        """Pass on what the server says, but lose the answer to what has this word in it, and the connection."""
        self._do(lambda: setattr(self._proxy, "doomed_word", word))

    def heal(self) -> None:
        """Be a good line again."""
        self._do(self.hints.behave)
        self._network.run(self._proxy.heal())

    def _do(self, change: Callable[[], object]) -> None:
        async def changed() -> None:
            change()

        self._network.run(changed())
