"""Sockets counted over processes, in a real Redis."""

import asyncio

import pytest

from config.redis import Client
from quota.redis_seats import TOGETHER_SECONDS, RedisSeats

CAPS = {"person:a": 3, "address:x": 5}


@pytest.fixture
def two(connected: Client) -> tuple[RedisSeats, RedisSeats]:
    return RedisSeats(connected, 0.5), RedisSeats(connected, 0.5)


async def taken(seats: RedisSeats, caps: dict[str, int] = CAPS) -> int:
    """Take as many as there are."""
    for number in range(20):
        if await seats.take(caps):
            return number
    raise AssertionError("there is no end to them")


async def given_back() -> None:
    await asyncio.sleep(TOGETHER_SECONDS + 0.05)


async def test_what_one_process_takes_another_can_not(two: tuple[RedisSeats, RedisSeats]) -> None:
    one, other = two

    assert await one.take(CAPS) is None
    assert await taken(other) == 2
    assert await one.take(CAPS) == "person:a"
    assert await one.take({"person:b": 3, "address:x": 3}) == "address:x"
    assert await one.take({"person:b": 3, "address:x": 5}) is None


async def test_who_was_refused_holds_nothing(two: tuple[RedisSeats, RedisSeats]) -> None:
    one, other = two
    await taken(one)

    assert await other.take({"address:x": 4, "person:a": 3}) == "person:a"
    assert await taken(other, {"address:x": 5}) == 2


async def test_what_is_given_back_can_be_taken_elsewhere(two: tuple[RedisSeats, RedisSeats]) -> None:
    one, other = two
    await taken(one)

    one.give_back(*CAPS)
    one.give_back(*CAPS)
    await given_back()

    assert await taken(other) == 2


async def test_twenty_at_once_get_no_more_than_there_are(two: tuple[RedisSeats, RedisSeats]) -> None:
    answers = await asyncio.gather(*(two[number % 2].take(CAPS) for number in range(20)))

    assert answers.count(None) == 3


async def test_a_process_that_dies_loses_its_seats_and_one_that_renews_keeps_them(
    two: tuple[RedisSeats, RedisSeats],
) -> None:
    alive, dead = two
    await alive.take(CAPS)
    await dead.take(CAPS)

    for _ in range(4):
        await asyncio.sleep(0.2)
        await alive.renew()

    assert await taken(alive) == 2


async def test_a_process_that_leaves_gives_all_back_at_once(two: tuple[RedisSeats, RedisSeats]) -> None:
    one, other = two
    await taken(one)

    await one.leave()

    assert await taken(other) == 3


async def test_a_redis_that_was_emptied_learns_the_seats_again(
    connected: Client, two: tuple[RedisSeats, RedisSeats]
) -> None:
    one, other = two
    await taken(one)

    await connected.flushall()
    assert await one.take({"person:b": 9}) is None
    await one.renew()

    assert await taken(other) == 0


async def test_seats_given_back_while_redis_could_not_be_told_are_free_after_a_renewal(
    connected: Client, two: tuple[RedisSeats, RedisSeats]
) -> None:
    one, other = two
    await taken(one)
    told, one._give_back = one._give_back, None  # type: ignore[assignment]

    for _ in range(3):
        one.give_back(*CAPS)
    await given_back()
    one._give_back = told
    assert await taken(other) == 0
    await one.renew()

    assert await taken(other) == 3
