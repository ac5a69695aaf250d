"""The sockets this process answers for: gathers what happens to them, renews their leases, sweeps when something is due.

Telling one change per join costs the square of a room. So the first change in a place is told at once, and what follows
within `GATHER` seconds is told together, as one change of the store with one `rev`.

A store that is away keeps nobody out: what happens meanwhile is remembered, and written once a beat finds it back.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from .guard import Away, Guard
from .roster import Diff, Lease, Roster
from .store import Standing, Store, Times

GATHER = 0.1


class Listener(Protocol):
    """Who hears of it."""

    def told(self, place: str, diff: Diff) -> None:
        """Announce this change; nobody else was given it."""
        ...

    def stands(self, place: str, standing: Standing) -> None:
        """Compare this with what is known; what others announced may have been lost."""
        ...

    def unheard(self, place: str, lease: Lease) -> None:
        """Somebody came whom the store does not know of yet."""
        ...

    def restored(self) -> None:
        """The store was away: nothing that is known is certain."""
        ...


@dataclass(slots=True)
class _Place:
    renewed: float
    leases: dict[str, Lease] = field(default_factory=dict)
    touched: dict[str, Lease] = field(default_factory=dict)
    leaving: dict[float, set[str]] = field(default_factory=dict)
    flush: asyncio.Task[None] | None = None  # held here, since the loop itself holds tasks only weakly
    known: asyncio.Future[None] | None = None
    not_before: float = 0.0
    due: float = math.inf
    empty_since: float | None = None


class Attendance:
    """Who this process says is where. All calls come from one event loop."""

    def __init__(
        self, store: Store, times: Times, listener: Listener, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._times = times
        self._listener = listener
        self._guard = Guard()
        self._places: dict[str, _Place] = {}
        self._clock = clock

    @property
    def away(self) -> bool:
        """Whether the store does not answer at present."""
        return self._guard.away

    async def arrive(self, place: str, lease: Lease) -> None:
        """Bring a socket in; returns once the store knows and everybody here was told, or at once without a store."""
        held = self._places.setdefault(place, _Place(self._clock()))
        held.leases[lease.socket] = held.touched[lease.socket] = lease
        await asyncio.shield(self._soon(place, held))
        if self.away and lease.socket in held.touched:
            self._listener.unheard(place, lease)

    def depart(self, place: str, socket: str, *, at_once: bool = False) -> None:
        """Take a socket out: after the grace, or at once for who was shown the door."""
        held = self._places.get(place)
        if held is None or held.leases.pop(socket, None) is None:
            return
        held.touched.pop(socket, None)
        held.leaving.setdefault(0.0 if at_once else self._times.grace, set()).add(socket)
        self._soon(place, held)

    def alter(self, place: str, socket: str, *, status: str | None = None, name: str | None = None) -> None:
        """Change a socket's status or its person's name."""
        held = self._places.get(place)
        if held is None or socket not in held.leases:
            return
        lease = held.leases[socket]
        lease = replace(lease, status=status or lease.status, name=name or lease.name)
        held.leases[socket] = held.touched[socket] = lease
        self._soon(place, held)

    async def beat(self) -> None:
        """Renew the leases whose time has come and look after what is due, in one call; find a lost store again."""
        now, away = self._clock(), self._guard.away
        renewing = {
            place: list(held.leases.values())
            for place, held in self._places.items()
            if held.leases and (away or now - held.renewed >= self._times.heartbeat)
        }
        sweeping = [place for place, held in self._places.items() if held.due <= now and place not in renewing]
        if renewing or sweeping:
            try:
                await self._guard.ask(lambda: self._look(renewing, sweeping), attempt=True)
            except Away:
                return
            for place in renewing:
                self._places[place].renewed = now
            if self._guard.back():
                self._recover()
        self._forget_empty(now)

    async def roster(self, place: str) -> Roster | None:
        """Return who is announced to be in a place, after what had to be announced first. None: the store is away."""

        async def look() -> Roster:
            await self._look({}, [place])
            return await self._store.roster(place)

        try:
            return await self._guard.ask(look)
        except Away:
            return None

    def sockets(self, place: str) -> Iterable[Lease]:
        """Return the leases of this process in a place."""
        held = self._places.get(place)
        return held.leases.values() if held else ()

    async def _look(self, renewing: dict[str, list[Lease]], sweeping: list[str]) -> None:
        for standings in await asyncio.gather(
            self._store.renew(renewing, self._times.lease), self._store.sweep(sweeping)
        ):
            for place, standing in standings.items():
                self._stands(place, standing)

    def _soon(self, place: str, held: _Place) -> asyncio.Future[None]:
        if held.known is None:
            held.known = asyncio.get_running_loop().create_future()
            if self._guard.away:
                held.known.set_result(None)
            else:
                held.flush = asyncio.create_task(self._flush(place, held, held.known))
        return held.known

    async def _flush(self, place: str, held: _Place, known: asyncio.Future[None]) -> None:
        await asyncio.sleep(max(0.0, held.not_before - self._clock()))
        held.not_before = self._clock() + GATHER
        held.known = None
        try:
            await self._guard.ask(lambda: self._write(place, held))
        except Away:
            pass  # it is written once the store is back
        finally:
            known.set_result(None)

    async def _write(self, place: str, held: _Place) -> None:
        touched, leaving = held.touched, held.leaving
        held.touched, held.leaving = {}, {}
        try:
            for grace, sockets in leaving.items():
                self._stands(place, await self._store.leave(place, sockets, grace))
            if touched:
                self._stands(place, await self._store.touch(place, list(touched.values()), self._times.lease))
        except BaseException:
            held.touched = {
                socket: held.leases[socket] for socket in (*touched, *held.touched) if socket in held.leases
            }
            for grace, sockets in leaving.items():
                held.leaving.setdefault(grace, set()).update(sockets)
            raise

    def _stands(self, place: str, standing: Standing) -> None:
        if held := self._places.get(place):
            held.due = math.inf if standing.due is None else self._clock() + standing.due
        if standing.diff:
            self._listener.told(place, standing.diff)
        self._listener.stands(place, standing)

    def _recover(self) -> None:
        for place, held in self._places.items():
            held.known = None
            if held.touched or held.leaving:
                self._soon(place, held)
        self._listener.restored()

    def _forget_empty(self, now: float) -> None:
        # A place without sockets of ours is looked after until the grace of the last one is over.
        for place, held in list(self._places.items()):
            if held.leases or held.known or held.due <= now + self._times.grace:
                held.empty_since = None
            elif held.empty_since is None:
                held.empty_since = now
            elif now - held.empty_since > self._times.grace + self._times.sweep:
                del self._places[place]
