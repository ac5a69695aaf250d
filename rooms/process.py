"""What this server process runs for its rooms, found by every request and socket in `scope["state"]["rooms"]`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from presence.store import Times

from .budget import Bucket, Budget
from .feed.census import Census
from .feed.hub import Hub
from .gather import Gather
from .protocol import limits

BUDGETS = 10_000  # kept before those that are full again are dropped
CHANGE_BURSTS = 10


@dataclass(slots=True)
class Process:
    """The hub, and the limits its sockets live under. `draining` once the server has been asked to stop."""

    hub: Hub
    census: Census
    times: Times
    rate: float
    burst: float
    patience: float
    clock: Callable[[], float]
    read_marks: Gather[int, int]  # membership id → seq
    draining: bool = False
    _budgets: dict[str, Budget] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def budget(self, bursts: int = 1) -> Budget:
        """Return a full budget of a socket's size, or with several times its burst."""
        return Budget(Bucket(self.rate, self.burst * bursts, self.clock), self.clock)

    def submitter(self, person_id: str) -> Budget:
        """Return the budget from which a person's submissions over HTTP are paid."""
        return self._kept(f"submit {person_id}", 1)

    def changer(self, person_id: str) -> Budget:
        """Return the budget from which a person makes, joins, leaves and renames; a script may do many at once."""
        return self._kept(f"change {person_id}", CHANGE_BURSTS)

    def _kept(self, key: str, bursts: int) -> Budget:
        with self._lock:  # asked for by many threads
            if len(self._budgets) > BUDGETS:
                self._budgets = {key: budget for key, budget in self._budgets.items() if not budget.unspent}
            return self._budgets.setdefault(key, self.budget(bursts))

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
