"""The interface of a store of leases, its promises, and every length of time of presence, derived from one constant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .roster import Diff, Lease, Roster


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


class Store(Protocol):
    """Who is in a place. A person is here while at least one of their sockets holds a lease.

    Every call that changes who is here returns the Diff with the next `rev`, to exactly one caller; a call that changes
    nothing returns None. `rev` never goes back, also not when a place was empty in between: whoever still listens there
    would take the next change for one they had seen. Losing the store loses presence, never events: the next heartbeat
    of each process brings its sockets back.
    """

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Diff | None:
        """Make or renew these leases for `lifetime` seconds from now."""
        ...

    async def leave(self, place: str, sockets: Iterable[str], grace: float) -> Diff | None:
        """Let these leases end `grace` seconds from now (at once: 0)."""
        ...

    async def sweep(self, place: str) -> Diff | None:
        """Drop what has expired."""
        ...

    async def roster(self, place: str) -> Roster:
        """Return who is here now."""
        ...
