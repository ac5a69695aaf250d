"""What a process does for its sockets: a burst is told as one change, leases are renewed in one call."""

import asyncio
from collections.abc import Sequence

import pytest

from presence.attendance import GATHER, Attendance
from presence.memory_store import MemoryStore
from presence.roster import Diff, Lease
from presence.store import Times
from tests.rooms.clock import Clock


class CountingStore(MemoryStore):
    """A memory store that counts how it is called."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.touched: list[int] = []

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Diff | None:
        """Count the leases, then touch them."""
        self.touched.append(len(leases))
        return await super().touch(place, leases, lifetime)


class Present:
    """A process's attendance, and what it told."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = CountingStore(self.clock)
        self.told: list[Diff] = []
        self.attendance = Attendance(self.store, Times(), lambda place, diff: self.told.append(diff))


@pytest.fixture
async def present() -> Present:
    return Present()


def lease(number: int) -> Lease:
    return Lease(f"s{number}", f"p{number}", f"Person {number}", True)


async def test_who_arrives_is_known_when_arrive_returns(present: Present) -> None:
    await present.attendance.arrive("room", lease(1))

    assert (await present.store.roster("room")).people.keys() == {"p1"}
    assert [diff.rev for diff in present.told] == [1]


async def test_a_burst_of_arrivals_is_one_or_two_changes_not_a_hundred(present: Present) -> None:
    await asyncio.gather(*(present.attendance.arrive("room", lease(number)) for number in range(100)))

    assert len(present.told) <= 2
    assert sum(len(diff.joined) for diff in present.told) == 100


async def test_the_first_change_is_told_at_once(present: Present) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()

    await present.attendance.arrive("room", lease(1))

    assert loop.time() - start < GATHER


async def test_who_leaves_stays_for_the_grace_and_who_was_shown_out_does_not(present: Present) -> None:
    await asyncio.gather(*(present.attendance.arrive("room", lease(number)) for number in (1, 2)))

    present.attendance.depart("room", "s1", at_once=True)
    present.attendance.depart("room", "s2")
    await present.attendance.arrive("room", lease(3))  # returns after the departures were handled too

    assert present.told[-1].left == ("p1",) or present.told[-2].left == ("p1",)
    assert (await present.store.roster("room")).people.keys() == {"p2", "p3"}
    present.clock.wind(Times().grace + 0.1)
    await present.attendance.beat()
    assert present.told[-1].left == ("p2",)


async def test_a_socket_that_comes_and_goes_at_once_leaves_nobody_behind(present: Present) -> None:
    arriving = asyncio.create_task(present.attendance.arrive("room", lease(1)))
    await asyncio.sleep(0)
    present.attendance.depart("room", "s1", at_once=True)
    await arriving
    present.clock.wind(100)
    await present.attendance.beat()

    assert (await present.store.roster("room")).people == {}


async def test_leases_are_renewed_in_one_call_a_place(present: Present) -> None:
    await asyncio.gather(*(present.attendance.arrive("room", lease(number)) for number in range(10)))
    present.store.touched.clear()

    await present.attendance.beat()

    assert present.store.touched == [10]


async def test_changing_what_is_gone_changes_nothing(present: Present) -> None:
    present.attendance.alter("room", "nobody", status="idle")
    present.attendance.depart("room", "nobody")
    await present.attendance.beat()

    assert present.told == []
