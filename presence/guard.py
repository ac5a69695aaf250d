"""Calls to a store that may be away: each has its bound, and once one has failed the next fail at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from .store import PATIENCE

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Away(Exception):
    """The store does not answer."""


class Guard:
    """Lets calls through until one fails, from then on only attempts, until who makes them finds the store back."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.away = False
        self._patience = patience

    async def ask(self, call: Callable[[], Awaitable[T]], *, attempt: bool = False) -> T:
        """Make the call; raises Away. While the store is away only an `attempt` is made."""
        if self.away and not attempt:
            raise Away
        try:
            async with asyncio.timeout(self._patience):
                return await call()
        except Exception as problem:
            if not self.away:
                log.warning("presence stands still: its store does not answer", exc_info=True)
            self.away = True
            raise Away from problem

    def back(self) -> bool:
        """Take the store for back; returns whether it was away."""
        if self.away:
            log.warning("presence goes on: its store answers again")
        was_away, self.away = self.away, False
        return was_away
