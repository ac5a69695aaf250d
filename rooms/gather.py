"""Doing together what comes one by one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

K = TypeVar("K")
V = TypeVar("V")
log = structlog.get_logger(__name__)


class Gather(Generic[K, V]):
    """Hands the newest value of each key to `work`: at once when it was quiet, else all of them after `pause` seconds.

    For what many sockets say often and of which only the last word counts. All calls come from one event loop.
    """

    def __init__(self, work: Callable[[dict[K, V]], Awaitable[None]], pause: float) -> None:
        self._work = work
        self._pause = pause
        self._waiting: dict[K, V] = {}
        self._task: asyncio.Task[None] | None = None

    def put(self, key: K, value: V) -> None:
        """Have the value worked on soon."""
        self._waiting[key] = value
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, {}
                try:
                    await self._work(waiting)
                except Exception:
                    log.exception("gathered work failed", lost=len(waiting))
                await asyncio.sleep(self._pause)
        finally:
            self._task = None
