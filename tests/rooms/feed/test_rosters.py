"""What a process shows of presence heals: whatever hints are lost, late or out of order, and whatever Redis forgets."""

import asyncio
import json
from collections.abc import Callable, Sequence

import pytest

from presence.memory_store import MemoryStore
from presence.roster import Diff, Lease
from presence.store import Standing, Times
from rooms import announce
from rooms.announce import Announcement
from rooms.feed.rosters import LATE_SECONDS, Rosters
from tests.rooms.clock import Clock
from tests.rooms.feed.log_in_memory import Wire
from tests.rooms.feed.test_room import Heard

TIMES = Times()
LEARNT = LATE_SECONDS + 0.1


class Process:
    """A process that serves room 1 to one socket."""

    def __init__(self, store: MemoryStore, clock: Clock, spread: Callable[["Process", Announcement], None]) -> None:
        heard = Heard()
        self.feed, self.wire = heard.feed, heard.wire  # with a socket that was welcomed to an empty room
        self.rosters = Rosters({1: self.feed}, store, TIMES, lambda announcement: spread(self, announcement), clock)

    def hear(self, announcement: Announcement) -> None:
        """Take a hint."""
        self.rosters.hear(self.feed, announce.diff_of(announcement))

    async def arrive(self, name: str) -> None:
        """Have somebody arrive."""
        await self.rosters.arrive(self.feed, Lease(f"s-{name}", name, name.title(), True))

    @property
    def shown(self) -> set[str]:
        """Who its welcome names."""
        return set(self.feed.company.roster().people)


class House:
    """Two processes on one store. What one tells the other waits in `hints` while they are `held`."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = MemoryStore(self.clock)
        self.one, self.two = (Process(self.store, self.clock, self.spread) for _ in range(2))
        self.hints: list[tuple[Process, Announcement]] = []
        self.held = False

    def spread(self, teller: Process, announcement: Announcement) -> None:
        """Tell the teller at once, the other unless hints are held."""
        teller.hear(announcement)
        other = self.two if teller is self.one else self.one
        if self.held:
            self.hints.append((other, announcement))
        else:
            other.hear(announcement)

    async def beats(self, seconds: float) -> None:
        """Let time pass in both processes."""
        for _ in range(round(seconds / TIMES.sweep)):
            self.clock.wind(TIMES.sweep)
            for process in (self.one, self.two):
                await process.rosters.attendance.beat()
        await asyncio.sleep(LEARNT)


@pytest.fixture
async def house() -> House:
    return House()


def seen_by(wire: Wire) -> set[str]:
    """Return whom a client shows that follows the contract; it never misses a `rev`."""
    rev, people = 0, set[str]()
    for frame in (json.loads(frame.text) for frame in wire.sent):
        if frame["type"] == "welcome":
            continue
        if frame["type"] == "who":
            rev, people = frame["rev"], {person["id"] for person in frame["people"]}
        else:
            assert frame["rev"] == rev + 1
            rev = frame["rev"]
            people = people - set(frame["left"]) | {person["id"] for person in frame["joined"]}
    return people


def frames(wire: Wire) -> list[str]:
    """Return the types of the frames a socket got after its welcome."""
    return [json.loads(frame.text)["type"] for frame in wire.sent[1:]]


async def test_what_one_process_announces_the_other_shows(house: House) -> None:
    await house.one.arrive("ann")
    await house.two.arrive("bob")

    for process in (house.one, house.two):
        assert process.shown == seen_by(process.wire) == {"ann", "bob"}
        assert frames(process.wire) == ["presence", "presence"]


async def test_hints_out_of_order_are_put_in_order_and_nobody_asks(house: House) -> None:
    house.held = True
    await house.one.arrive("ann")
    arriving = asyncio.create_task(house.two.arrive("bob"))
    await asyncio.sleep(LATE_SECONDS / 4)

    for process, hint in reversed(house.hints):
        process.hear(hint)
    await arriving
    await asyncio.sleep(LEARNT)

    assert seen_by(house.one.wire) == seen_by(house.two.wire) == {"ann", "bob"}
    assert frames(house.one.wire) == frames(house.two.wire) == ["presence", "presence"]


async def test_who_arrives_is_shown_even_if_what_comes_before_is_still_under_way(house: House) -> None:
    house.held = True
    await house.one.arrive("ann")
    arriving = asyncio.create_task(house.two.arrive("bob"))
    await asyncio.sleep(LATE_SECONDS / 2)
    assert not arriving.done()

    for process, hint in house.hints:
        process.hear(hint)
    await asyncio.wait_for(arriving, LATE_SECONDS / 4)

    assert house.two.shown == {"ann", "bob"}


async def test_who_arrives_is_shown_even_if_what_comes_before_is_lost(house: House) -> None:
    house.held = True
    await house.one.arrive("ann")

    await house.two.arrive("bob")

    assert house.two.shown == {"ann", "bob"}


async def test_a_lost_hint_is_noticed_by_the_next(house: House) -> None:
    house.held = True
    await house.one.arrive("ann")
    house.held = False
    await house.one.arrive("cid")

    await asyncio.sleep(LEARNT)

    assert house.two.shown == seen_by(house.two.wire) == {"ann", "cid"}


async def test_a_hint_that_was_lost_last_is_noticed_by_the_heartbeat(house: House) -> None:
    await house.two.arrive("bob")
    house.held = True
    await house.one.arrive("ann")

    await house.beats(TIMES.heartbeat)

    assert TIMES.heartbeat + TIMES.sweep + LEARNT < 30
    assert house.two.shown == seen_by(house.two.wire) == {"ann", "bob"}


async def test_a_store_that_lost_its_last_seconds_is_believed(house: House) -> None:
    for name in ("ann", "bob", "cid"):
        await house.one.arrive(name)
    lost = house.store._places["1"]
    lost.rev -= 1  # as a replica that takes over
    lost.shorten(["s-cid"], 0)
    await house.two.arrive("dan")

    await house.beats(TIMES.heartbeat)

    assert house.one.shown == seen_by(house.one.wire) == house.two.shown
    assert house.one.shown == set((await house.store.roster("1")).people)


async def test_a_store_that_counts_again_to_the_same_number_is_found_out(house: House) -> None:
    for name in ("ann", "bob", "cid"):
        await house.one.arrive(name)
    house.held = True
    place = house.store._places["1"]
    await house.store.leave("1", ["s-bob"], 0)
    await house.store.leave("1", ["s-cid"], 0)
    place.rev -= 2

    await house.beats(1)
    await house.beats(TIMES.heartbeat)

    assert house.one.shown == seen_by(house.one.wire) == set((await house.store.roster("1")).people)


async def test_after_an_outage_every_roster_is_asked_for(house: House) -> None:
    await house.one.arrive("ann")
    house.held = True
    await house.two.arrive("bob")

    house.one.rosters.restored()
    await asyncio.sleep(LEARNT)

    assert house.one.shown == seen_by(house.one.wire) == {"ann", "bob"}


async def test_who_is_in_a_room_that_nobody_here_follows_is_asked_for_and_swept_first(house: House) -> None:
    await house.store.touch("2", [Lease("s-ann", "ann", "Ann", True)], TIMES.lease)
    assert set((await house.one.rosters.of(2)).people) == {"ann"}

    house.clock.wind(TIMES.lease + 1)

    assert set((await house.one.rosters.of(2)).people) == set()


async def test_a_hundred_hints_behind_a_hole_ask_once(house: House) -> None:
    house.held = True
    for number in range(30):
        await house.store.touch("1", [Lease(f"s{number}", f"p{number}", "P", True)], TIMES.lease)
    for rev in range(2, 31):
        house.one.rosters.hear(house.one.feed, Diff(rev))

    await asyncio.sleep(LEARNT)

    assert frames(house.one.wire) == ["who"]
    assert len(seen_by(house.one.wire)) == 30


class Lost(MemoryStore):
    """A store that does not answer."""

    async def touch(self, place: str, leases: Sequence[Lease], lifetime: float) -> Standing:
        """See `Store.touch`."""
        raise OSError("nobody answers")


async def test_who_comes_while_the_store_is_away_is_shown_to_those_who_are_there() -> None:
    clock = Clock()
    process = Process(Lost(clock), clock, lambda teller, announcement: None)

    await process.arrive("ann")
    await process.arrive("bob")
    await asyncio.sleep(LEARNT)

    snapshots = [json.loads(frame.text) for frame in process.wire.sent if '"who"' in frame.text]
    assert [[person["id"] for person in snapshot["people"]] for snapshot in snapshots] == [["ann", "bob"]]
