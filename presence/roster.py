"""Sockets' leases, the people they amount to, and what changed between two sets of people. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACTIVE = "active"
IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Lease:
    """That a socket of a person is alive, until the store that holds the lease says otherwise."""

    socket: str
    person: str
    name: str
    guest: bool
    status: str = ACTIVE


@dataclass(frozen=True, slots=True)
class Present:
    """A person who is here, however many sockets they have."""

    id: str
    name: str
    guest: bool
    status: str

    def as_fields(self) -> dict[str, Any]:
        """Return the person as the wire shows it."""
        return {"id": self.id, "name": self.name, "guest": self.guest, "status": self.status}


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who is in a place at revision `rev`; in a crowd a sample of them, with the `count` of all."""

    rev: int
    people: Mapping[str, Present]
    count: int | None = None

    def as_fields(self) -> dict[str, Any]:
        """Return the roster as the wire shows it."""
        count = {} if self.count is None else {"count": self.count}
        return {"rev": self.rev, "people": [person.as_fields() for person in self.people.values()], **count}


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed between revision `rev` − 1 and `rev`; with a `count` in a crowd, where it speaks of the sample."""

    rev: int
    joined: tuple[Present, ...] = ()
    left: tuple[str, ...] = ()
    changed: tuple[Present, ...] = ()
    count: int | None = None


def difference(before: Mapping[str, Present], after: Mapping[str, Present]) -> Diff:
    """Return the diff that leads from `before` to `after`, as yet without its `rev`."""
    return Diff(
        0,
        joined=tuple(person for key, person in after.items() if key not in before),
        left=tuple(key for key in before if key not in after),
        changed=tuple(person for key, person in after.items() if key in before and before[key] != person),
    )
