"""Promise 1: on one socket, events arrive with seq exactly one above the one before.

`RoomClient` checks that of every event it receives, here and everywhere else; these tests bring the traffic.
"""

import asyncio

from tests.support.client import Guest, House, RoomClient


async def test_a_new_room_starts_with_its_owner_joining_as_seq_1(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        events = await socket.until(1)

    assert socket.head == 1
    assert events[1]["kind"] == "member"
    assert (events[1]["action"], events[1]["role"], events[1]["id"]) == ("joined", "owner", None)
    assert events[1]["person"]["id"] == events[1]["by"]["id"] == ann.id


async def test_a_socket_without_a_position_is_replayed_the_last_50_events_and_no_more(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    async with ann.enters(room) as socket:
        await talk(socket, 70)

    async with ann.enters(room) as newcomer:
        events = await newcomer.until(71)

    assert newcomer.welcome["resumed"] is False
    assert list(events) == list(range(22, 72))


async def test_replay_ends_at_the_head_that_welcome_named(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    async with ann.enters(room) as socket:
        await talk(socket, 10)

        async with ann.enters(room) as newcomer:
            await newcomer.until(newcomer.head)
            await newcomer.nothing_but("events", "presence")

    assert newcomer.head == newcomer.position == 11


async def test_joining_in_the_middle_of_traffic_leaves_no_gap_between_replay_and_live(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    async with ann.enters(room) as speaker:
        talking = asyncio.create_task(talk(speaker, 600))

        async with asyncio.TaskGroup() as joining:
            listeners = [joining.create_task(listen(ann, room, until=601)) for _ in range(20)]
        await talking

    for listener in listeners:
        seqs = [event["seq"] for event in listener.result().events]
        assert seqs == list(range(seqs[0], 602))
        assert seqs[0] == max(1, listener.result().head - 49)


async def test_ten_people_talking_at_once_reach_each_other_without_a_gap(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    others = await house.guests(*(f"Guest {number}" for number in range(9)))
    for other in others:
        await other.joins(room)

    async with asyncio.TaskGroup() as talking:
        told = [talking.create_task(talk_and_listen(person, room, 40, 410)) for person in (ann, *others)]

    views = [task.result().events for task in told]
    assert [event["seq"] for event in views[0]] == list(range(11, 411))
    assert all(view == views[0] for view in views)


async def test_several_waiting_events_leave_as_one_frame(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    async with ann.enters(room) as socket:
        await talk(socket, 40)

    async with ann.enters(room, after=0) as newcomer:
        await newcomer.until(41)

    assert [len(frame["events"]) for frame in newcomer.frames if frame["type"] == "events"] == [41]


async def talk(socket: RoomClient, lines: int) -> None:
    ids = [await socket.say(f"line {number}") for number in range(lines)]
    for submission in ids:
        await socket.expect("ack", id=submission)


async def listen(person: Guest, room: str, until: int) -> RoomClient:
    async with person.enters(room) as socket:
        await socket.until(until)
    return socket


async def talk_and_listen(person: Guest, room: str, lines: int, until: int) -> RoomClient:
    async with person.enters(room, after=10) as socket:
        await talk(socket, lines)
        await socket.until(until)
    return socket
