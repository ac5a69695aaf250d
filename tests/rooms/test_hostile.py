"""Floods and hostile lines: told so, slowed, shut out; and the neighbours notice nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.client import Guest, House, RoomClient
from tests.support.server import Server, Servers

FLOOD = 100

HOSTILE = [
    "9^9^9^9^9",
    "(2^32000+1)^2 / (3^20000-1)",
    "factor(2^128+1)",
    "isprime(2^521-1)",
    "+".join(["gamma(1/3)"] * 90),
    "(" * 99 + "1" + ")" * 99,
    "1" * 1000,
    "-" * 1000,
    "((((" * 200,
    "f(x) = f(x) + 1",
    "170!!!!!!",
    "__import__('os').system('true')",
    "comb(32000, 16000)",
    "2^(1/3)^(1/3)^(1/3)^(1/3)",
    "sqrt(" * 150 + "2" + ")" * 150,
    "١+٢",
    "1/" * 400 + "3",
]


@pytest.fixture(scope="module")
def strict(all_servers: Servers) -> Iterator[Server]:
    """A server with the limits it has by default, but for many from one address."""
    server = all_servers.make(RATE_PER_SECOND=10, RATE_BURST=20)
    yield server
    server.end()


@pytest.fixture
async def strict_house(strict: Server) -> AsyncIterator[House]:
    async with House(strict) as house:
        yield house


async def test_who_sends_too_fast_is_told_when_to_go_on_and_that_is_true(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for number in range(22):
            await socket.say("quick", f"n{number}")
        error = await socket.expect("error", code="rate_limited")
        await asyncio.sleep(error["retry_after"])  # as told
        ack = await socket.said("patient", error["id"])

    assert 0 < error["retry_after"] <= 0.1
    assert error["id"] in ("n20", "n21")
    assert "duplicate" not in ack


async def test_bad_frames_are_paid_for_too(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for _ in range(25):
            await socket.send_raw("{")
        codes = [(await socket.expect("error"))["code"] for _ in range(25)]

    assert codes[:20] == ["bad_json"] * 20
    assert "rate_limited" in codes[20:]


async def test_who_goes_on_regardless_is_closed_with_4429_and_sees_that_code(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        with suppress(ConnectionClosed):
            for _ in range(5000):
                await socket.send("ping")
        closing = await socket.closed()

    errors = [frame for frame in socket.frames if frame["type"] == "error"]
    assert closing.code == 4429
    assert closing.bye is not None and closing.bye["retry_ms"][0] > 0
    assert len(errors) >= FLOOD - 1
    assert {error["code"] for error in errors} == {"rate_limited"}


async def test_one_sockets_flood_is_not_its_persons_or_neighbours_debt(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as flooder, ann.enters(room) as calm:
        for _ in range(80):
            await flooder.send("ping")
        await flooder.expect("error", code="rate_limited")

        assert (await calm.said("calm"))["seq"] == 2


async def test_expressions_are_paid_for_by_the_work_they_took(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for number in range(6):
            await socket.evaluate("+".join(["gamma(1/3)"] * 90) + f"+{number}", f"n{number}")
        for number in range(6):
            await socket.find(lambda frame, number=number: frame.get("id") == f"n{number}")
        await socket.send("ping")
        error = await socket.expect("error", code="rate_limited")

    assert error["retry_after"] > 0.1


async def test_too_many_previews_and_typings_are_dropped_unanswered(strict_house: House) -> None:
    ann, bob = await strict_house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        for number in range(100):
            await anns.send("typing")
            await anns.send("preview", id=f"p{number}", expression="1 + 1")
        await anns.nothing_but("events", "presence", "preview")
        await bobs.nothing_but("events", "presence", "typing")

    assert sum(frame["type"] == "typing" for frame in bobs.frames) <= 3
    assert sum(frame["type"] == "preview" for frame in anns.frames) <= 40


async def test_of_previews_in_a_hurry_the_newest_is_answered(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for number in range(10):
            await socket.send("preview", id=f"p{number}", expression=f"{number} + 1")
        newest = await socket.expect("preview", id="p9")

    assert newest["result"]["text"] == "10"


@pytest.mark.parametrize("expression", HOSTILE, ids=lambda expression: expression[:16])
async def test_a_hostile_line_gets_an_answer_of_its_own(house: House, expression: str) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluate(expression, "hostile")
        answer = await socket.find(lambda frame: frame.get("id") == "hostile", within=2)
        await socket.send("preview", id="hostile", expression=expression)
        await socket.expect("preview", within=2)

    assert answer["type"] == "ack" or answer["code"] == "expression"


async def test_neighbours_pings_stay_under_100_ms_in_the_worst_of_company(strict_house: House) -> None:
    ann = await strict_house.guest("Ann")
    room = await ann.makes_room()
    bad = await strict_house.guests("Bad", "Worse", "Worst", "Flooder")
    for person in bad:
        await person.joins(room)
    at_work = [asyncio.Event() for _ in bad]
    ways = [calculates_hostile, calculates_hostile, sends_3_mb, floods]

    attacks = [
        asyncio.create_task(attack(person, room, event))
        for attack, person, event in zip(ways, bad, at_work, strict=True)
    ]
    try:
        async with asyncio.timeout(10):
            await asyncio.gather(*(event.wait() for event in at_work))
        pings = []
        for _ in range(10):
            async with ann.enters(room) as calm:
                pings += [await calm.ping() for _ in range(15)]
        assert not any(attack.done() for attack in attacks)
    finally:
        for attack in attacks:
            attack.cancel()
        await asyncio.gather(*attacks, return_exceptions=True)

    pings.sort()
    assert pings[len(pings) // 2] < 0.05
    assert pings[len(pings) * 95 // 100] < 0.1


async def calculates_hostile(person: Guest, room: str, at_work: asyncio.Event) -> None:
    """Send hostile lines as fast as the server puts up with it."""
    while True:
        async with person.enters(room) as socket:
            with suppress(ConnectionClosed):
                for expression in HOSTILE * 20:
                    submission = await socket.evaluate(expression)
                    answer = await socket.find(lambda frame, sent=submission: frame.get("id") == sent)
                    at_work.set()
                    await asyncio.sleep(answer.get("retry_after", 0))


async def sends_3_mb(person: Guest, room: str, at_work: asyncio.Event) -> None:
    """Send oversize frames, again and again."""
    while True:
        async with person.enters(room) as socket:
            with suppress(ConnectionClosed):
                await socket.send_raw("x" * 3_000_000)
            await socket.closed()
            at_work.set()


async def floods(person: Guest, room: str, at_work: asyncio.Event) -> None:
    """Send bad JSON until shut out, and come back."""
    while True:
        with suppress(ConnectionClosed, InvalidStatus):
            async with person.enters(room) as socket:
                await flood(socket, at_work)


async def flood(socket: RoomClient, at_work: asyncio.Event) -> None:
    while True:
        for _ in range(50):
            await socket.send_raw('{"type": "say", "id": ')
        at_work.set()
        await socket.expect("error")
