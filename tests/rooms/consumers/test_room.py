"""The socket's consumer in process: connecting, being refused, hearing each other. It works without our server's extras."""

import asyncio
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

import pytest

from accounts.models import Person
from rooms.feed.reads import Reads
from rooms.models import Access, Membership
from rooms.process import Process
from rooms.services import members, rooms
from tests.rooms.consumers.communicator import Communicator, seated, token_of
from tests.rooms.founding import found, joined

P = ParamSpec("P")
T = TypeVar("T")


async def stored(work: Callable[..., T], *args: object) -> T:
    """Use the database from the event loop."""
    return await asyncio.to_thread(work, *args)


@pytest.fixture
def path(owner: Membership) -> str:
    return f"/ws/rooms/{owner.room.slug}/"


@pytest.fixture
def token(ann: Person) -> str:
    return token_of(ann)


async def test_a_member_is_welcomed_and_sees_the_log(
    process: Process, owner: Membership, path: str, token: str
) -> None:
    async with seated(process, path, token) as socket:
        welcome = await socket.receive_json_from(5)
        events = (await socket.expect("events"))["events"]

    assert welcome["type"] == "welcome"
    assert welcome["protocol"] == 1
    assert welcome["room"] == {
        "slug": owner.room.slug,
        "title": "The room",
        "access": "open",
        "head": 1,
        "epoch": owner.room.epoch,
    }
    assert welcome["you"] == {"id": owner.person_id, "name": "Ann", "guest": True, "role": "owner"}
    assert [person["id"] for person in welcome["presence"]["people"]] == [owner.person_id]
    assert welcome["limits"] == {
        "expression": 1000,
        "text": 4000,
        "frame": 65_536,
        "rate": {"per_second": 10.0, "burst": 20.0},
        "heartbeat": 8.0,
        "idle_timeout": 16.0,
    }
    assert [event["seq"] for event in events] == [1]


async def test_two_members_hear_each_other(process: Process, owner: Membership, path: str, token: str) -> None:
    bob = await stored(joined, owner, "Bob")
    bobs_token = await stored(token_of, bob.person)

    async with seated(process, path, token) as anns, seated(process, path, bobs_token) as bobs:
        await anns.expect("events")
        await bobs.expect("events")
        await anns.send_json_to({"type": "evaluate", "id": "a", "expression": "6 * 7"})
        heard = (await bobs.expect("events"))["events"]

    assert [(event["seq"], event["result"]["text"], event["by"]["name"]) for event in heard] == [(3, "42", "Ann")]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Cookie": "sessionid=nonsense"}])
async def test_nobody_is_refused_with_401(process: Process, path: str, headers: dict[str, str]) -> None:
    status, error = await Communicator(process, path, headers).refusal()

    assert (status, error["code"]) == (401, "unauthenticated")


async def test_who_has_not_joined_is_refused_with_403_and_joins_nothing(
    process: Process, path: str, bob: Person
) -> None:
    token = await stored(token_of, bob)

    status, error = await Communicator(process, path, {"Authorization": f"Bearer {token}"}).refusal()

    assert (status, error["code"]) == (403, "not_a_member")
    assert process.hub.rooms == {}
    assert process.census.total == 0


async def test_a_private_room_is_refused_as_an_absent_one(process: Process, ann: Person, bob: Person) -> None:
    private = await stored(found, ann, Access.PRIVATE)
    headers = {"Authorization": f"Bearer {await stored(token_of, bob)}"}

    real = await Communicator(process, f"/ws/rooms/{private.room.slug}/", headers).refusal()
    absent = await Communicator(process, "/ws/rooms/nowhere-aaaaaaaa/", headers).refusal()

    assert real == absent
    assert real[0] == 404


async def test_a_foreign_origin_is_refused_with_403(process: Process, path: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://evil.example"}

    status, error = await Communicator(process, path, headers).refusal()

    assert (status, error["code"]) == (403, "bad_origin")


async def test_while_draining_newcomers_are_refused_with_503(process: Process, path: str, token: str) -> None:
    process.draining = True

    status, error = await Communicator(process, path, {"Authorization": f"Bearer {token}"}).refusal()

    assert (status, error["code"]) == (503, "draining")


async def test_a_removal_closes_the_socket_and_takes_it_off_every_list(
    process: Process, owner: Membership, path: str
) -> None:
    bob = await stored(joined, owner, "Bob")
    token = await stored(token_of, bob.person)

    async with seated(process, path, token) as socket:
        await socket.expect("events")
        await stored(members.remove, owner, bob.person_id)
        code = await socket.closing()

    assert code == 4403
    assert process.hub.outboxes() == []
    assert process.census.total == 0


async def test_deleting_the_room_closes_the_socket(process: Process, owner: Membership, path: str, token: str) -> None:
    async with seated(process, path, token) as socket:
        await socket.expect("events")
        await stored(rooms.delete, owner)

        assert await socket.closing() == 4404


async def test_bad_input_gets_an_error_and_the_socket_stays(process: Process, path: str, token: str) -> None:
    async with seated(process, path, token) as socket:
        await socket.send_to(text_data="no json")
        first = await socket.expect("error")
        await socket.send_to(bytes_data=b"{}")
        second = await socket.expect("error")
        await socket.send_json_to({"type": "websocket.disconnect"})
        third = await socket.expect("error")
        await socket.send_json_to({"type": "ping"})
        await socket.expect("pong")

    assert [error["code"] for error in (first, second, third)] == ["bad_json", "bad_frame", "unknown_type"]


async def test_who_goes_leaves_nothing_behind(process: Process, path: str, token: str) -> None:
    async with seated(process, path, token) as socket:
        await socket.expect("events")
        assert len(process.hub.outboxes()) == 1

    assert process.hub.outboxes() == []
    assert process.census.total == 0


async def test_one_process_joins_a_rooms_group_once(process: Process, path: str, token: str) -> None:
    async with seated(process, path, token) as one, seated(process, path, token) as other:
        await one.expect("events")
        await other.expect("events")

        assert len(process.hub.rooms) == 1
        assert len(process.hub.outboxes()) == 2


async def test_a_room_that_nobody_follows_is_dropped_at_the_next_look(process: Process, path: str, token: str) -> None:
    async with seated(process, path, token) as socket:
        await socket.expect("events")
        await process.hub.compare_heads()
        assert len(process.hub.rooms) == 1

    await process.hub.compare_heads()

    assert process.hub.rooms == {}


class HeldBack(Reads):
    """Reads in the unluckiest order: a room opens only when heads are being compared, and heads arrive when told."""

    def __init__(self) -> None:
        super().__init__(2, 2)
        self.comparing = asyncio.Event()
        self.opening = asyncio.Event()
        self.heads_arrive = asyncio.Event()

    async def live(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read, then hold back what was found."""
        found = await super().live(function, *args, **kwargs)
        if isinstance(found, dict):
            self.comparing.set()
            await self.heads_arrive.wait()
        elif isinstance(found, tuple):
            self.opening.set()
            await self.comparing.wait()
        return found


@pytest.fixture
def held_back(process: Process) -> Iterator[HeldBack]:
    original, process.hub.reads = process.hub.reads, HeldBack()
    yield process.hub.reads
    process.hub.reads.close()
    process.hub.reads = original


async def test_who_joins_while_heads_are_compared_is_not_sent_away(
    process: Process, held_back: HeldBack, path: str, token: str
) -> None:
    checking = asyncio.create_task(process.hub.compare_heads())
    await held_back.comparing.wait()

    async with seated(process, path, token) as socket:
        await socket.expect("events")
        held_back.heads_arrive.set()
        await checking
        await socket.send_json_to({"type": "ping"})

        assert (await socket.receive_json_from(5))["type"] == "pong"


async def test_who_joins_just_as_heads_were_compared_is_not_left_deaf(
    process: Process, held_back: HeldBack, owner: Membership, path: str, token: str
) -> None:
    async with seated(process, path, token) as socket:
        await held_back.opening.wait()
        held_back.heads_arrive = process.hub.rooms[owner.room_id].ready
        await process.hub.compare_heads()
        await socket.expect("events")
        await socket.send_json_to({"type": "say", "id": "a", "text": "does anybody hear me?"})
        heard = (await socket.expect("events"))["events"]

    assert heard[0]["id"] == "a"
