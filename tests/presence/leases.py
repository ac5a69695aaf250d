"""Leases, people and rosters for the tests of presence."""

from presence.roster import Diff, Lease, Present, Roster
from presence.store import Crowd

ANN = Lease("s-ann", "ann", "Ann", True)
ANN2 = Lease("s-ann-2", "ann", "Ann", True)
BOB = Lease("s-bob", "bob", "Bob", False)
SMALL = Crowd(above=5, sample=3, pace=0.1)  # six are a crowd, of whom three are shown, told of every 0.6 s


def lease(number: int) -> Lease:
    """Return the lease of another person for each number."""
    return Lease(f"s{number:04}", f"p{number:04}", f"Person {number}", True)


def leases(count: int) -> list[Lease]:
    """Return leases of so many people, in order of arrival."""
    return [lease(number) for number in range(count)]


def after(roster: Roster, diff: Diff | None) -> Roster:
    """Return what a client shows after a diff: it must be the next, and speak of whom the client knows."""
    if diff is None:
        return roster
    assert diff.rev == roster.rev + 1
    joined = {person.id for person in diff.joined}
    assert not joined & roster.people.keys()
    assert set(diff.left) | {person.id for person in diff.changed} <= roster.people.keys()
    people: dict[str, Present] = {key: person for key, person in roster.people.items() if key not in diff.left}
    people.update({person.id: person for person in (*diff.joined, *diff.changed)})
    return Roster(diff.rev, people, diff.count)
