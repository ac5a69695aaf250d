"""From sockets to people, and from two sets of people to what changed between them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ACTIVE = "active"
IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Lease:
    """That a socket of a person is alive until `expires`, in seconds of the store's clock."""

    socket: str
    person: str
    name: str
    guest: bool
    status: str = ACTIVE
    expires: float = 0.0


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
    """Everybody who is in a place at revision `rev`."""

    rev: int
    people: Mapping[str, Present]

    def changed_by(self, diff: "Diff") -> "Roster":
        """Return the roster after a diff that follows it."""
        people = {key: person for key, person in self.people.items() if key not in diff.left}
        people.update({person.id: person for person in (*diff.joined, *diff.changed)})
        return Roster(diff.rev, people)


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed between revision `rev` − 1 and `rev`."""

    rev: int
    joined: tuple[Present, ...] = ()
    left: tuple[str, ...] = ()
    changed: tuple[Present, ...] = field(default=())


def people_of(leases: Iterable[Lease]) -> dict[str, Present]:
    """Merge each person's sockets: active when any is, under the name of the lease that was renewed last."""
    people: dict[str, Present] = {}
    for lease in sorted(leases, key=lambda lease: lease.expires):
        earlier = people.get(lease.person)
        status = ACTIVE if lease.status == ACTIVE or (earlier and earlier.status == ACTIVE) else IDLE
        people[lease.person] = Present(lease.person, lease.name, lease.guest, status)
    return people


def difference(rev: int, before: Mapping[str, Present], after: Mapping[str, Present]) -> Diff | None:
    """Return the diff that leads from `before` to `after` as revision `rev`, or None when nobody would notice."""
    joined = tuple(person for key, person in after.items() if key not in before)
    left = tuple(key for key in before if key not in after)
    changed = tuple(person for key, person in after.items() if key in before and before[key] != person)
    return Diff(rev, joined, left, changed) if joined or left or changed else None
