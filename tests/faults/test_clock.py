"""Somebody sets a clock back: order is that of the log, and leases are not kept by the clock on the wall."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.presence.redis_clock import RedisClock
from tests.support.client import House
from tests.support.clock import CACHE_SECONDS, Clock
from tests.support.deployment import POSTGRES, Deployment, Deployments
from tests.support.raw import RawSocket
from tests.support.traffic import flowing

HOUR = 3600


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path)


@pytest.fixture
def clocked(deployments: Deployments, clock: Clock) -> Iterator[Deployment]:
    """A deployment whose first server goes by the clock."""
    made = deployments.make(POSTGRES, clock=clock)
    yield made
    made.end_proven()


@pytest.fixture
async def house(clocked: Deployment) -> AsyncIterator[House]:
    async with House(clocked) as opened:
        yield opened


@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "forward"])
async def test_the_clock_of_a_server_and_of_redis_is_moved(
    clocked: Deployment, clock: Clock, house: House, hours: int
) -> None:
    async with flowing(house) as traffic:
        leaver = await house.guest("Who leaves meanwhile")
        await leaver.joins(traffic.room)
        async with RawSocket(leaver, traffic.room) as socket:
            await socket.message("welcome")
            await traffic.sees(leaver)
            clock.set(hours * HOUR)
            set_redis(clocked, hours * HOUR)
            await asyncio.sleep(2 * CACHE_SECONDS)
        await traffic.flows()

        await traffic.settle(f"clocks of a server and Redis moved by {hours:+d} h")
        log = await traffic.log()

    times = [event["at"] for event in log]
    assert times != sorted(times), "The clock did not move."


def set_redis(deployment: Deployment, seconds: int) -> None:
    """Have the leases in Redis be as after a change of its clock (its allocator does not bear libfaketime)."""
    assert deployment.redis
    with deployment.redis.connection() as connection:
        RedisClock(connection).wind(seconds)
