"""Hints on their way to the other processes: one queue, one task, in order, bounded."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from ..announce import EVERYWHERE, Announcement, group_of

log = structlog.get_logger(__name__)
WAITING = 2_000
SEND_SECONDS = 2.0
RETRY_SECONDS = 0.5
TRIES = 5  # for one hint that fails though Redis is there


class Outgoing:
    """Sends what it is given, one after the other. While Redis hangs it keeps what nobody would find out in time (closings,
    names), up to `WAITING`; all the rest is in the log and in the store, and is dropped.
    """

    def __init__(self, send: Callable[[Announcement], Awaitable[None]]) -> None:
        self.lost = 0  # hints, since the process began
        self.open = asyncio.Event()  # whether anything is sent at all
        self._send = send
        self._waiting: deque[Announcement] = deque()
        self._some, self._none = asyncio.Event(), asyncio.Event()
        self._none.set()
        self._tried = 0
        self._warned = False

    def put(self, announcement: Announcement) -> None:
        """Send it soon."""
        if not self.open.is_set() and not _lasting(announcement):
            self._lose()
            return
        self._waiting.append(announcement)
        self._some.set()
        self._none.clear()
        if len(self._waiting) > WAITING:
            self._waiting.popleft()
            self._lose()

    def pause(self) -> None:
        """Send nothing until `go_on`; what was waiting and heals by itself is dropped."""
        self.open.clear()
        kept = [announcement for announcement in self._waiting if _lasting(announcement)]
        self.lost += len(self._waiting) - len(kept)
        self._waiting = deque(kept)

    def go_on(self) -> None:
        """Send again."""
        self._warned = False
        self.open.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self.open.wait()
            await self._some.wait()
            if not self._waiting:
                self._some.clear()
                self._none.set()
            elif self.open.is_set():
                await self._send_next()

    async def emptied(self, seconds: float) -> None:
        """Wait until all of it has left, but no longer than that."""
        if self.open.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._none.wait()

    async def _send_next(self) -> None:
        announcement = self._waiting.popleft()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._send(announcement)
            self._tried = 0
        except Exception as problem:
            self._tried += 1
            if _lasting(announcement) and self._tried < TRIES:
                self._waiting.appendleft(announcement)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._tried = 0
                self._lose(problem)

    def _lose(self, problem: Exception | None = None) -> None:
        self.lost += 1
        if not self._warned:
            self._warned = True
            log.warning("hints are lost; the others read the log", error=repr(problem) if problem else "Redis is away")


def _lasting(announcement: Announcement) -> bool:
    return group_of(announcement) == EVERYWHERE
