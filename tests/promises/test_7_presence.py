"""Promise 7: who is here is true, and heals by itself.

Most of it is shown with a heartbeat of a second, where the dead are found within seconds; the real lengths of time are
derived from that one constant (`tests/presence` winds the clock through them).
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from tests.support.client import Guest, House, RoomClient
from tests.support.deployment import Deployment, Deployments, Kind
from tests.support.raw import RawSocket


@pytest.fixture(scope="module")
def brisk(kind: Kind, deployments: Deployments) -> Iterator[Deployment]:
    """A deployment whose heart beats once a second."""
    made = deployments.make(kind, HEARTBEAT_SECONDS=1)
    yield made
    made.end_proven()


@pytest.fixture
async def brisk_house(brisk: Deployment) -> AsyncIterator[House]:
    async with House(brisk) as house:
        yield house


async def test_welcome_shows_who_is_here_including_oneself(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room), bob.enters(room) as bobs:
        people = bobs.welcome["presence"]["people"]

    assert {person["id"]: person for person in people} == {
        ann.id: {"id": ann.id, "name": "Ann", "guest": True, "status": "active"},
        bob.id: {"id": bob.id, "name": "Bob", "guest": True, "status": "active"},
    }


async def test_who_comes_is_told_with_the_next_rev(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns:
        rev = anns.welcome["presence"]["rev"]
        async with bob.enters(room) as bobs:
            told = await anns.expect("presence")

    assert told["rev"] == rev + 1
    assert [person["id"] for person in told["joined"]] == [bob.id]
    assert (told["left"], told["changed"]) == ([], [])
    assert bobs.welcome["presence"]["rev"] == told["rev"]


async def test_several_tabs_are_one_person(brisk_house: House) -> None:
    ann, bob, room = await two_in_a_room(brisk_house)

    async with ann.enters(room) as anns:
        async with bob.enters(room) as first:
            await anns.expect("presence")
            async with bob.enters(room) as second:
                assert len(second.welcome["presence"]["people"]) == 2
            await first.until(first.head)
            await anns.nothing_but("events")
            assert ids(await who(anns)) == {ann.id, bob.id}
        left = await anns.expect("presence")

    assert left["left"] == [bob.id]


async def test_who_reloads_the_page_never_left(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns:
        async with bob.enters(room):
            before = await anns.expect("presence")
        async with bob.enters(room) as again:
            pass
        async with bob.enters(room):
            now = await who(anns)
            await anns.nothing_but("events")

    assert again.welcome["presence"]["rev"] == before["rev"] == now["rev"]


async def test_who_closes_the_last_tab_is_gone_after_the_grace_and_not_before(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)
    loop = asyncio.get_running_loop()

    async with ann.enters(room) as anns:
        async with bob.enters(room):
            await anns.expect("presence")
        closed = loop.time()
        left = await anns.expect("presence", within=12)

    assert left["left"] == [bob.id]
    assert 4.5 < loop.time() - closed < 8


async def test_a_client_that_answers_no_ping_is_closed_with_4408_and_gone(brisk_house: House) -> None:
    ann, bob, room = await two_in_a_room(brisk_house)

    async with ann.enters(room) as anns, RawSocket(bob, room, answers_pings=False) as frozen:
        await anns.expect("presence")
        closing = await frozen.closed()
        left = await anns.expect("presence")

    assert closing.code == 4408
    assert closing.bye is not None and closing.bye["code"] == 4408
    assert left["left"] == [bob.id]


async def test_a_stopped_client_process_is_gone_for_the_others(brisk_house: House) -> None:
    ann, bob, room = await two_in_a_room(brisk_house)

    async with ann.enters(room) as anns, client_process(bob, room) as helper:
        await anns.expect("presence")
        os.kill(helper.pid, signal.SIGSTOP)
        left = await anns.expect("presence")
        os.kill(helper.pid, signal.SIGCONT)

    assert left["left"] == [bob.id]


async def test_a_client_that_says_nothing_but_answers_pings_stays(brisk_house: House) -> None:
    ann, bob, room = await two_in_a_room(brisk_house)

    async with ann.enters(room) as anns, RawSocket(bob, room) as quiet:
        await anns.expect("presence")
        for _ in range(5):
            await quiet.pinged()
        now = await who(anns)
        await anns.nothing_but("events")

    assert ids(now) == {ann.id, bob.id}


async def test_a_lost_connection_is_a_departure_after_the_grace(brisk_house: House) -> None:
    ann, bob, room = await two_in_a_room(brisk_house)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        await anns.expect("presence")
        bobs.drop()
        left = await anns.expect("presence")

    assert left["left"] == [bob.id]


async def test_a_person_is_idle_when_all_their_tabs_are(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns, bob.enters(room) as first, bob.enters(room) as second:
        await anns.expect("presence")
        await first.send("status", status="idle")
        await first.ping()
        await second.send("status", status="idle")
        idle = await anns.expect("presence")
        await first.send("status", status="active")
        active = await anns.expect("presence")

    assert idle["changed"] == [{"id": bob.id, "name": "Bob", "guest": True, "status": "idle"}]
    assert active["changed"] == [{"id": bob.id, "name": "Bob", "guest": True, "status": "active"}]
    assert (idle["joined"], idle["left"]) == ([], [])


async def test_a_new_name_shows_as_changed(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns, bob.enters(room):
        await anns.expect("presence")
        await bob.call("PATCH", "me", {"name": "Robert"})
        told = await anns.expect("presence")

    assert told["changed"] == [{"id": bob.id, "name": "Robert", "guest": True, "status": "active"}]


async def test_rev_grows_by_one_through_any_coming_and_going_and_ends_at_the_truth(brisk_house: House) -> None:
    ann = await brisk_house.guest("Ann")
    room = await ann.makes_room()
    others = await brisk_house.guests(*(f"Guest {number}" for number in range(8)))
    for other in others:
        await other.joins(room)

    async with ann.enters(room) as anns:
        async with asyncio.TaskGroup() as coming_and_going:
            for number, other in enumerate(others):
                coming_and_going.create_task(come_and_go(other, room, times=2 + number % 3))
        async with others[0].enters(room):
            rev, people = anns.welcome["presence"]["rev"], {p["id"]: p for p in anns.welcome["presence"]["people"]}
            told = False
            while not told or people.keys() != {ann.id, others[0].id}:
                if told:
                    rev, people = changed_by(await anns.expect("presence"), rev, people)
                await anns.send("who")
                while (frame := await anns.next())["type"] != "who":
                    if frame["type"] == "presence":
                        rev, people = changed_by(frame, rev, people)
                assert (rev, people) == (frame["rev"], {person["id"]: person for person in frame["people"]})
                told = True


def changed_by(told: dict[str, Any], rev: int, people: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Apply a change that has to be the next one, and to say only what is new."""
    assert told["rev"] == rev + 1
    assert not people.keys() & {person["id"] for person in told["joined"]}
    assert people.keys() >= {person["id"] for person in told["changed"]} | set(told["left"])
    now = {**people, **{person["id"]: person for person in told["joined"] + told["changed"]}}
    return told["rev"], {id_: person for id_, person in now.items() if id_ not in told["left"]}


async def test_presence_over_http_is_that_of_the_sockets(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    nobody = await ann.call("GET", f"rooms/{room}/presence")
    async with ann.enters(room) as anns, bob.enters(room):
        await anns.expect("presence")
        here = await ann.call("GET", f"rooms/{room}/presence")
        now = await who(anns)

    assert nobody["people"] == []
    assert here["rev"] == now["rev"]
    assert {person["id"]: person for person in here["people"]} == {person["id"]: person for person in now["people"]}


async def test_following_the_stream_is_not_being_here(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns, bob.streams(room) as stream:
        await stream.next()
        now = await who(anns)

    assert ids(now) == {ann.id}


async def test_typing_is_shown_to_the_others_and_not_to_oneself(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns, bob.enters(room) as bobs, bob.enters(room) as second:
        await bobs.send("typing")
        shown = await anns.expect("typing")
        await bobs.nothing_but("events", "presence")
        await second.nothing_but("events", "presence")

    assert shown == {"type": "typing", "by": bob.id}
    assert len(await ann.log(room)) == 2


async def test_presence_starts_anew_after_everybody_has_left_while_the_room_is_still_followed(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)
    async with bob.enters(room) as bobs:
        await bobs.until(2)
        await ann.removes(bob, room)
        await bobs.closed()

    async with ann.enters(room) as anns:
        if ids(anns.welcome["presence"]) != {ann.id}:
            # Bob's socket was held by another process, which takes him out of view at the same time.
            assert (await anns.expect("presence", within=2))["left"] == [bob.id]
        await anns.send("status", status="idle")
        changed = await anns.expect("presence")
        now = await who(anns)

    assert ids(now) == {ann.id}
    assert [person["status"] for person in changed["changed"]] == ["idle"]


async def test_after_a_restart_who_did_not_come_back_is_gone_and_who_comes_is_told(
    make_deployment: Callable[..., Deployment],
) -> None:
    deployment = make_deployment(HEARTBEAT_SECONDS=1)
    async with House(deployment) as house:
        ann, bob, room = await two_in_a_room(house)
        async with ann.enters(room), bob.enters(room):
            deployment.kill()
        await asyncio.to_thread(deployment.start)

        async with ann.enters(room) as anns:
            # In memory nobody is left; in Redis the leases of the killed outlive them for a little.
            if ids(anns.welcome["presence"]) != {ann.id}:
                assert (await anns.expect("presence"))["left"] == [bob.id]
            assert ids(await who(anns)) == {ann.id}
            async with bob.enters(room):
                told = await anns.expect("presence")

    assert [person["id"] for person in told["joined"]] == [bob.id]


async def test_a_crowd_is_told_by_a_count_and_a_sample_and_whole_again_when_it_disperses(
    make_deployment: Callable[..., Deployment],
) -> None:
    deployment = make_deployment(CROWD=4, HEARTBEAT_SECONDS=1)
    async with House(deployment) as house, AsyncExitStack() as first, AsyncExitStack() as rest:
        ann, *others = await house.guests(*(f"Guest {number}" for number in range(8)))
        room = await ann.makes_room()
        for other in others:
            await other.joins(room)
        anns = await first.enter_async_context(ann.enters(room))
        for other in others[:3]:
            await first.enter_async_context(other.enters(room))
        for number, other in enumerate(others[3:], 5):
            socket = await rest.enter_async_context(other.enters(room))
            assert socket.welcome["presence"]["count"] == number

        crowd = await anns.find(lambda frame: frame["type"] == "presence" and frame.get("count") == 8, 10)
        asked = await who(anns)
        for _ in range(100):
            fetched = await ann.call("GET", f"rooms/{room}/presence")  # any process may answer, some ms later
            if seen(fetched) == seen(asked):
                break
            await asyncio.sleep(0.05)
        await rest.aclose()
        await anns.find(
            lambda frame: frame["type"] == "presence" and frame["rev"] > crowd["rev"] and "count" not in frame, 20
        )

        assert seen(fetched) == seen(asked)
        assert (asked["rev"], asked["count"], len(ids(asked))) == (crowd["rev"], 8, 2)
        assert ann.id in ids(asked)
        assert after(anns) == {ann.id, *(other.id for other in others[:3])} == ids(await who(anns))


def seen(presence: dict[str, Any]) -> tuple[int, set[str], int | None]:
    return presence["rev"], ids(presence), presence.get("count")


def after(socket: RoomClient) -> set[str]:
    """Return whom a client shows after all frames it has read, which must leave no `rev` out."""
    rev, people = socket.welcome["presence"]["rev"], ids(socket.welcome["presence"])
    for frame in socket.frames:
        if frame["type"] == "who":
            rev, people = frame["rev"], ids(frame)
        elif frame["type"] == "presence" and frame["rev"] > rev:
            assert frame["rev"] == rev + 1
            rev = frame["rev"]
            people = people - set(frame["left"]) | {person["id"] for person in frame["joined"]}
    return people


async def two_in_a_room(house: House) -> tuple[Guest, Guest, str]:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    return ann, bob, room


async def who(socket: RoomClient) -> dict[str, Any]:
    """Ask who is here."""
    await socket.send("who")
    return await socket.expect("who")


def ids(presence: dict[str, Any]) -> set[str]:
    return {person["id"] for person in presence["people"]}


async def come_and_go(person: Guest, room: str, times: int) -> None:
    for _ in range(times):
        async with person.enters(room) as socket:
            await socket.send("status", status="idle")
            await socket.ping()


@asynccontextmanager
async def client_process(person: Guest, room: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Be on a socket from a process of its own, ended by its id."""
    script = "import sys; from websockets.sync.client import connect\n"
    script += (
        "with connect(sys.argv[1], additional_headers={'Authorization': 'Bearer ' + sys.argv[2]}, proxy=None) as s:\n"
    )
    script += "    print(s.recv(), flush=True)\n    [None for _ in s]\n"
    url = f"{person.house.door().sockets_url}/ws/rooms/{room}/"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        url,
        person.token,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout
        assert b"welcome" in await process.stdout.readline()
        yield process
    finally:
        process.kill()
        await process.wait()
