"""Rooms and their members by HTTP calls: shapes, statuses, errors."""

import asyncio
import re
from collections.abc import Callable

import pytest

from tests.support.client import House, new_id
from tests.support.server import Server


async def test_a_new_room_is_its_makers(house: House) -> None:
    ann = await house.guest("Ann")

    made = await ann.call("POST", "rooms", {"title": "Rent & food", "access": "private"}, status=201)

    assert re.fullmatch(r"rent-food-[a-z2-7]{8}", made["slug"])
    assert made == {
        "slug": made["slug"],
        "title": "Rent & food",
        "access": "private",
        "head": 1,
        "epoch": made["epoch"],
        "role": "owner",
        "unread": made["unread"],
    }
    assert await ann.call("GET", f"rooms/{made['slug']}") == made
    assert await ann.call("GET", "rooms") == {"rooms": [made]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x" * 81},
        {"title": 7},
        {"title": "a\u202eb"},
        {"title": "ok", "access": "secret"},
        [],
        "a string, which has a method `title`",
    ],
)
async def test_a_room_that_cannot_be_is_refused(house: House, body: object) -> None:
    ann = await house.guest("Ann")

    response = await ann.ask("POST", "rooms", body)

    assert response.status_code in (400, 422)
    assert response.json()["error"].keys() >= {"code", "message"}
    assert await ann.call("GET", "rooms") == {"rooms": []}


async def test_a_list_of_rooms_has_ones_own_alone(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    first, second = await ann.makes_room("First"), await ann.makes_room("Second")
    await bob.joins(second)

    assert {room["slug"] for room in (await ann.call("GET", "rooms"))["rooms"]} == {first, second}
    assert [room["slug"] for room in (await bob.call("GET", "rooms"))["rooms"]] == [second]


async def test_an_owner_changes_title_and_access(house: House) -> None:
    ann, bob, cleo = await house.guests("Ann", "Bob", "Cleo")
    room = await ann.makes_room("Old")
    await bob.joins(room)

    changed = await ann.call("PATCH", f"rooms/{room}", {"title": "New", "access": "private"})

    assert (changed["title"], changed["access"], changed["slug"]) == ("New", "private", room)
    assert (await bob.call("GET", f"rooms/{room}"))["title"] == "New"
    assert await cleo.refused("POST", f"rooms/{room}/join", status=404) == "not_found"


async def test_only_an_owner_changes_or_deletes(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    assert await bob.refused("PATCH", f"rooms/{room}", {"title": "Mine"}, status=403) == "forbidden"
    assert await bob.refused("DELETE", f"rooms/{room}", status=403) == "forbidden"
    assert await bob.refused("PATCH", f"rooms/{room}/members/{ann.id}", {"role": "viewer"}, status=403) == "forbidden"
    assert await bob.refused("DELETE", f"rooms/{room}/members/{ann.id}", status=403) == "forbidden"


async def test_a_deleted_room_is_absent(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    await ann.call("DELETE", f"rooms/{room}", status=204)

    assert await ann.refused("GET", f"rooms/{room}", status=404) == "not_found"
    assert await ann.call("GET", "rooms") == {"rooms": []}


async def test_joining_makes_one_a_member_and_again_changes_nothing(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()

    first, again = await bob.joins(room), await bob.joins(room)

    assert (first["role"], first["head"]) == ("member", 2)
    assert again["head"] == 2
    assert (await ann.log(room))[-1]["action"] == "joined"


async def test_members_are_listed_with_their_roles(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    members = (await bob.call("GET", f"rooms/{room}/members"))["members"]

    assert members == [
        {"id": ann.id, "name": "Ann", "guest": True, "role": "owner"},
        {"id": bob.id, "name": "Bob", "guest": True, "role": "member"},
    ]


async def test_an_owner_changes_roles_and_each_change_is_an_event(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    changed = await ann.call("PATCH", f"rooms/{room}/members/{bob.id}", {"role": "viewer"})
    event = (await ann.log(room))[-1]

    assert changed["role"] == "viewer"
    assert (event["action"], event["role"], event["by"]["id"]) == ("role", "viewer", ann.id)
    assert await ann.refused("PATCH", f"rooms/{room}/members/{bob.id}", {"role": "king"}, status=400)
    assert await ann.refused("PATCH", f"rooms/{room}/members/nobody", {"role": "viewer"}, status=404) == "not_found"
    assert await ann.refused("DELETE", f"rooms/{room}/members/nobody", status=404) == "not_found"


async def test_a_viewer_reads_everything_and_writes_nothing(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    async with bob.enters(room) as bobs:
        await ann.call("PATCH", f"rooms/{room}/members/{bob.id}", {"role": "viewer"})
        for kind, content in (("say", {"text": "x"}), ("evaluate", {"expression": "1"})):
            await bobs.send(kind, id="mine", **content)
            error = await bobs.expect("error")
            assert (error["code"], error["id"]) == ("forbidden", "mine")
        await ann.posts(room, "read this")
        await bobs.until(4)

    posted = await bob.posts(room, "x")
    assert (posted.status_code, posted.json()["error"]["code"]) == (403, "forbidden")


async def test_unread_counts_what_came_after_what_was_read(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    for _ in range(5):
        await ann.posts(room, "news")

    async def unread() -> int:
        return int((await bob.call("GET", "rooms"))["rooms"][0]["unread"])

    before = await unread()
    async with bob.enters(room) as socket:
        for seq, left in ((4, 3), (3, 3), (10**9, 0), (1, 0)):
            await socket.send("read", seq=seq)
            async with asyncio.timeout(5):
                while await unread() != left:
                    pass

    assert before >= 5


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "guests"),
        ("GET", "guests"),
        ("DELETE", "me"),
        ("PUT", "rooms"),
        ("POST", "rooms/{room}"),
        ("GET", "rooms/{room}/join"),
        ("PUT", "rooms/{room}/events"),
        ("DELETE", "rooms/{room}/events"),
        ("POST", "rooms/{room}/stream"),
        ("POST", "rooms/{room}/presence"),
        ("POST", "rooms/{room}/variables"),
    ],
)
async def test_a_method_that_is_none_is_refused_with_405(house: House, method: str, path: str) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    assert await ann.refused(method, path.format(room=room), status=405) == "method_not_allowed"


@pytest.mark.parametrize("path", ["nothing", "rooms/x/nothing", "", "rooms/x/events/1"])
async def test_an_address_that_is_none_is_a_404_in_the_contracts_form(house: House, path: str) -> None:
    ann = await house.guest("Ann")

    assert await ann.refused("GET", path, status=404) == "not_found"


async def test_a_session_needs_its_csrf_token_to_change_anything_and_none_to_read(house: House) -> None:
    vera = await house.visitor("Vera")
    vera.http.headers.pop("X-CSRFToken")

    assert await vera.refused("POST", "rooms", {"title": "Forged"}, status=403) == "csrf"
    assert await vera.refused("PATCH", "me", {"name": "Forged"}, status=403) == "csrf"
    assert await vera.refused("DELETE", f"rooms/{vera.room}", status=403) == "csrf"
    body = {"type": "say", "id": new_id(), "text": "forged"}
    assert await vera.refused("POST", f"rooms/{vera.room}/events", body, status=403) == "csrf"
    assert (await vera.call("GET", "me"))["name"] == "Vera"


async def test_a_session_with_its_csrf_token_may_do_all_a_token_may(house: House) -> None:
    vera = await house.visitor("Vera")

    made = await vera.call("POST", "rooms", {"title": "Second"}, status=201)
    posted = await vera.posts(made["slug"], "hello")

    assert posted.status_code == 201


async def test_a_cookie_beside_a_bearer_token_needs_no_csrf_token(house: House) -> None:
    vera, ann = await house.visitor("Vera"), await house.guest("Ann")
    vera.http.headers.pop("X-CSRFToken")
    vera.http.headers["Authorization"] = f"Bearer {ann.token}"

    assert (await vera.call("PATCH", "me", {"name": "Anna"}))["id"] == ann.id


async def test_who_comes_and_goes_without_end_is_told_to_wait(make_server: Callable[..., Server]) -> None:
    server = make_server(RATE_PER_SECOND=1, RATE_BURST=1)
    async with House(server) as house:
        ann, bob = await house.guests("Ann", "Bob")
        room = await ann.makes_room()

        statuses = [(await bob.ask("POST", f"rooms/{room}/join")).status_code for _ in range(20)]

    assert statuses[:10] == [200] * 10
    assert 429 in statuses
