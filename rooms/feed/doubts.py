"""People who are said to be out. Whether that is still so, the database is asked: hints come late and more than once."""

import asyncio
from collections.abc import Iterable

import structlog

from .. import access
from ..protocol import codes
from .outbox import Outbox
from .reads import Reads

log = structlog.get_logger(__name__)
RETRY_SECONDS = 0.5
Pair = tuple[int, str]  # a room and a person


class Doubts:
    """Holds the sockets of people in doubt until the database has said whether they are members: those who are go on where
    they were, the others are closed.
    """

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._held: dict[Pair, set[Outbox]] = {}
        self._task: asyncio.Task[None] | None = None

    def about(self, pair: Pair, outboxes: Iterable[Outbox]) -> None:
        """Hold these sockets of a person in a room, and ask."""
        for outbox in outboxes:
            outbox.hold()
            self._held.setdefault(pair, set()).add(outbox)
        if self._held and self._task is None:
            self._task = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        try:
            while self._held:
                held, self._held = self._held, {}
                members = await self._members(held)
                for pair, outboxes in held.items():
                    for outbox in outboxes - self._held.get(pair, set()):
                        outbox.release() if pair in members else outbox.close(codes.OUT)
        finally:
            self._task = None

    async def _members(self, pairs: Iterable[Pair]) -> set[Pair]:
        while True:
            try:
                return await self._reads.live(access.still_members, pairs)
            except Exception:
                # Nothing can be committed either while the database is away: who is held misses nothing.
                log.warning("who is a member can't be asked", exc_info=True)
                await asyncio.sleep(RETRY_SECONDS)
