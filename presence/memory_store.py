"""A store for one process."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .roster import Diff, Lease, Present, Roster, difference, people_of


@dataclass(slots=True)
class _Place:
    rev: int = 0
    leases: dict[str, Lease] = field(default_factory=dict)
    people: Mapping[str, Present] = field(default_factory=dict)


class MemoryStore:
    """Keeps `presence.store.Store`'s promises in a dict."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._places: dict[str, _Place] = {}
        self._revs: dict[str, int] = {}  # of places nobody is in

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Diff | None:
        """See `Store.touch`."""
        held = self._places.get(place) or self._places.setdefault(place, _Place(self._revs.pop(place, 0)))
        expires = self._clock() + lifetime
        held.leases.update({lease.socket: replace(lease, expires=expires) for lease in leases})
        return self._settle(place)

    async def leave(self, place: str, sockets: Iterable[str], grace: float) -> Diff | None:
        """See `Store.leave`."""
        held = self._places.get(place, _Place())
        ends = self._clock() + grace
        for socket in sockets:
            if lease := held.leases.get(socket):
                held.leases[socket] = replace(lease, expires=min(ends, lease.expires))
        return self._settle(place)

    async def sweep(self, place: str) -> Diff | None:
        """See `Store.sweep`."""
        return self._settle(place)

    async def roster(self, place: str) -> Roster:
        """See `Store.roster`."""
        held = self._places.get(place) or _Place(self._revs.get(place, 0))
        return Roster(held.rev, held.people)

    def _settle(self, place: str) -> Diff | None:
        held = self._places.get(place)
        if held is None:
            return None
        now = self._clock()
        held.leases = {socket: lease for socket, lease in held.leases.items() if lease.expires > now}
        diff = difference(held.rev + 1, held.people, people := people_of(held.leases.values()))
        if diff:
            held.rev, held.people = diff.rev, people
        if not held.leases:
            del self._places[place]
            self._revs[place] = held.rev
        return diff
