"""One place in memory: leases of sockets, the people they amount to, and what of it was announced.

Nothing here costs more in a fuller place: a call works on the sockets it names, those that expire, and in a crowd, at its
slow pace, on the sample. `lua/place.lua` does the same in Redis.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush, heapreplace
from itertools import islice

from .roster import ACTIVE, IDLE, Diff, Lease, Present, Roster, difference
from .store import Crowd, Standing


@dataclass(slots=True)
class _Socket:
    lease: Lease
    ends: float


@dataclass(slots=True)
class _Person:
    name: str
    guest: bool
    sockets: int = 0
    active: int = 0

    def shown(self, key: str) -> Present:
        return Present(key, self.name, self.guest, ACTIVE if self.active else IDLE)


class Place:
    """Who is here. `now` is in seconds of one clock."""

    def __init__(self, rev: int, crowd: Crowd) -> None:
        self.rev = rev
        self._crowd = crowd
        self._sockets: dict[str, _Socket] = {}
        self._ending: list[tuple[float, str]] = []  # a heap; a socket's entry is never later than its end
        self._people: dict[str, _Person] = {}  # by arrival
        self._before: dict[str, Present | None] = {}  # whom this call has changed, as they were
        self._sample: Mapping[str, Present] | None = None  # what is announced of a crowd
        self._counted = 0  # with this count
        self._settled = 0.0  # at this time
        self._behind = False  # and no longer true

    @property
    def empty(self) -> bool:
        """Whether there is nothing to remember but `rev`."""
        return not self._sockets and self._sample is None

    def hold(self, lease: Lease, ends: float) -> None:
        """Make or change a lease."""
        held = self._sockets.get(lease.socket)
        if held is None:
            self._sockets[lease.socket] = _Socket(lease, ends)
            heappush(self._ending, (ends, lease.socket))
        else:
            self._end(held, ends)
            if held.lease == lease:
                return
            self._count(held.lease, -1)
            held.lease = lease
        person = self._count(lease, 1)
        person.name, person.guest = lease.name, lease.guest

    def renew(self, lease: Lease, ends: float) -> None:
        """Have a lease last until `ends`; one that is missing is made."""
        held = self._sockets.get(lease.socket)
        if held is None:
            self.hold(lease, ends)
        else:
            self._end(held, ends)

    def shorten(self, sockets: Iterable[str], ends: float) -> None:
        """Have leases end at `ends`, if that is earlier."""
        for socket in sockets:
            held = self._sockets.get(socket)
            if held and ends < held.ends:
                self._end(held, ends)

    def settle(self, now: float) -> Standing:
        """Drop what has expired, announce what may be announced now."""
        while self._ending and self._ending[0][0] <= now:
            self._drop_next(now)
        before, self._before = self._before, {}
        gone = [key for key in before if not self._people[key].sockets]
        shown = {key: None if key in gone else self._people[key].shown(key) for key in before}
        for key in gone:
            del self._people[key]
        changed = {key: was for key, was in before.items() if was != shown[key]}
        diff = self._told(changed, now)
        if diff:
            self.rev += 1
            diff = replace(diff, rev=self.rev)
        return Standing(self.rev, len(self._people), self._due(now), diff)

    def roster(self) -> Roster:
        """Return what was announced."""
        if self._sample is None:
            return Roster(self.rev, self._first(None))
        return Roster(self.rev, self._sample, len(self._people))

    def _told(self, changed: Mapping[str, Present | None], now: float) -> Diff | None:
        if self._sample is None:
            if not changed:
                return None
            return self._tell(self._as_it_was(changed), now) if self._crowded else self._small(changed)
        self._behind = self._behind or bool(changed)
        if not self._behind or now < self._turn:
            return None
        return self._tell(self._sample, now)

    def _small(self, changed: Mapping[str, Present | None]) -> Diff:
        before = {key: was for key, was in changed.items() if was}
        after = {key: self._people[key].shown(key) for key in changed if key in self._people}
        return difference(before, after)

    def _tell(self, before: Mapping[str, Present], now: float) -> Diff | None:
        counted = None if self._sample is None else self._counted
        after = self._first(self._crowd.sample if self._crowded else None)
        self._sample = after if self._crowded else None
        self._counted, self._settled, self._behind = len(self._people), now, False
        diff = difference(before, after)
        if self._crowded:
            diff = replace(diff, count=self._counted)
        return diff if diff != Diff(0, count=counted) else None

    def _as_it_was(self, changed: Mapping[str, Present | None]) -> dict[str, Present]:
        was = {key: person.shown(key) for key, person in self._people.items() if key not in changed}
        return {**was, **{key: person for key, person in changed.items() if person}}

    @property
    def _crowded(self) -> bool:
        return len(self._people) > self._crowd.above

    @property
    def _turn(self) -> float:
        return self._settled + self._crowd.pace * max(len(self._people), self._crowd.above)

    def _first(self, count: int | None) -> dict[str, Present]:
        return {key: person.shown(key) for key, person in islice(self._people.items(), count)}

    def _due(self, now: float) -> float | None:
        while self._ending:
            at, socket = self._ending[0]
            held = self._sockets.get(socket)
            if held is None:
                heappop(self._ending)
            elif held.ends > at:
                heapreplace(self._ending, (held.ends, socket))
            else:
                break
        times = [self._ending[0][0]] if self._ending else []
        if self._behind:
            times.append(self._turn)
        return max(0.0, min(times) - now) if times else None

    def _end(self, held: _Socket, ends: float) -> None:
        if ends < held.ends:
            heappush(self._ending, (ends, held.lease.socket))
        held.ends = ends

    def _drop_next(self, now: float) -> None:
        _, socket = heappop(self._ending)
        held = self._sockets.get(socket)
        if held is None:
            return
        if held.ends > now:
            heappush(self._ending, (held.ends, socket))
        else:
            del self._sockets[socket]
            self._count(held.lease, -1)

    def _count(self, lease: Lease, by: int) -> _Person:
        person = self._people.get(lease.person)
        if lease.person not in self._before:
            self._before[lease.person] = person.shown(lease.person) if person else None
        if person is None:
            person = self._people[lease.person] = _Person(lease.name, lease.guest)
        person.sockets += by
        if lease.status == ACTIVE:
            person.active += by
        return person
