"""Looks after the sockets of this process: pings, silence, the heads of their logs, their right to be here."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from presence.store import Times

from ..protocol import codes
from .hub import Hub

log = structlog.get_logger(__name__)


def check(hub: Hub, times: Times, now: float) -> None:
    """Ping every socket once per heartbeat; close those that were silent for longer than the idle time-out."""
    for outbox in hub.outboxes():
        heard = outbox.wire.heard
        if heard is not None and now - heard >= times.idle_timeout:
            outbox.close(codes.SILENT)
        elif now - outbox.pinged >= times.heartbeat:
            outbox.pinged = now
            outbox.wire.ping()


async def watch(hub: Hub, times: Times, *, heads: float, recheck: float) -> None:
    """Do all of it until cancelled; `heads` and `recheck` are seconds between two looks."""

    async def pings() -> None:
        check(hub, times, time.monotonic())

    async with asyncio.TaskGroup() as group:
        group.create_task(_every(times.sweep, pings))
        group.create_task(_every(times.sweep, hub.attendance.beat))
        group.create_task(_every(heads, hub.compare_heads))
        group.create_task(_every(recheck, hub.recheck))


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:
            # The next turn tries again; a database or Redis that is away must not end the watch.
            log.exception("a periodic check failed", check=getattr(work, "__name__", "?"))
