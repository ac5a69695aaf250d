"""A Redis that is away keeps nobody out, and presence is true again soon after it is back."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs

from config import redis
from presence.guard import Away, Guard
from presence.redis_store import RedisStore
from presence.roster import Lease
from presence.store import PATIENCE, Times
from tests.presence.leases import ANN, BOB, lease
from tests.presence.process import Process
from tests.support.redis import Redis

TIMES = Times(heartbeat=1.0)


@pytest.fixture
def server() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
async def processes(server: Redis) -> AsyncIterator[list[Process]]:
    """Two processes whose hearts beat."""
    clients = [redis.client(server.url) for _ in range(2)]
    processes = [Process(RedisStore(client), time.monotonic, TIMES) for client in clients]
    beating = [asyncio.create_task(beat(process)) for process in processes]
    yield processes
    for task in beating:
        task.cancel()
    await asyncio.gather(*beating, return_exceptions=True)
    for client in clients:
        await client.aclose()


async def beat(process: Process) -> None:
    while True:
        await asyncio.sleep(TIMES.sweep)
        await process.attendance.beat()


async def until_people(process: Process, people: set[str]) -> float:
    """Wait until these are shown; returns how long it took."""
    start = time.monotonic()
    while True:
        roster = await process.attendance.roster("room")
        if roster and set(roster.people) == people:
            return time.monotonic() - start
        assert time.monotonic() - start < 10, roster
        await asyncio.sleep(0.05)


async def test_a_redis_that_hangs_holds_up_one_arrival_for_two_seconds_and_the_next_not_at_all(
    server: Redis, processes: list[Process]
) -> None:
    one, two = processes
    await one.attendance.arrive("room", ANN)
    server.pause()

    start = time.monotonic()
    await two.attendance.arrive("room", BOB)
    held_up = time.monotonic() - start
    start = time.monotonic()
    await two.attendance.arrive("room", lease(1))
    at_once = time.monotonic() - start

    assert held_up < PATIENCE + 0.5
    assert at_once < 0.1
    assert two.unheard_of == ["bob", "p0001"]
    assert await two.attendance.roster("room") is None
    server.resume()
    assert await until_people(one, {"ann", "bob", "p0001"}) < 5
    assert two.restorations == 1


async def test_a_redis_that_comes_back_with_nothing_knows_everybody_soon(
    server: Redis, processes: list[Process]
) -> None:
    one, two = processes
    await one.attendance.arrive("room", ANN)
    await two.attendance.arrive("room", BOB)
    server.stop()
    await asyncio.sleep(1.5)
    await one.attendance.arrive("room", lease(1))
    two.attendance.depart("room", BOB.socket)
    one.attendance.alter("room", ANN.socket, status="idle")
    assert one.attendance.away and two.attendance.away

    server.start()

    assert await until_people(two, {"ann", "p0001"}) < 5
    roster = await two.attendance.roster("room")
    assert roster and roster.people["ann"].status == "idle"
    assert (one.restorations, two.restorations) == (1, 1)


async def test_what_changed_while_redis_hung_is_written_when_it_goes_on(
    server: Redis, processes: list[Process]
) -> None:
    one, two = processes
    await one.attendance.arrive("room", ANN)
    await two.attendance.arrive("room", BOB)
    server.pause()
    await asyncio.sleep(PATIENCE + 2)
    one.attendance.alter("room", ANN.socket, name="Anna", status="idle")
    two.attendance.depart("room", BOB.socket, at_once=True)

    server.resume()

    await until_people(one, {"ann"})
    for _ in range(50):
        roster = await two.attendance.roster("room")
        if roster and roster.people["ann"].name == "Anna":
            break
        await asyncio.sleep(0.05)
    assert roster and (roster.people["ann"].name, roster.people["ann"].status) == ("Anna", "idle")


async def test_an_outage_is_logged_once(server: Redis, processes: list[Process]) -> None:
    _, two = processes
    await two.attendance.arrive("room", ANN)
    with capture_logs() as logs:
        server.stop()
        for number in range(20):
            await two.attendance.arrive("room", lease(number))
        await asyncio.sleep(1)
        server.start()
        await until_people(two, {"ann", *(lease(number).person for number in range(20))})

    assert [entry["event"].partition(":")[0] for entry in logs] == ["presence stands still", "presence goes on"]


async def test_who_came_and_went_while_redis_was_away_leaves_nothing_behind(
    server: Redis, processes: list[Process]
) -> None:
    one, _ = processes
    await one.attendance.arrive("room", ANN)
    server.stop()
    await one.attendance.arrive("room", Lease("short", "sue", "Sue", True))
    one.attendance.depart("room", "short")
    server.start()

    await until_people(one, {"ann"})
    assert "sue" not in one.left


async def test_only_an_attempt_asks_a_lost_store_again() -> None:
    guard = Guard(patience=0.05)

    async def works() -> str:
        return "an answer"

    async def hangs() -> str:
        await asyncio.sleep(60)
        return "never"

    assert await guard.ask(works) == "an answer"
    for call in (hangs, works):
        with pytest.raises(Away):
            await guard.ask(call)
    assert await guard.ask(works, attempt=True) == "an answer"
    assert guard.back()
    assert await guard.ask(works) == "an answer"
    assert not guard.back()
