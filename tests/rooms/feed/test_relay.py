"""Two processes' relays on a real Redis that is stopped, frozen and started again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer

from config.redis import layers
from rooms import announce
from rooms.announce import Announcement
from rooms.feed.relay import Alone, Relay, relay_for
from rooms.protocol import codes
from tests.support.redis import Redis

ROOM = 7
OUT = announce.out(ROOM, "p", codes.OUT)


class Ears:
    """Implements `relay.Ears`: notes what is heard."""

    def __init__(self) -> None:
        self.heard: list[Announcement] = []
        self.looked = 0
        self.states: list[bool] = []

    def hear(self, announcement: Announcement) -> None:
        """Note it."""
        self.heard.append(announcement)

    def look(self) -> None:
        """Count it."""
        self.looked += 1

    def changed(self, degraded: bool) -> None:
        """Note it."""
        self.states.append(degraded)


class Station(Relay):
    """A relay with its ears, as a process has one."""

    def __init__(self, url: str) -> None:
        self.ears = Ears()
        super().__init__(RedisPubSubChannelLayer(**layers(url)["default"]["CONFIG"]), self.ears)


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as running:
        yield running


@pytest.fixture
async def stations(redis: Redis) -> AsyncIterator[list[Station]]:
    stations = [Station(redis.url), Station(redis.url)]
    for station in stations:
        await station.start()
        await station.subscribe(ROOM)
    await asyncio.sleep(0.1)
    yield stations
    for station in stations:
        await station.stop()


def lines(first: int) -> Announcement:
    return announce.lines(ROOM, first, [f"line {first}"])


async def until(look: Callable[[], Any], within: float = 8) -> None:
    """Wait for it to come true."""
    deadline = asyncio.get_running_loop().time() + within
    while not look():
        await asyncio.sleep(0.02)
        assert asyncio.get_running_loop().time() < deadline


async def within(seconds: float, work: Awaitable[Any]) -> None:
    async with asyncio.timeout(seconds):
        await work


async def test_a_hint_reaches_the_others_in_order_and_not_oneself(stations: list[Station]) -> None:
    one, other = stations

    for number in range(100):
        one.send(lines(number))
    one.send(OUT)
    await until(lambda: len(other.ears.heard) == 101)

    assert [hint.get("first") for hint in other.ears.heard] == [*range(100), None]
    assert one.ears.heard == []


async def test_a_room_that_was_left_is_not_heard_but_closings_are(stations: list[Station]) -> None:
    one, other = stations

    await other.unsubscribe(ROOM)
    await asyncio.sleep(0.1)
    one.send(lines(1))
    one.send(OUT)
    await until(lambda: other.ears.heard)

    assert other.ears.heard == [OUT]


async def test_a_redis_that_is_killed_and_comes_back_is_noticed_once(redis: Redis, stations: list[Station]) -> None:
    one, other = stations

    redis.stop()
    await until(lambda: one.degraded and other.degraded)
    one.send(lines(1))
    one.send(OUT)
    redis.start()
    await until(lambda: not one.degraded and not other.degraded)
    await until(lambda: OUT in other.ears.heard)
    one.send(lines(2))
    await until(lambda: lines(2) in other.ears.heard)

    assert one.ears.states == other.ears.states == [True, False]
    assert other.ears.looked > 0
    assert lines(1) not in other.ears.heard
    assert one.lost > 0


async def test_a_frozen_redis_holds_up_nobody(redis: Redis, stations: list[Station]) -> None:
    one, other = stations

    redis.pause()
    try:
        for room in range(3):
            await within(1.5, one.subscribe(100 + room))
        for number in range(5_000):
            one.send(lines(number))
        await until(lambda: one.degraded and other.degraded)
        await within(0.1, one.subscribe(200))
        await within(0.1, one.unsubscribe(100))
        for number in range(5_000):
            one.send({**OUT, "person": str(number)})
    finally:
        redis.resume()
    await until(lambda: not one.degraded and not other.degraded, 15)
    other.send({**lines(1), "room": 200})
    await until(lambda: any(hint["room"] == 200 for hint in one.ears.heard))
    await until(lambda: {**OUT, "person": "4999"} in other.ears.heard)

    assert one.lost >= 7_900


async def test_a_blink_too_short_to_be_degraded_still_has_the_hub_look(redis: Redis, stations: list[Station]) -> None:
    one, _ = stations

    redis.stop()
    await asyncio.sleep(1.2)  # one pulse's time
    redis.start()
    await until(lambda: one.ears.looked)

    assert not one.degraded
    assert one.ears.states == []


async def test_without_redis_a_process_begins_degraded_and_recovers(redis: Redis) -> None:
    redis.stop()
    one = Station(redis.url)

    await within(6, one.start())
    await within(0.1, one.subscribe(ROOM))
    assert one.degraded
    redis.start()
    await until(lambda: not one.degraded)
    other = Station(redis.url)
    await other.start()
    other.send(lines(1))
    await until(lambda: one.ears.heard == [lines(1)])

    await one.stop()
    await other.stop()


async def test_a_process_without_others_passes_nothing_on() -> None:
    relay = relay_for(Ears())

    assert isinstance(relay, Alone)
    assert not relay.used
    assert not relay.degraded
