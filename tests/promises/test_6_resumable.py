"""Promise 6: a socket opened at a position receives all that lies beyond it, or is told `resumed: false`."""

import asyncio

import pytest

from tests.support.client import Guest, House


async def test_a_resumed_socket_receives_exactly_what_it_missed(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    async with ann.enters(room) as socket:
        await socket.until(socket.head)
    await say(bob, room, 120)

    async with ann.enters(room, after=socket.position, epoch=socket.epoch) as again:
        await again.until(122)
        await again.nothing_but("events", "presence")

    assert again.welcome["resumed"] is True
    assert [event["seq"] for event in again.events] == list(range(3, 123))


async def test_cut_again_and_again_in_mid_traffic_a_client_misses_nothing(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    seen = []

    speaking = asyncio.create_task(say(bob, room, 400))
    while len(seen) < 402:
        after = len(seen)
        async with ann.enters(room, after=after) as socket:
            await socket.until(min(402, after + 25))
            seen += socket.events
            socket.drop()
        assert socket.welcome["resumed"] is True
    await speaking

    assert seen == await ann.log(room)


async def test_a_position_at_head_resumes_with_nothing_to_replay(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room, after=1) as socket:
        await socket.nothing_but("presence")
        await socket.said("live")
        await socket.until(2)

    assert socket.welcome["resumed"] is True
    assert [event["seq"] for event in socket.events] == [2]


async def test_after_0_replays_from_the_first_event(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    await say(ann, room, 260)

    async with ann.enters(room, after=0) as socket:
        await socket.until(261)

    assert socket.welcome["resumed"] is True
    assert [event["seq"] for event in socket.events] == list(range(1, 262))


@pytest.mark.parametrize(
    ("after", "epoch"),
    [
        pytest.param(62, None, id="above-head"),
        pytest.param(10**15, None, id="far-above-head"),
        pytest.param(5, "another2", id="of-another-epoch"),
        pytest.param("nonsense", None, id="no-number"),
        pytest.param("-1", None, id="negative"),
        pytest.param("9" * 400, None, id="enormous"),
        pytest.param("٥", None, id="in-other-digits"),
        pytest.param(None, None, id="not-named"),
    ],
)
async def test_a_position_that_is_none_is_told_so_and_gets_the_last_50(house: House, after: int, epoch: str) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    await say(ann, room, 60)

    async with ann.enters(room, after=after, epoch=epoch) as socket:
        await socket.until(61)

    assert socket.welcome["resumed"] is False
    assert [event["seq"] for event in socket.events] == list(range(12, 62))


async def test_a_position_up_to_5000_events_back_resumes_and_one_further_does_not(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    await say(ann, room, 5005)

    async with ann.enters(room, after=6) as socket:
        await socket.until(5006)
    async with ann.enters(room, after=5) as too_far:
        await too_far.until(5006)

    assert socket.welcome["resumed"] is True
    assert [event["seq"] for event in socket.events] == list(range(7, 5007))
    assert too_far.welcome["resumed"] is False
    assert [event["seq"] for event in too_far.events] == list(range(4957, 5007))


async def test_every_client_has_a_position_from_its_welcome_on(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        pass
    await say(ann, room, 1)
    async with ann.enters(room, after=socket.head, epoch=socket.epoch) as again:
        await again.until(2)

    assert [event["seq"] for event in again.events] == [2]


async def test_a_stream_begins_with_a_welcome_that_has_no_id(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    await say(ann, room, 60)

    async with ann.streams(room) as stream:
        welcome = await stream.next()
        events = await stream.until(61)

    assert stream.response.headers["content-type"].startswith("text/event-stream")
    assert welcome.keys() == {"event", "data"}
    assert welcome["event"] == "welcome"
    assert welcome["data"]["head"] == 61
    assert welcome["data"]["resumed"] is False
    assert isinstance(welcome["data"]["epoch"], str)
    assert [event["seq"] for event in events] == list(range(12, 62))


async def test_a_stream_resumes_from_last_event_id_which_wins_over_after(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    await say(ann, room, 60)

    async with ann.streams(room, {"Last-Event-ID": "3"}, "?after=50") as stream:
        welcome = await stream.next()
        events = await stream.until(61)
    async with ann.streams(room, query="?after=58") as second:
        await second.until(61)

    assert welcome["data"]["resumed"] is True
    assert [event["seq"] for event in events] == list(range(4, 62))
    assert [event["id"] for event in second.events if "id" in event] == ["59", "60", "61"]


async def test_a_stream_of_another_epoch_is_not_resumed(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    await say(ann, room, 60)

    async with ann.streams(room, query="?after=58&epoch=another2") as stream:
        welcome = await stream.next()
        events = await stream.until(61)

    assert welcome["data"]["resumed"] is False
    assert len(events) == 50


async def test_a_stream_goes_on_live_after_its_replay(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.streams(room) as stream:
        await stream.until(1)
        await say(ann, room, 30)
        events = await stream.until(31)

    assert [event["seq"] for event in events] == list(range(1, 32))


async def say(person: Guest, room: str, lines: int) -> None:
    """Say so many lines, and wait until all are in the log."""
    async with person.enters(room) as socket:
        for start in range(0, lines, 500):
            sent = [await socket.say(f"line {number}") for number in range(start, min(lines, start + 500))]
            for submission in sent:
                await socket.expect("ack", id=submission)
