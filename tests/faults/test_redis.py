"""Redis fails in every way it can: hints and presence come late, no event is lost, doubled or moved."""

import asyncio

import httpx
import pytest

from tests.support.deployment import Deployment
from tests.support.server import Server
from tests.support.traffic import Traffic

outage = pytest.mark.parametrize(
    "seconds", [pytest.param(3, id="short"), pytest.param(10, id="full", marks=pytest.mark.long)]
)


async def test_without_redis_the_rooms_stay_usable_and_say_that_they_are_slower(
    three: Deployment, traffic: Traffic
) -> None:
    assert three.redis
    three.redis.stop()

    await traffic.until(lambda: told(traffic, degraded=True), 10, "everybody to be told")
    assert all(ready(server) == (200, True) for server in three.servers)
    await traffic.flows()
    newest = max(one.position for one in traffic.participants)
    await traffic.until(lambda: all(one.position >= newest for one in traffic.participants), 3, "what others said")

    await asyncio.to_thread(three.redis.start)
    await traffic.until(lambda: told(traffic, degraded=False), 10, "everybody to be told")
    assert all(ready(server) == (200, False) for server in three.servers)
    await traffic.settle("Redis away until it was noticed")


@outage
async def test_redis_is_stopped_and_comes_back_with_nothing_in_it(
    three: Deployment, traffic: Traffic, seconds: float
) -> None:
    assert three.redis
    three.redis.stop()
    await asyncio.sleep(seconds)
    await traffic.flows(50)
    await asyncio.to_thread(three.redis.start)

    await traffic.settle(f"Redis stopped for {seconds} s")


async def test_redis_is_emptied(three: Deployment, traffic: Traffic) -> None:
    assert three.redis
    await asyncio.to_thread(three.redis.empty)
    await traffic.flows()

    await traffic.settle("Redis emptied")


@outage
async def test_redis_takes_everything_and_answers_nothing(three: Deployment, traffic: Traffic, seconds: float) -> None:
    for line in three.to_redis:
        line.swallow()
    await asyncio.sleep(seconds)
    await traffic.flows(50)
    for line in three.to_redis:
        line.heal()

    await traffic.settle(f"Redis half-open for {seconds} s")


@outage
async def test_redis_is_frozen_and_goes_on_where_it_stopped(
    three: Deployment, traffic: Traffic, seconds: float
) -> None:
    assert three.redis
    three.redis.pause()
    await asyncio.sleep(seconds)
    await traffic.flows(50)
    three.redis.resume()

    await traffic.settle(f"Redis frozen for {seconds} s")


@outage
@pytest.mark.parametrize("direction", ["heard", "said"])
async def test_one_server_loses_one_direction_of_its_line_to_redis(
    three: Deployment, traffic: Traffic, seconds: float, direction: str
) -> None:
    three.to_redis[1].swallow(heard=direction == "heard", said=direction == "said")
    await asyncio.sleep(seconds)
    await traffic.flows(50)
    three.to_redis[1].heal()

    what = "hears nothing of Redis" if direction == "heard" else "is not heard by Redis"
    await traffic.settle(f"one server {what} for {seconds} s")


async def test_the_lines_to_redis_are_cut_again_and_again(three: Deployment, traffic: Traffic) -> None:
    for _ in range(4):
        for line in three.to_redis:
            line.cut()
            line.heal()
            await asyncio.sleep(0.2)

    await traffic.settle("lines to Redis cut 4 times")


async def test_redis_is_slow(three: Deployment, traffic: Traffic) -> None:
    for line in three.to_redis:
        line.slow(0.3)
    await traffic.flows(200)
    for line in three.to_redis:
        line.heal()

    await traffic.settle("Redis 0.3 s away")


async def test_hints_come_twice_and_in_any_order(three: Deployment, traffic: Traffic) -> None:
    for line in three.to_redis:
        line.hints.disorder()
    await traffic.flows(400)
    assert all(line.hints.moved > 50 for line in three.to_redis)

    await traffic.settle("hints doubled and reordered")


async def test_the_last_hint_of_each_burst_is_lost(three: Deployment, traffic: Traffic) -> None:
    for line in three.to_redis:
        line.hints.lose_the_last()
    for _ in range(2):
        await silence(traffic, 1)
    lost = sum(line.hints.lost for line in three.to_redis)
    assert lost

    await traffic.settle(f"the last hint of a burst lost ({lost} times)")


async def silence(traffic: Traffic, seconds: float) -> None:
    """Have everybody pause, so that a burst ends, and go on."""
    for one in traffic.participants:
        one.talking = False
    await asyncio.sleep(seconds)
    for one in traffic.participants:
        one.talking = True
    await traffic.flows(50)


def told(traffic: Traffic, *, degraded: bool) -> bool:
    """Whether the last thing everybody was told is this."""
    return all(one.degraded and one.degraded[-1]["degraded"] is degraded for one in traffic.participants)


def ready(server: Server) -> tuple[int, bool]:
    """Return what readiness says."""
    answer = httpx.get(f"{server.url}/health/ready")
    return answer.status_code, answer.json()["degraded"]
