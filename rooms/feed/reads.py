"""Reading the database for the event loop: two small pools of threads, so that neither a slow query nor a storm of
replays holds up live traffic."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")


class Reads:
    """`live` is for what people wait for now, `replay` for catching up with the log."""

    def __init__(self, live: int, replay: int) -> None:
        self._live = ThreadPoolExecutor(live, "reads")
        self._replay = ThreadPoolExecutor(replay, "replay")

    async def live(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the live pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._live, lambda: _fresh(function, *args, **kwargs))

    async def replay(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the replay pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._replay, lambda: _fresh(function, *args, **kwargs))

    def close(self) -> None:
        """End the threads once they are done."""
        self._live.shutdown()
        self._replay.shutdown()


def _fresh(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    return function(*args, **kwargs)
