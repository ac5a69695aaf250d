"""Work the event loop hands to threads: small pools of their own, so that neither a slow query, a storm of replays nor
hostile expressions hold up the rest.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import Error, InterfaceError, OperationalError, connections

from ..passing import passes

P = ParamSpec("P")
T = TypeVar("T")


class Reads:
    """`live` is for what people wait for now, `replay` for catching up with the log, `calculate` for expressions: one
    thread, since more of them would only take the interpreter's lock from the event loop.
    """

    def __init__(self, live: int, replay: int) -> None:
        self._live = ThreadPoolExecutor(live, "reads")
        self._replay = ThreadPoolExecutor(replay, "replay")
        self._calculate = ThreadPoolExecutor(1, "calculate")

    async def live(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the live pool."""
        return await _run(self._live, function, *args, **kwargs)

    async def replay(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the replay pool."""
        return await _run(self._replay, function, *args, **kwargs)

    async def calculate(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the thread for expressions."""
        return await _run(self._calculate, function, *args, **kwargs)

    def close(self) -> None:
        """End the threads once they are done."""
        for pool in (self._live, self._replay, self._calculate):
            pool.shutdown()


async def _run(pool: ThreadPoolExecutor, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: _guarded(function, *args, **kwargs))


def _guarded(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    # A pool's threads keep their connections. One that has failed is not used again; if it had died while nobody looked
    # (the database was restarted), a new one may do at once: whatever runs here can be run twice.
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError) as problem:
        connections.close_all()
        if not passes(problem):
            raise
    try:
        return function(*args, **kwargs)
    except Error:
        connections.close_all()
        raise
