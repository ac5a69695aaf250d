"""The interface of a store of leases, its promises, and every length of presence: of time, derived from one constant, and
of crowds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .roster import Diff, Lease, Roster

PATIENCE = 2.0  # seconds a call of a store may take


@dataclass(frozen=True, slots=True)
class Crowd:
    """From which size on a place is announced as a count and a sample, and how often.

    Telling everybody of everybody costs the square of the people. Above `above` people a sample of them is announced, the
    first by arrival, and a change at most every `pace` seconds for each person here.
    """

    above: int = 200
    sample: int = 100
    pace: float = 1 / 500


CROWD = Crowd()


@dataclass(frozen=True, slots=True)
class Times:
    """Lengths in seconds. With the default heartbeat of 8 the dead are gone from view within 30."""

    heartbeat: float = 8.0

    @property
    def idle_timeout(self) -> float:
        """A socket from which nothing was heard for so long is closed and counts as gone."""
        return 2 * self.heartbeat

    @property
    def lease(self) -> float:
        """How long a socket counts without its process renewing it: two heartbeats may go astray."""
        return 2.5 * self.heartbeat

    @property
    def grace(self) -> float:
        """How long somebody whose last socket closed is still here, so that a reload is not a departure."""
        return 5.0

    @property
    def sweep(self) -> float:
        """How often a process looks for what is due: a ping, a silence, an expired lease."""
        return self.heartbeat / 8


@dataclass(frozen=True, slots=True)
class Standing:
    """What a call did, and how the place stands after it."""

    rev: int
    count: int  # people who are here, announced or not
    due: (
        float | None
    )  # seconds until something has to be looked at: a lease ends, a change waits to be told. None: never
    diff: Diff | None = None  # to be announced by the caller


class Store(Protocol):
    """Who is in a place. A person is here while at least one of their sockets holds a lease.

    They are active while any of their sockets is, and go by the name of the lease that was made or changed last: renewing
    one changes nothing, so that processes which heard of a new name at different times do not take turns.

    Every call that changes what is announced returns the Diff with the next `rev`, to exactly one caller. In a crowd (see
    `Crowd`) changes wait for their turn: the first call after `due` returns them as one. `rev` never goes back, also not
    when a place was empty in between: whoever still listens there would take the next change for one they had seen. Losing
    the store loses presence, never events: the next heartbeat of each process brings its sockets back.
    """

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Standing:
        """Make or change these leases; they last for `lifetime` seconds from now."""
        ...

    async def renew(self, held: Mapping[str, Sequence[Lease]], lifetime: float) -> Mapping[str, Standing]:
        """Have the leases of these places last for `lifetime` seconds from now, and make those that are missing.

        One that is there is not changed. Drops what has expired.
        """
        ...

    async def leave(self, place: str, sockets: Iterable[str], grace: float) -> Standing:
        """Let these leases end `grace` seconds from now (at once: 0)."""
        ...

    async def sweep(self, places: Collection[str]) -> Mapping[str, Standing]:
        """Drop what has expired, and announce what waits."""
        ...

    async def roster(self, place: str) -> Roster:
        """Return what was announced; the next change is one above its `rev`. A crowd's `count` is the present one."""
        ...
