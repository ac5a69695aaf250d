"""The memory store keeps the promises of every store, and costs no more in a fuller place."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from presence.memory_store import MemoryStore
from presence.store import CROWD, Crowd, Store
from tests.presence.calls import LIFE, leave, renew, touch
from tests.presence.crowd_contract import CrowdContract
from tests.presence.leases import lease, leases
from tests.presence.store_contract import StoreContract
from tests.rooms.clock import Clock


class TestMemoryStore(StoreContract, CrowdContract):
    def make(self, crowd: Crowd = CROWD) -> Store:
        self.clock = Clock()
        return MemoryStore(self.clock, crowd)

    def wind(self, seconds: float) -> None:
        self.clock.wind(seconds)


@contextmanager
def steps() -> Iterator[list[str]]:
    """Note every call of a function, Python's and C's."""
    noted: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            noted.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        yield noted
    finally:
        sys.setprofile(None)


async def test_what_a_call_costs_does_not_grow_with_the_room() -> None:
    async def cost(size: int) -> int:
        store = MemoryStore(Clock())
        await touch(store, *leases(size))
        with steps() as taken:
            await touch(store, lease(99_998))
            await touch(store, lease(99_998))
            await leave(store, [lease(99_998).socket])
        return len(taken)

    few, many = await cost(10), await cost(2000)

    assert many <= few + 10


async def test_a_heartbeat_takes_a_few_steps_for_each_socket() -> None:
    store = MemoryStore(Clock())
    await touch(store, *leases(2000))
    await renew(store, *leases(2000))

    held = leases(2000)
    with steps() as taken:
        await store.renew({"room": held}, LIFE)

    assert len(taken) <= 10 * 2000
