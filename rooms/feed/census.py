"""How many sockets are open: in all, per room, person and address of this process; per person and address of all."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import structlog

from quota.seats import Seats

from ..protocol import codes
from ..protocol.codes import Refusal
from .leaving import Leaving

CODES = (codes.BUSY, codes.ROOM_FULL, codes.TOO_MANY_SOCKETS, codes.TOO_MANY_SOCKETS)
RETRY_SECONDS = 5  # when a place may be free again
PATIENCE = 0.5  # with who counts for all processes
RENEW_SECONDS = 5.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Caps:
    """The most sockets of each kind."""

    process: int
    room: int
    person: int
    address: int


class Census:
    """Counts sockets and refuses one too many. While nobody counts for all processes, this one's own counts hold."""

    def __init__(self, caps: Caps, seats: Seats | None = None) -> None:
        self._caps = caps
        self._seats = seats
        self._away = False
        self._counts: Counter[tuple[str, object]] = Counter()

    async def admit(self, leaving: Leaving, room_id: int, person_id: str, address: str) -> None:
        """Count a socket until `leaving` closes, here and with all processes. Raises Refusal as `count` does."""
        self.count(room_id, person_id, address)
        leaving.callback(self.uncount, room_id, person_id, address)
        if self._seats is None or self._away:
            return
        caps = {f"person:{person_id}": self._caps.person, f"address:{address}": self._caps.address}
        try:
            async with asyncio.timeout(PATIENCE):
                full = await self._seats.take(caps)
        except Exception as problem:
            self._lose(problem)
            return
        if full:
            raise Refusal(codes.TOO_MANY_SOCKETS, retry_after=RETRY_SECONDS)
        leaving.callback(self._seats.give_back, *caps)

    async def renew(self) -> None:
        """Hold on to what is counted with all processes, and find out whether somebody does."""
        if self._seats is None:
            return
        try:
            async with asyncio.timeout(RENEW_SECONDS):
                await self._seats.renew()
        except Exception as problem:
            self._lose(problem)
        else:
            self._away = False

    async def leave(self) -> None:
        """Give everything back, as the process ends."""
        if self._seats:
            with suppress(Exception):
                async with asyncio.timeout(PATIENCE):
                    await self._seats.leave()

    @property
    def away(self) -> bool:
        """Whether only this process's sockets are counted though there are others."""
        return self._away

    def _lose(self, problem: Exception) -> None:
        if not self._away:
            log.warning("sockets are counted by this process alone for now", error=repr(problem))
        self._away = True

    def count(self, room_id: int, person_id: str, address: str) -> None:
        """Count a socket. Raises Refusal `busy`, `room_full` or `too_many_sockets`, and then nothing is counted."""
        kinds = _kinds(room_id, person_id, address)
        caps = (self._caps.process, self._caps.room, self._caps.person, self._caps.address)
        for kind, most, code in zip(kinds, caps, CODES, strict=True):
            if self._counts[kind] >= most:
                raise Refusal(code, retry_after=RETRY_SECONDS)
        self._counts.update(kinds)

    def uncount(self, room_id: int, person_id: str, address: str) -> None:
        """Count one socket less."""
        kinds = _kinds(room_id, person_id, address)
        self._counts.subtract(kinds)
        for kind in kinds:
            if not self._counts[kind]:
                del self._counts[kind]

    @property
    def total(self) -> int:
        """How many sockets are open."""
        return self._counts["process", None]


def _kinds(room_id: int, person_id: str, address: str) -> list[tuple[str, object]]:
    return [("process", None), ("room", room_id), ("person", person_id), ("address", address)]
