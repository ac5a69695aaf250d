"""What this server process runs for its rooms, found by every request and socket in `scope["state"]["rooms"]`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from presence.store import Times

from .budget import Bucket, Budget
from .feed.census import Census
from .feed.hub import Hub
from .gather import Gather
from .protocol import limits
from .purses import Purses

BUCKETS = 10_000  # kept before those that are full again are dropped
CHANGE_BURSTS = 10


@dataclass(slots=True)
class Process:
    """The hub, and the limits its sockets live under. `draining` once the server has been asked to stop."""

    hub: Hub
    census: Census
    purses: Purses
    times: Times
    rate: float
    burst: float
    patience: float
    clock: Callable[[], float]
    read_marks: Gather[int, int]  # membership id → seq
    draining: bool = False
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def budget(self, person_id: str, address: str) -> Budget:
        """Return the budget of a new socket."""
        return Budget(
            Bucket(self.rate, self.burst, self.clock), self.clock, partial(self.purses.of, person_id, address)
        )

    def submitter(self, person_id: str, address: str) -> Budget:
        """Return the budget from which a person's submissions over HTTP are paid."""
        return Budget(self._kept(f"submit {person_id}", 1), self.clock, partial(self.purses.of, person_id, address))

    def changer(self, person_id: str) -> Budget:
        """Return the budget from which a person makes, joins, leaves and renames; a script may do many at once."""
        return Budget(self._kept(f"change {person_id}", CHANGE_BURSTS), self.clock)

    def _kept(self, key: str, bursts: int) -> Bucket:
        with self._lock:  # asked for by many threads
            if len(self._buckets) > BUCKETS:
                self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.full}
            return self._buckets.setdefault(key, Bucket(self.rate, self.burst * bursts, self.clock))

    def limits(self) -> dict[str, Any]:
        """Return the `limits` of `welcome`."""
        return {
            "expression": limits.EXPRESSION,
            "text": limits.TEXT,
            "frame": limits.FRAME,
            "rate": {"per_second": self.rate, "burst": self.burst},
            "heartbeat": self.times.heartbeat,
            "idle_timeout": self.times.idle_timeout,
        }


def of(scope: Mapping[str, Any]) -> Process:
    """Return the process that serves this ASGI scope."""
    process = scope["state"]["rooms"]
    assert isinstance(process, Process)
    return process
