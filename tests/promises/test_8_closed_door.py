"""Promise 8: who is no member receives nothing, and an ending closes sockets and streams within a second."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.client import Caller, Guest, House, RoomClient
from tests.support.deployment import Deployment

SOON = 1.0


async def test_nobody_is_let_in_without_saying_who(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    stranger = await house.stranger()

    status, error = await stranger.refused_at_the_door(room)

    assert (status, error["code"]) == (401, "unauthenticated")
    assert await stranger.refused("GET", f"rooms/{room}/stream", status=401) == "unauthenticated"


async def test_a_wrong_token_is_nobody(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    status, _ = await ann.refused_at_the_door(room, headers={"Authorization": "Bearer nonsense"})

    assert status == 401


async def test_an_open_room_refuses_a_socket_to_who_has_not_joined(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()

    status, error = await bob.refused_at_the_door(room)

    assert (status, error["code"]) == (403, "not_a_member")


@pytest.mark.parametrize("path", ["events", "members", "presence", "variables", "stream"])
async def test_an_open_room_shows_nothing_of_itself_to_who_has_not_joined(house: House, path: str) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()

    assert await bob.refused("GET", f"rooms/{room}/{path}", status=403) == "not_a_member"


async def test_an_absent_room_is_refused_with_404(house: House) -> None:
    ann = await house.guest("Ann")

    status, error = await ann.refused_at_the_door("nowhere-aaaaaaaa")

    assert (status, error["code"]) == (404, "not_found")


async def test_a_refused_person_joins_nothing(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()

    async with ann.enters(room) as anns:
        await bob.refused_at_the_door(room)
        await anns.nothing_but("events")


async def test_a_removed_member_hears_nothing_more(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns, bob.enters(room) as first, bob.enters(room) as second:
        await ann.removes(bob, room)
        closings = await within_a_second(first.closed(), second.closed())
        await anns.said("Now that we are alone")

    assert [closing.code for closing in closings] == [4403, 4403]
    assert [closing.bye for closing in closings] == [{"type": "bye", "code": 4403, "retry_ms": None}] * 2
    assert "alone" not in str(first.frames + second.frames)


async def test_a_removal_is_an_event_of_the_log(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    await ann.removes(bob, room)
    event = (await ann.log(room))[-1]

    assert (event["kind"], event["action"], event["id"]) == ("member", "removed", None)
    assert (event["person"]["id"], event["by"]["id"]) == (bob.id, ann.id)


async def test_a_removed_members_stream_ends(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with bob.streams(room) as stream:
        await stream.until(2)
        await ann.removes(bob, room)
        await within_a_second(stream.ended())
        await ann.posts(room, "Now that I am alone")

    assert "alone" not in str(stream.events)


async def test_a_removed_member_is_gone_from_view_at_once(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with ann.enters(room) as anns, bob.enters(room):
        await anns.expect("presence")
        await ann.removes(bob, room)
        left = await anns.expect("presence", within=2 * SOON)

    assert left["left"] == [bob.id]


async def test_a_removed_person_stays_out_of_an_open_room(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)
    await ann.removes(bob, room)

    assert await bob.refused("POST", f"rooms/{room}/join", status=403) == "removed"
    assert (await bob.refused_at_the_door(room))[0] == 403
    assert await bob.refused("GET", f"rooms/{room}/events", status=403) in ("removed", "not_a_member")
    assert (await bob.posts(room, "still here?")).status_code == 403


async def test_what_a_removed_member_still_had_waiting_is_refused(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with bob.enters(room) as bobs:
        talking = asyncio.create_task(talk_until_closed(bobs))
        while (await ann.call("GET", f"rooms/{room}"))["head"] < 100:
            pass
        await ann.removes(bob, room)
        said = await talking
        closing = await bobs.closed()
    log = await ann.log(room)
    removal = next(event for event in log if event["kind"] == "member" and event["action"] == "removed")

    assert closing.code == 4403
    assert all(event["by"]["id"] != bob.id for event in log[removal["seq"] :])
    assert sum(event["by"]["id"] == bob.id for event in log) < said
    acked = [frame["seq"] for frame in bobs.frames if frame["type"] == "ack"]
    assert all(seq < removal["seq"] for seq in acked)


async def test_who_leaves_is_shown_out_and_may_come_back_to_an_open_room(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with bob.enters(room) as bobs, bob.streams(room) as stream:
        await stream.next()
        await bob.leaves(room)
        closing, _ = await within_a_second(bobs.closed(), stream.ended())
    event = (await ann.log(room))[-1]
    await bob.joins(room)
    async with bob.enters(room) as back:
        await back.until(4)

    assert closing.code == 4403
    assert (event["action"], event["person"]["id"]) == ("left", bob.id)


async def test_the_last_owner_cannot_leave_before_handing_over(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    assert await ann.refused("DELETE", f"rooms/{room}/members/{ann.id}", status=409) == "last_owner"
    assert await ann.refused("PATCH", f"rooms/{room}/members/{ann.id}", {"role": "member"}, status=409) == "last_owner"

    await ann.call("PATCH", f"rooms/{room}/members/{bob.id}", {"role": "owner"})
    await ann.leaves(room)


async def test_deleting_a_room_closes_its_sockets_and_streams(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)

    async with bob.enters(room) as bobs, bob.streams(room) as stream:
        await stream.next()
        await ann.call("DELETE", f"rooms/{room}", status=204)
        closing, _ = await within_a_second(bobs.closed(), stream.ended())

    assert closing.code == 4404
    assert closing.bye == {"type": "bye", "code": 4404, "retry_ms": None}
    assert (await bob.refused_at_the_door(room))[0] == 404


async def test_signing_out_closes_what_the_session_opened_and_nothing_else(house: House) -> None:
    vera, ann = await house.visitor("Vera"), await house.guest("Ann")
    await ann.joins(vera.room)

    async with ann.enters(vera.room) as anns, vera.enters(vera.room) as first, vera.enters(vera.room) as second:
        await vera.signs_out()
        closings = await within_a_second(first.closed(), second.closed())
        await anns.nothing_but("events", "presence")

    assert [closing.code for closing in closings] == [4401, 4401]
    assert closings[0].bye == {"type": "bye", "code": 4401, "retry_ms": None}


async def test_signing_out_ends_the_sessions_streams(house: House) -> None:
    vera = await house.visitor("Vera")

    async with vera.streams(vera.room) as stream:
        await stream.next()
        await vera.signs_out()
        await within_a_second(stream.ended())


async def test_a_session_that_ended_opens_nothing(house: House) -> None:
    vera = await house.visitor("Vera")
    cookie = vera.credentials()
    await vera.signs_out()

    status, _ = await vera.refused_at_the_door(vera.room, headers=cookie)

    assert status == 401


async def test_a_membership_that_ended_unheard_is_found_at_the_next_look(
    make_deployment: Callable[..., Deployment],
) -> None:
    deployment = make_deployment(RECHECK_SECONDS=0.5)
    async with House(deployment) as house:
        ann, bob, room = await two_in_a_room(house)
        async with bob.enters(room) as bobs, ann.enters(room) as anns:
            await unheard(
                deployment, f"from rooms.models import *; Membership.objects.filter(person_id='{bob.id}').delete()"
            )
            closing = await bobs.closed()
            await anns.nothing_but("events", "presence")

    assert closing.code == 4403


async def test_a_token_that_was_revoked_unheard_ends_its_sockets(make_deployment: Callable[..., Deployment]) -> None:
    deployment = make_deployment(RECHECK_SECONDS=0.5)
    async with House(deployment) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as anns:
            await unheard(
                deployment, f"from accounts.models import *; Token.objects.filter(person_id='{ann.id}').delete()"
            )
            closing = await anns.closed()

    assert closing.code == 4401


PRIVATE_CALLS = [
    ("GET", "", None),
    ("PATCH", "", {"title": "Mine now"}),
    ("DELETE", "", None),
    ("POST", "/join", None),
    ("GET", "/members", None),
    ("PATCH", "/members/aaaaaaaaaaaaaaaa", {"role": "owner"}),
    ("DELETE", "/members/aaaaaaaaaaaaaaaa", None),
    ("GET", "/events", None),
    ("POST", "/events", {"type": "say", "id": "a", "text": "x"}),
    ("POST", "/events", {"type": "evaluate", "id": "a", "expression": "1 +* )"}),
    ("POST", "/events", {"nonsense": True}),
    ("GET", "/presence", None),
    ("GET", "/variables", None),
    ("GET", "/stream", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PRIVATE_CALLS)
async def test_to_a_call_a_private_room_is_an_absent_one(house: House, method: str, path: str, body: object) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    private = await ann.makes_room("Secret", access="private")

    real = await bob.ask(method, f"rooms/{private}{path}", body)
    absent = await bob.ask(method, f"rooms/{other_than(private)}{path}", body)

    assert real.status_code == 404
    assert same_to_the_byte(real, absent)


@pytest.mark.parametrize("who", ["stranger", "guest"])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "join/"), ("POST", "leave/")])
async def test_to_a_page_a_private_room_is_an_absent_one(house: House, who: str, method: str, path: str) -> None:
    looker: Caller = await house.stranger() if who == "stranger" else await house.visitor("Vera")
    await looker.http.get("/")
    private = await (await house.guest("Ann")).makes_room("Secret", access="private")
    form = {"csrfmiddlewaretoken": looker.http.cookies["csrftoken"], "name": "Eve"} if method == "POST" else None

    real = await looker.http.request(method, f"/r/{private}/{path}", data=form)
    absent = await looker.http.request(method, f"/r/{other_than(private)}/{path}", data=form)

    assert real.status_code == 404
    assert same_to_the_byte(real, absent)
    assert private not in real.text


async def test_at_the_door_a_private_room_is_an_absent_one(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    private = await ann.makes_room(access="private")

    assert await bob.refused_at_the_door(private) == await bob.refused_at_the_door(other_than(private))
    assert (await bob.refused_at_the_door(private))[0] == 404


async def test_to_who_was_removed_a_private_room_is_an_absent_one(house: House) -> None:
    ann, bob, room = await two_in_a_room(house)
    await ann.call("PATCH", f"rooms/{room}", {"access": "private"})
    await ann.removes(bob, room)

    real, absent = await bob.ask("GET", f"rooms/{room}"), await bob.ask("GET", f"rooms/{other_than(room)}")

    assert real.status_code == 404
    assert same_to_the_byte(real, absent)


async def test_an_open_rooms_door_shows_its_title_and_no_more(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room("Rent and food")

    assert await bob.call("GET", f"rooms/{room}") == {
        "slug": room,
        "title": "Rent and food",
        "access": "open",
        "role": None,
    }


async def two_in_a_room(house: House) -> tuple[Guest, Guest, str]:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    return ann, bob, room


async def talk_until_closed(socket: RoomClient) -> int:
    """Talk with always some lines on their way; returns how many were sent."""
    said = [await socket.say("one thing") for _ in range(20)]
    with suppress(ConnectionClosed):
        while True:
            said += [await socket.say("and another") for _ in range(20)]
            await socket.expect("ack", id=said[-21])
    return len(said)


async def within_a_second(*waiting: Awaitable[Any]) -> list[Any]:
    """Wait for all of these, a second at most."""
    async with asyncio.timeout(SOON):
        return await asyncio.gather(*waiting)


async def unheard(deployment: Deployment, script: str) -> None:
    """Change the database behind the servers' backs."""
    done = await asyncio.to_thread(deployment.manage, "shell", "-c", script)
    assert done.returncode == 0, done.stderr


def other_than(slug: str) -> str:
    """Return a slug of the same form that no room has."""
    return slug[:-8] + "".join("a" if letter != "a" else "b" for letter in slug[-8:])


def same_to_the_byte(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two responses can't be told apart: status, every header but the date, content."""
    shown = [
        (r.status_code, [(name, value) for name, value in r.headers.raw if name.lower() != b"date"], r.content)
        for r in (one, other)
    ]
    return shown[0] == shown[1]


async def test_a_viewer_is_forbidden_to_calculate_also_what_cannot_be_meant(house: House) -> None:
    ann, vic = await house.guests("Ann", "Vic")
    room = await ann.makes_room()
    await vic.joins(room)
    await ann.call("PATCH", f"rooms/{room}/members/{vic.id}", {"role": "viewer"})

    async with vic.enters(room) as socket:
        submission = await socket.evaluate("1 +")

        assert (await socket.expect("error", id=submission))["code"] == "forbidden"
