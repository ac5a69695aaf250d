"""What a process does for its sockets: a burst is told as one change, leases are renewed in one call."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import pytest

from presence.attendance import GATHER
from presence.memory_store import MemoryStore
from presence.roster import Lease
from presence.store import Standing, Times
from tests.presence.leases import lease, leases
from tests.presence.process import Process
from tests.rooms.clock import Clock

TIMES = Times()


class CountingStore(MemoryStore):
    """A memory store that counts how it is called."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.renewed: list[dict[str, int]] = []
        self.swept: list[set[str]] = []

    async def renew(self, held: Mapping[str, Sequence[Lease]], lifetime: float) -> Mapping[str, Standing]:
        """Count the leases, then renew them."""
        if held:
            self.renewed.append({place: len(leases) for place, leases in held.items()})
        return await super().renew(held, lifetime)

    async def sweep(self, places: Collection[str]) -> Mapping[str, Standing]:
        """Note the places, then sweep them."""
        if places:
            self.swept.append(set(places))
        return await super().sweep(places)


class Present(Process):
    """A process with a store of its own."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = CountingStore(self.clock)
        super().__init__(self.store, self.clock)

    async def arrive(self, *numbers: int, place: str = "room") -> None:
        """Have people arrive together."""
        await asyncio.gather(*(self.attendance.arrive(place, lease(number)) for number in numbers))

    async def beats(self, seconds: float) -> None:
        """Let the heart beat for a while."""
        for _ in range(round(seconds / TIMES.sweep)):
            self.clock.wind(TIMES.sweep)
            await self.attendance.beat()


@pytest.fixture
async def present() -> Present:
    return Present()


async def test_who_arrives_is_known_when_arrive_returns(present: Present) -> None:
    await present.arrive(1)

    assert (await present.store.roster("room")).people.keys() == {"p0001"}
    assert present.revs == [1]


async def test_a_burst_of_arrivals_is_one_or_two_changes_not_a_hundred(present: Present) -> None:
    await present.arrive(*range(100))

    assert len(present.diffs) <= 2
    assert sum(len(diff.joined) for diff in present.diffs) == 100


async def test_the_first_change_is_told_at_once(present: Present) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()

    await present.arrive(1)

    assert loop.time() - start < GATHER


async def test_who_leaves_stays_for_the_grace_and_who_was_shown_out_does_not(present: Present) -> None:
    await present.arrive(1, 2)

    present.attendance.depart("room", "s0001", at_once=True)
    present.attendance.depart("room", "s0002")
    await present.arrive(3)  # returns after the departures were handled too

    assert present.left == ["p0001"]
    assert (await present.store.roster("room")).people.keys() == {"p0002", "p0003"}
    await present.beats(TIMES.grace)
    assert present.left == ["p0001", "p0002"]


async def test_a_socket_that_comes_and_goes_at_once_leaves_nobody_behind(present: Present) -> None:
    arriving = asyncio.create_task(present.attendance.arrive("room", lease(1)))
    await asyncio.sleep(0)
    present.attendance.depart("room", "s0001", at_once=True)
    await arriving
    await present.beats(10)

    assert (await present.store.roster("room")).people == {}


async def test_all_places_are_renewed_in_one_call_once_per_heartbeat(present: Present) -> None:
    await present.arrive(*range(10))
    await present.arrive(1, 2, place="other")

    await present.beats(TIMES.heartbeat)
    assert present.store.renewed == [{"room": 10, "other": 2}]
    await present.beats(TIMES.heartbeat)
    assert len(present.store.renewed) == 2


async def test_a_place_is_swept_only_when_something_is_due(present: Present) -> None:
    await present.arrive(1, 2)

    await present.beats(3 * TIMES.heartbeat)
    assert present.store.swept == []

    present.attendance.depart("room", "s0001")
    await present.arrive(3)
    await present.beats(TIMES.grace + 1)
    assert present.store.swept == [{"room"}]
    assert present.left == ["p0001"]


async def test_the_leases_of_others_are_looked_after_when_they_end(present: Present) -> None:
    await present.arrive(1)
    await present.store.touch("room", [lease(2)], TIMES.lease)  # of a process that is killed

    await present.beats(TIMES.lease + TIMES.sweep)

    assert present.left == ["p0002"]
    assert present.clock.now - 1000 < 30


async def test_a_place_that_everybody_has_left_is_forgotten(present: Present) -> None:
    await present.arrive(1)
    present.attendance.depart("room", "s0001")
    await asyncio.sleep(2 * GATHER)

    await present.beats(3 * TIMES.grace)
    present.store.swept.clear()
    await present.beats(60)

    assert present.left == ["p0001"]
    assert present.store.swept == []


async def test_a_crowd_is_told_at_its_pace(present: Present) -> None:
    await present.store.touch("room", leases(300), 1000)
    await present.arrive(1000)
    told = len(present.diffs)

    for number in range(1001, 1011):
        await present.arrive(number)
        present.clock.wind(GATHER)
        await present.attendance.beat()

    assert len(present.diffs) - told == 1  # within a second, of more than 300 people
    assert present.standings[-1].count == 311


async def test_changing_what_is_gone_changes_nothing(present: Present) -> None:
    present.attendance.alter("room", "nobody", status="idle")
    present.attendance.depart("room", "nobody")
    await present.attendance.beat()

    assert present.diffs == []
