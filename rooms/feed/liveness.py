"""Looks after the sockets of this process: pings, silence, the heads of their logs, their right to be here."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from presence.store import Times

from ..protocol import codes
from .hub import Hub

DEGRADED_HEADS_SECONDS = 0.7
DEGRADED_RECHECK_SECONDS = 1.5  # for promise 8, which has no hints then
STEP_SECONDS = 0.25
log = structlog.get_logger(__name__)


def check(hub: Hub, times: Times, now: float) -> None:
    """Ping every socket once per heartbeat; close those that were silent for longer than the idle time-out."""
    for outbox in hub.outboxes():
        heard = outbox.wire.heard
        if heard is not None and now - heard >= times.idle_timeout:
            outbox.close(codes.SILENT)
        elif now - outbox.pinged >= times.heartbeat:
            # The second ping of each comes early by a part of its own: who came together isn't pinged together for ever.
            early = 0.0 if outbox.pinged else hash(outbox.socket) % 1000 / 1000
            outbox.pinged = now - times.heartbeat * early
            outbox.wire.ping()


async def watch(hub: Hub, times: Times, *, heads: float, recheck: float) -> None:
    """Do all of it until cancelled; `heads` and `recheck` are seconds between two looks, fewer without hints."""

    async def pings() -> None:
        check(hub, times, time.monotonic())

    def faster(usual: float, degraded: float) -> Callable[[], float]:
        return lambda: min(usual, degraded) if hub.relay.degraded else usual

    async with asyncio.TaskGroup() as group:
        group.create_task(_every(lambda: times.sweep, pings))
        group.create_task(_every(lambda: times.sweep, hub.attendance.beat))
        group.create_task(_every(faster(heads, DEGRADED_HEADS_SECONDS), hub.compare_heads))
        group.create_task(_every(faster(recheck, DEGRADED_RECHECK_SECONDS), hub.recheck))


async def _every(seconds: Callable[[], float], work: Callable[[], Awaitable[None]]) -> None:
    while True:
        left = seconds()
        while left > 0:
            await asyncio.sleep(min(left, STEP_SECONDS))
            left = min(left - STEP_SECONDS, seconds())
        try:
            await work()
        except Exception:
            # The next turn tries again; a database or Redis that is away must not end the watch.
            log.exception("a periodic check failed", check=getattr(work, "__name__", "?"))
