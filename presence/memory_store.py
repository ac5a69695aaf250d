"""A store for one process."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from .place import Place
from .roster import Lease, Roster
from .store import CROWD, Crowd, Standing


class MemoryStore:
    """Keeps `presence.store.Store`'s promises in a dict."""

    def __init__(self, clock: Callable[[], float], crowd: Crowd = CROWD) -> None:
        self._clock = clock
        self._crowd = crowd
        self._places: dict[str, Place] = {}
        self._revs: dict[str, int] = {}  # of places nobody is in

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Standing:
        """See `Store.touch`."""
        now, there = self._clock(), self._at(place)
        for lease in leases:
            there.hold(lease, now + lifetime)
        return self._settle(place, there, now)

    async def renew(self, held: Mapping[str, Sequence[Lease]], lifetime: float) -> Mapping[str, Standing]:
        """See `Store.renew`."""
        now, standings = self._clock(), {}
        for place, leases in held.items():
            there = self._at(place)
            for lease in leases:
                there.renew(lease, now + lifetime)
            standings[place] = self._settle(place, there, now)
        return standings

    async def leave(self, place: str, sockets: Iterable[str], grace: float) -> Standing:
        """See `Store.leave`."""
        now, there = self._clock(), self._at(place)
        there.shorten(sockets, now + grace)
        return self._settle(place, there, now)

    async def sweep(self, places: Collection[str]) -> Mapping[str, Standing]:
        """See `Store.sweep`."""
        now = self._clock()
        return {place: self._settle(place, self._at(place), now) for place in places}

    async def roster(self, place: str) -> Roster:
        """See `Store.roster`."""
        return self._at(place).roster()

    def _at(self, place: str) -> Place:
        return self._places.get(place) or Place(self._revs.get(place, 0), self._crowd)

    def _settle(self, place: str, there: Place, now: float) -> Standing:
        standing = there.settle(now)
        if there.empty:
            self._places.pop(place, None)
            if there.rev:
                self._revs[place] = there.rev
        else:
            self._places[place] = there
            self._revs.pop(place, None)
        return standing
