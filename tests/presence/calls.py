"""Calls of a store, made short for its tests."""

from collections.abc import Iterable

from presence.roster import Diff, Lease
from presence.store import Store, Times

TIMES = Times()
LIFE = TIMES.lease


def about(seconds: float) -> "About":
    """Compare with a time that may have begun to pass."""
    return About(seconds)


class About:
    """Equal to what is at most half a second less."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float) and self.seconds - 0.5 <= other <= self.seconds + 1e-6

    def __repr__(self) -> str:
        return f"about {self.seconds}"

    __hash__ = None  # type: ignore[assignment]


async def touch(store: Store, *leases: Lease) -> Diff | None:
    """Touch leases in the room."""
    return (await store.touch("room", leases, LIFE)).diff


async def renew(store: Store, *leases: Lease) -> Diff | None:
    """Renew leases in the room."""
    return (await store.renew({"room": leases}, LIFE))["room"].diff


async def leave(store: Store, sockets: Iterable[str], grace: float = 0) -> Diff | None:
    """Have sockets leave the room."""
    return (await store.leave("room", sockets, grace)).diff


async def sweep(store: Store) -> Diff | None:
    """Sweep the room."""
    return (await store.sweep(["room"]))["room"].diff
