"""The sockets this process answers for: gathers what happens to them, renews their leases, sweeps.

Telling one change per join costs the square of a room. So the first change in a place is told at once, and what follows
within `GATHER` seconds is told together, as one change of the store with one `rev`.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from .roster import Diff, Lease
from .store import Store, Times

GATHER = 0.1


@dataclass(slots=True)
class _Place:
    leases: dict[str, Lease] = field(default_factory=dict)
    touched: dict[str, Lease] = field(default_factory=dict)
    leaving: dict[float, set[str]] = field(default_factory=dict)
    flush: asyncio.Task[None] | None = None  # held here, since the loop itself holds tasks only weakly
    told: asyncio.Future[None] | None = None
    not_before: float = 0.0
    renewed: float = 0.0
    empty_since: float | None = None


class Attendance:
    """Who this process says is where. All calls come from one event loop."""

    def __init__(self, store: Store, times: Times, tell: Callable[[str, Diff], None]) -> None:
        self._store = store
        self._times = times
        self._tell = tell
        self._places: dict[str, _Place] = {}

    async def arrive(self, place: str, lease: Lease) -> None:
        """Bring a socket in; returns once the store knows and everybody here was told."""
        held = self._places.setdefault(place, _Place())
        held.leases[lease.socket] = held.touched[lease.socket] = lease
        await asyncio.shield(self._soon(place, held))

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
        """Renew the leases that are due (one call a place) and drop what has expired."""
        now = asyncio.get_running_loop().time()
        for place, held in list(self._places.items()):
            if held.leases and now - held.renewed >= self._times.heartbeat:
                held.renewed = now
                self._told(place, await self._store.touch(place, list(held.leases.values()), self._times.lease))
            else:
                self._told(place, await self._store.sweep(place))
            self._forget_if_empty(place, held, now)

    def sockets(self, place: str) -> Iterable[Lease]:
        """Return the leases of this process in a place."""
        held = self._places.get(place)
        return held.leases.values() if held else ()

    def _soon(self, place: str, held: _Place) -> asyncio.Future[None]:
        if held.told is None:
            held.told = asyncio.get_running_loop().create_future()
            held.flush = asyncio.create_task(self._flush(place, held, held.told))
        return held.told

    async def _flush(self, place: str, held: _Place, told: asyncio.Future[None]) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, held.not_before - loop.time()))
        held.not_before = loop.time() + GATHER
        touched, leaving, held.told = list(held.touched.values()), held.leaving, None
        held.touched, held.leaving = {}, {}
        try:
            for grace, sockets in leaving.items():
                self._told(place, await self._store.leave(place, sockets, grace))
            if touched:
                self._told(place, await self._store.touch(place, touched, self._times.lease))
            told.set_result(None)
        except Exception as problem:
            told.set_exception(problem)
            told.exception()
            raise

    def _told(self, place: str, diff: Diff | None) -> None:
        if diff:
            self._tell(place, diff)

    def _forget_if_empty(self, place: str, held: _Place, now: float) -> None:
        # A place without sockets of ours is swept until the grace of the last one is over.
        if held.leases or held.told:
            held.empty_since = None
        elif held.empty_since is None:
            held.empty_since = now
        elif now - held.empty_since > self._times.grace + self._times.sweep:
            del self._places[place]
