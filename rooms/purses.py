"""What a person, and an address, may submit in all: over their sockets and by calls, over all processes.

Each process has a bucket for everybody who submits here, and pays from it without asking anyone. About once a second it
tells a ledger what was spent from each and hears what all processes spent, which no bucket may exceed. So the limit is
overrun by what can be spent in a second, at most by a burst for each process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from quota.ledger import Spent

from .budget import Bucket, Clock

KEPT = 10_000  # before those that are full again are dropped
IN_USE_SECONDS = 5.0  # after a submission, in which others may tell what was spent elsewhere at the same time


class Purse(Bucket):
    """A bucket that knows what was spent from it here and not told yet."""

    __slots__ = ("spent", "used")

    def __init__(self, per_second: float, burst: float, clock: Clock) -> None:
        super().__init__(per_second, burst, clock)
        self.spent = 0.0
        self.used = self._at

    def take(self) -> float:
        """See `Bucket.take`."""
        wait = super().take()
        self.used = self._at
        if not wait:
            self.spent += 1
        return wait

    def charge(self, tokens: float) -> None:
        """See `Bucket.charge`."""
        super().charge(tokens)
        self.used = self._at
        self.spent += tokens

    @property
    def rests(self) -> bool:
        """Whether it is full, with nothing left to tell or to hear."""
        return self.full and not self.spent and self._at - self.used > IN_USE_SECONDS

    def owe(self, debt: float) -> None:
        """Hold no more than is left beside the debt of all processes, of which what was not told yet is not a part."""
        self._refill()
        self._tokens = max(-self.burst, min(self._tokens, self.burst - debt - self.spent))


@dataclass(frozen=True, slots=True)
class Rate:
    """Tokens a second, and at once."""

    per_second: float
    burst: float

    def times(self, factor: float) -> "Rate":
        """Return a rate so many times as large."""
        return Rate(self.per_second * factor, self.burst * factor)


class Purses:
    """The purses of everybody who submits in this process."""

    def __init__(self, person: Rate, address: Rate, clock: Clock) -> None:
        self._person = person
        self._address = address
        self._clock = clock
        self._purses: dict[str, Purse] = {}
        self._lock = Lock()

    def of(self, person_id: str, address: str) -> tuple[Purse, Purse]:
        """Return the purses from which somebody's submissions are paid."""
        with self._lock:  # asked for by many threads
            if len(self._purses) > KEPT:
                self._forget()
            return self._kept(f"person:{person_id}", self._person), self._kept(f"address:{address}", self._address)

    def spent(self) -> dict[str, Spent]:
        """Return what was spent since the last time from each purse in use, and forget the others."""
        with self._lock:
            self._forget()
            spent = {name: Spent(p.spent, p.per_second, 2 * p.burst) for name, p in self._purses.items()}
            for purse in self._purses.values():
                purse.spent = 0.0
            return spent

    def owe(self, debts: Mapping[str, float]) -> None:
        """Take note of the debts of all processes."""
        for name, debt in debts.items():
            if purse := self._purses.get(name):
                purse.owe(debt)

    def _forget(self) -> None:
        self._purses = {name: purse for name, purse in self._purses.items() if not purse.rests}

    def _kept(self, name: str, rate: Rate) -> Purse:
        found = self._purses.get(name)
        if found is None:
            found = self._purses[name] = Purse(rate.per_second, rate.burst, self._clock)
        return found
