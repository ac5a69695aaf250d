"""Several processes on one Redis: one truth about who is here, and each change announced by one of them."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from config import redis
from presence.attendance import GATHER
from presence.redis_store import RedisStore
from presence.roster import Lease, Present
from presence.store import Times
from tests.presence.leases import lease
from tests.presence.process import Process
from tests.presence.redis_clock import RedisClock
from tests.rooms.clock import Clock
from tests.support.redis import Redis

TIMES = Times()
FLUSHED = 2 * GATHER


class House:
    """Processes with clients of their own on one Redis, and the time that passes for all."""

    def __init__(self, server: Redis) -> None:
        self.clock = Clock()
        self.clients = [redis.client(server.url) for _ in range(3)]
        self.processes = [Process(RedisStore(client), self.clock) for client in self.clients]
        self._connection = server.connection()
        self._leases = RedisClock(self._connection)

    async def beats(self, seconds: float, *processes: Process) -> None:
        """Let time pass; only these processes' hearts beat."""
        for _ in range(round(seconds / TIMES.sweep)):
            self.clock.wind(TIMES.sweep)
            self._leases.wind(TIMES.sweep)
            await asyncio.gather(*(process.attendance.beat() for process in processes))

    async def close(self) -> None:
        """Let the clients go."""
        self._connection.close()
        for client in self.clients:
            await client.aclose()

    @property
    def revs(self) -> list[int]:
        """The numbers of all changes that anybody announced."""
        return sorted(rev for process in self.processes for rev in process.revs)


@pytest.fixture
async def house(redis_server: Redis) -> AsyncIterator[House]:
    redis_server.empty()
    house = House(redis_server)
    yield house
    await house.close()


async def test_each_change_is_announced_by_one_process_and_numbered_without_holes(house: House) -> None:
    arrivals = [
        process.attendance.arrive("room", lease(10 * index + number))
        for index, process in enumerate(house.processes)
        for number in range(10)
    ]
    await asyncio.gather(*arrivals)

    joined = [person.id for process in house.processes for diff in process.diffs for person in diff.joined]
    assert sorted(joined) == [lease(number).person for number in range(30)]
    assert house.revs == list(range(house.revs[0], house.revs[0] + len(house.revs)))


async def test_a_person_on_two_processes_is_one_and_stays_while_either_socket_does(house: House) -> None:
    one, two, _ = house.processes
    await one.attendance.arrive("room", Lease("tab 1", "ann", "Ann", True))
    await two.attendance.arrive("room", Lease("tab 2", "ann", "Ann", True))
    told = len(house.revs)

    one.attendance.depart("room", "tab 1")
    await house.beats(30, one, two)

    assert len(house.revs) == told == 1
    assert await two.people() == {"ann"}
    two.attendance.depart("room", "tab 2", at_once=True)
    await asyncio.sleep(FLUSHED)
    assert two.left == ["ann"]


async def test_a_person_is_idle_only_in_all_tabs_wherever_they_are(house: House) -> None:
    one, two, _ = house.processes
    await one.attendance.arrive("room", Lease("tab 1", "ann", "Ann", True))
    await two.attendance.arrive("room", Lease("tab 2", "ann", "Ann", True))

    one.attendance.alter("room", "tab 1", status="idle")
    await asyncio.sleep(FLUSHED)
    assert len(house.revs) == 1
    two.attendance.alter("room", "tab 2", status="idle")
    await asyncio.sleep(FLUSHED)

    assert two.diffs[-1].changed == (Present("ann", "Ann", True, "idle"),)
    await house.beats(30, one, two)
    assert len(house.revs) == 2


async def test_processes_that_know_different_names_do_not_take_turns(house: House) -> None:
    one, two, _ = house.processes
    await one.attendance.arrive("room", Lease("tab 1", "ann", "Ann", True))
    await two.attendance.arrive("room", Lease("tab 2", "ann", "Ann", True))

    one.attendance.alter("room", "tab 1", name="Anna")  # the other has not heard of it
    await asyncio.sleep(FLUSHED)
    told = len(house.revs)
    await house.beats(40, one, two)

    assert one.diffs[-1].changed == (Present("ann", "Anna", True, "active"),)
    assert len(house.revs) == told


async def test_the_people_of_a_killed_process_are_gone_within_30_seconds(house: House) -> None:
    killed, *others = house.processes
    places = ("room", "other room")
    await asyncio.gather(*(killed.attendance.arrive(place, lease(number)) for number in range(5) for place in places))
    for index, process in enumerate(others):
        await process.attendance.arrive("room", lease(10 + index))
        await process.attendance.arrive("other room", lease(10 + index))
    await house.beats(7 * TIMES.heartbeat, *house.processes)

    await house.beats(TIMES.lease + 2 * TIMES.sweep, *others)

    assert TIMES.lease + 2 * TIMES.sweep <= 30
    gone = [person for process in others for person in process.left]
    assert sorted(gone) == sorted(2 * [lease(number).person for number in range(5)])
    assert await others[0].people() == {"p0010", "p0011"}


async def test_after_redis_was_emptied_one_heartbeat_of_each_brings_everybody_back(
    house: House, redis_server: Redis
) -> None:
    for index, process in enumerate(house.processes):
        await process.attendance.arrive("room", lease(index))
    before = house.revs[-1]
    redis_server.empty()

    await house.beats(TIMES.heartbeat, *house.processes)

    assert await house.processes[0].people() == {"p0000", "p0001", "p0002"}
    assert house.revs[-1] > before + 1  # a hole: who heard all of it asks for the roster
    assert house.revs[-3:] == list(range(house.revs[-3], house.revs[-3] + 3))


async def test_a_process_that_slept_too_long_brings_its_people_back(house: House) -> None:
    sleeper, awake, _ = house.processes
    await sleeper.attendance.arrive("room", lease(1))
    await awake.attendance.arrive("room", lease(2))
    await house.beats(25, awake)
    assert awake.left == ["p0001"]

    await house.beats(1, sleeper)

    assert await awake.people() == {"p0001", "p0002"}


@pytest.fixture
def commands(redis_server: Redis) -> Callable[[], int]:
    """How many scripts Redis has run."""

    def scripts() -> int:
        with redis_server.connection() as connection:
            return int(connection.info("commandstats").get("cmdstat_evalsha", {}).get("calls", 0))

    return scripts


async def test_a_quiet_room_costs_a_process_one_script_per_heartbeat(
    house: House, commands: Callable[[], int]
) -> None:
    one, two, _ = house.processes
    await asyncio.gather(*(one.attendance.arrive("room", lease(number)) for number in range(50)))
    await two.attendance.arrive("room", lease(100))
    await house.beats(TIMES.heartbeat, one, two)
    before = commands()

    await house.beats(10 * TIMES.heartbeat, one, two)

    assert commands() - before == 20
