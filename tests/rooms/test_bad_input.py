"""What a socket survives: every bad frame gets its error and the socket stays open (against the real server)."""

import json

import pytest

from tests.rooms.protocol.bad_frames import bad_frames, extremes
from tests.support.client import Guest, House
from tests.support.raw import BINARY, TEXT, RawSocket


@pytest.fixture
async def ann(house: House) -> Guest:
    return await house.guest("Ann")


@pytest.fixture
async def room(ann: Guest) -> str:
    return await ann.makes_room()


@bad_frames
async def test_a_bad_frame_gets_its_error_and_the_socket_stays_open(
    ann: Guest, room: str, frame: str, code: str
) -> None:
    async with ann.enters(room) as socket:
        await socket.send_raw(frame)
        error = await socket.expect("error")
        await socket.nothing_but("events", "presence")

    assert error["code"] == code
    assert isinstance(error["message"], str) and error["message"]
    assert [event["seq"] for event in await ann.log(room)] == [1]


@extremes
async def test_extreme_json_costs_nothing_but_an_error(ann: Guest, room: str, frame: str) -> None:
    async with ann.enters(room) as socket:
        await socket.send_raw(frame)
        seconds = await socket.ping()

    assert seconds < 1


async def test_a_binary_frame_is_a_bad_frame(ann: Guest, room: str) -> None:
    async with ann.enters(room) as socket:
        await socket.send_raw(b'{"type": "ping"}')
        error = await socket.expect("error")
        await socket.nothing_but("events", "presence")

    assert error["code"] == "bad_frame"


async def test_an_error_names_the_submission_it_is_about(ann: Guest, room: str) -> None:
    async with ann.enters(room) as socket:
        await socket.send("say", id="mine", text="")
        error = await socket.expect("error")

    assert error["id"] == "mine"


async def test_the_largest_frame_is_read_and_one_character_more_closes_1009(ann: Guest, room: str) -> None:
    async with ann.enters(room) as socket:
        largest = socket.welcome["limits"]["frame"]
        await socket.send_raw('{"type": "ping"}'.ljust(largest))
        await socket.expect("pong")
        await socket.send_raw('{"type": "ping"}'.ljust(largest + 1))
        closing = await socket.closed()

    assert largest >= 65_536
    assert closing.code == 1009


async def test_characters_are_counted_not_bytes(ann: Guest, room: str) -> None:
    async with ann.enters(room) as socket:
        frame = json.dumps({"type": "ping", "x": ""}, ensure_ascii=False)[:-2]
        await socket.send_raw(frame + "𝔘" * (65_536 - len(frame) - 2) + '"}')
        await socket.expect("pong")


@pytest.mark.parametrize("payload", ["x" * 3_000_000, b"x" * 3_000_000], ids=["text", "binary"])
async def test_a_frame_of_3_mb_closes_1009_and_costs_nobody_else(ann: Guest, room: str, payload: str | bytes) -> None:
    async with ann.enters(room) as bystander:
        async with ann.enters(room) as socket:
            await socket.send_raw(payload)
            closing = await socket.closed()
        async with ann.enters(room) as again:
            await again.said("back again")
        await bystander.until(2)

    assert closing.code == 1009


async def test_a_frame_of_3_mb_in_many_parts_closes_1009(ann: Guest, room: str) -> None:
    async with RawSocket(ann, room) as socket:
        await socket.message("welcome")
        socket.write(b"x" * 1000, TEXT, final=False)
        for _ in range(100):
            socket.write(b"x" * 1000, 0, final=False)
        closing = await socket.closed()

    assert closing.code == 1009


async def test_a_frame_in_parts_with_a_ping_between_is_one_frame(ann: Guest, room: str) -> None:
    async with RawSocket(ann, room) as socket:
        await socket.message("welcome")
        socket.write(b'{"type": ', TEXT, final=False)
        socket.write(b"", 0x9)
        socket.write(b'"ping"}', 0)

        assert await socket.message("pong") == {"type": "pong"}


async def test_bytes_that_are_no_utf_8_close_the_socket_and_cost_nobody_else(ann: Guest, room: str) -> None:
    async with ann.enters(room) as bystander:
        async with RawSocket(ann, room) as socket:
            await socket.message("welcome")
            socket.write(b'{"type": "say", "id": "a", "text": "\xff\xfe"}')
            closing = await socket.closed()
        await bystander.said("still here")

    assert closing.code in (1007, 1006)


async def test_an_unmasked_frame_closes_the_socket_and_costs_nobody_else(ann: Guest, room: str) -> None:
    async with ann.enters(room) as bystander:
        async with RawSocket(ann, room) as socket:
            await socket.message("welcome")
            socket.writer.write(bytes([0x80 | BINARY, 3]) + b"abc")
            closing = await socket.closed()
        await bystander.said("still here")

    assert closing.code in (1002, 1006)


async def test_a_thousand_bad_frames_in_a_row_do_no_harm(ann: Guest, room: str) -> None:
    async with ann.enters(room) as socket:
        for _ in range(1000):
            await socket.send_raw("{")
        for _ in range(1000):
            await socket.expect("error", code="bad_json")
        ack = await socket.said("and now for something sensible")

    assert ack["seq"] == 2
