"""What this server process runs for its rooms, found by every request and socket in `scope["state"]["rooms"]`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from presence.store import Times

from .budget import Bucket, Budget
from .feed.census import Census
from .feed.hub import Hub
from .gather import Gather
from .protocol import limits

SUBMITTERS = 10_000  # budgets kept before those that are full again are dropped


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
    _submitters: dict[str, Budget] = field(default_factory=dict)

    def budget(self) -> Budget:
        """Return a full budget of a socket's size."""
        return Budget(Bucket(self.rate, self.burst, self.clock), self.clock)

    def submitter(self, person_id: str) -> Budget:
        """Return the budget from which a person's submissions over HTTP are paid."""
        if len(self._submitters) > SUBMITTERS:
            self._submitters = {key: budget for key, budget in self._submitters.items() if not budget.unspent}
        return self._submitters.setdefault(person_id, self.budget())

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
