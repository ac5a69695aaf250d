"""What our server does beyond Hypercorn, one test for each trap it works around."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from tests.support.client import Guest, House, RoomClient
from tests.support.raw import TEXT, RawSocket
from tests.support.server import Server

LONG = "𝔘" * 4000  # 16 kB on the wire
EXTENSIONS = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


@pytest.fixture
async def ann(house: House) -> Guest:
    return await house.guest("Ann")


@pytest.fixture
async def room(ann: Guest) -> str:
    return await ann.makes_room()


async def test_an_offered_compression_is_not_accepted(ann: Guest, room: str) -> None:
    async with RawSocket(ann, room, headers=EXTENSIONS) as socket:
        welcome = await socket.message("welcome")

    assert socket.status == 101
    assert "sec-websocket-extensions" not in socket.response.lower()
    assert welcome["protocol"] == 1


async def test_a_compressed_frame_is_no_frame_here(ann: Guest, room: str) -> None:
    async with RawSocket(ann, room, headers=EXTENSIONS) as socket:
        await socket.message("welcome")
        socket.write(b"\xaa\x56\x2a", 0x40 | TEXT)  # RSV1: what permessage-deflate sets

        assert (await socket.closed()).code in (1002, 1006)


async def test_a_ping_of_the_clients_protocol_is_answered(ann: Guest, room: str) -> None:
    async with RawSocket(ann, room) as socket:
        await socket.message("welcome")
        socket.write(b"here?", 0x9)
        while (frame := await socket.frame())[0] != 0xA:
            pass

    assert frame[1] == b"here?"


async def test_after_an_oversize_frame_the_socket_is_no_longer_counted(make_server: Callable[..., Server]) -> None:
    server = make_server(SOCKETS_PER_PERSON=1)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        for _ in range(3):
            async with ann.enters(room) as socket:
                await socket.send_raw("x" * 100_000)
                assert (await socket.closed()).code == 1009


async def test_every_frame_is_to_the_byte_what_the_stock_path_would_send(ann: Guest, room: str) -> None:
    async with ann.enters(room) as speaker, RawSocket(ann, room) as raw:
        for length in (1, 100, 400, 4000):
            await speaker.said("x" * length)
        raw.write(b'{"type": "ping"}')
        shown = [(payload, whole) async for payload, whole in until_pong_and_seq(raw, 5)]

    assert len(shown) >= 3
    assert all(whole == canonical(payload) for payload, whole in shown)


async def test_a_slow_reader_that_comes_round_has_missed_nothing_by_either_path(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(SEND_SECONDS=30)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as speaker, RawSocket(ann, room, receive_buffer=4096) as slow:
            await slow.message("welcome")
            await talk(speaker, 500)
            seqs: list[int] = []
            while not seqs or seqs[-1] < 501:
                opcode, payload, whole = await slow.frame()
                if opcode == TEXT:
                    assert whole == canonical(payload)
                    frame = json.loads(payload)
                    seqs += [event["seq"] for event in frame.get("events", [])]

    assert seqs == list(range(1, 502))


async def test_a_reader_who_is_too_slow_is_closed_with_4413_and_costs_its_neighbours_nothing(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(SEND_SECONDS=0.5, SOCKETS_PER_PERSON=1)
    async with House(server) as house:
        ann, bob = await house.guests("Ann", "Bob")
        room = await ann.makes_room()
        await bob.joins(room)
        async with ann.enters(room) as speaker, RawSocket(bob, room, receive_buffer=4096) as slow:
            await slow.message("welcome")
            await talk(speaker, 500)
            loop = asyncio.get_running_loop()
            pings, until = [], loop.time() + 1.0  # twice the server's patience
            while loop.time() < until:
                pings.append(await speaker.ping())
            closing = await slow.closed()
            async with bob.enters(room, after=2) as back:
                await back.until(502)

    assert closing.code == 4413
    assert closing.bye is not None and closing.bye["code"] == 4413
    assert sorted(pings)[len(pings) * 95 // 100] < 0.1
    assert back.welcome["resumed"] is True


async def until_pong_and_seq(raw: RawSocket, seq: int) -> AsyncIterator[tuple[bytes, bytes]]:
    """Yield text and bytes of each frame, until the pong and event `seq` are here."""
    last, ponged = 0, False
    while last < seq or not ponged:
        opcode, payload, whole = await raw.frame()
        if opcode == TEXT:
            yield payload, whole
            frame = json.loads(payload)
            ponged |= frame["type"] == "pong"
            last = frame["events"][-1]["seq"] if frame["type"] == "events" else last


def canonical(payload: bytes) -> bytes:
    """Return the frame that the library would make of this text."""
    return bytes(Connection(ConnectionType.SERVER).send(TextMessage(payload.decode())))


async def talk(socket: RoomClient, lines: int) -> None:
    """Say long lines, and wait until all are in the log."""
    sent = [await socket.say(LONG) for _ in range(lines)]
    for submission in sent:
        await socket.expect("ack", id=submission)
