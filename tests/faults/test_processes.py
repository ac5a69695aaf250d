"""A server dies or is told to go, or a client stops reading: the others come back, hear everything, and are not held up."""

import asyncio

from tests.support.client import House, RoomClient
from tests.support.deployment import Deployment
from tests.support.raw import RawSocket
from tests.support.traffic import Traffic

PATIENCE_OF_A_SERVER = 12.0  # SEND_SECONDS and a little more
LONG = "a long line " * 320


async def test_one_server_is_killed(three: Deployment, house: House, traffic: Traffic) -> None:
    lost = three.servers[2]
    leaver = await house.guest("Who does not come back")
    await leaver.joins(traffic.room)

    async with RawSocket(leaver, traffic.room, door=lost) as socket:
        await socket.message("welcome")
        await traffic.sees(leaver)
        await asyncio.to_thread(lost.kill)

    await traffic.settle("one server of three killed with -9")
    assert sum(one.reconnects for one in traffic.participants) >= 2


async def test_one_server_is_drained(three: Deployment, traffic: Traffic) -> None:
    going = three.servers[1]
    there = [one for one in traffic.participants if one.socket and one.socket.url.startswith(going.sockets_url)]
    assert there

    assert await asyncio.to_thread(going.stop) == 0

    await traffic.settle("one server of three drained with SIGTERM")
    assert all(one.byes == [1012] for one in there)
    assert all(not one.byes for one in traffic.participants if one not in there)


async def test_servers_are_replaced_one_by_one(three: Deployment, traffic: Traffic) -> None:
    for server in three.servers:
        assert await asyncio.to_thread(server.stop) == 0
        await asyncio.to_thread(server.start)

    await traffic.settle("three servers replaced one by one")


async def test_a_reader_stops_reading_and_harms_nobody(three: Deployment, house: House, traffic: Traffic) -> None:
    ann, stuck = await house.guests("Ann", "Stuck")
    await ann.joins(traffic.room)
    await stuck.joins(traffic.room)

    async with ann.enters(traffic.room) as speaker, RawSocket(stuck, traffic.room, receive_buffer=65_536) as slow:
        await slow.message("welcome")
        await speak(speaker, 1500)
        pings, until = [], asyncio.get_running_loop().time() + PATIENCE_OF_A_SERVER
        while asyncio.get_running_loop().time() < until:
            pings.append(await speaker.ping())
        closing = await slow.closed()

    assert closing.code == 4413
    assert sorted(pings)[len(pings) * 99 // 100] < 0.1
    await traffic.settle("a reader that stops reading")


async def speak(socket: RoomClient, lines: int) -> None:
    """Say long lines, and wait until all are in the log."""
    for submission in [await socket.say(LONG) for _ in range(lines)]:
        await socket.expect("ack", id=submission, within=30)
