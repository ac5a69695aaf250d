"""The pages: plain synchronous Django views, beside the sockets and while these are busy."""

import asyncio

import httpx
import pytest

from tests.support.client import Caller, House, Visitor


async def test_pages_are_served_while_sockets_are_busy(house: House) -> None:
    vera = await house.visitor("Vera")

    async with vera.enters(vera.room) as socket:
        sent = [await socket.say(f"line {number}") for number in range(300)]
        pages = await asyncio.gather(*(vera.http.get(f"/r/{vera.room}/") for _ in range(8)))
        for submission in sent:
            await socket.expect("ack", id=submission)

    assert [page.status_code for page in pages] == [200] * 8
    assert all("Room of Vera" in page.text for page in pages)


async def test_what_people_typed_is_shown_as_text(house: House) -> None:
    vera = await house.visitor("Vera")
    await vera.posts(vera.room, "<script>alert('</script><img src=x onerror=alert(1)>")
    await vera.call("PATCH", "me", {"name": "<b>Vera</b>"})
    await vera.call("PATCH", f"rooms/{vera.room}", {"title": "</title><script>1</script>"})

    page = (await vera.http.get(f"/r/{vera.room}/")).text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Vera" not in page
    assert "</title><script>1" not in page


async def test_a_stranger_joins_an_open_room_by_its_form(house: House) -> None:
    ann, stranger = await house.guest("Ann"), await house.stranger()
    room = await ann.makes_room("Open to all")

    door = await stranger.http.get(f"/r/{room}/")
    joined = await post(stranger, f"/r/{room}/join/", name="Bob")
    inside = await stranger.http.get(f"/r/{room}/")

    assert door.status_code == inside.status_code == 200
    assert "Open to all" in door.text
    assert joined.status_code == 302
    assert (await ann.log(room))[-1]["person"]["name"] == "Bob"


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\u202eb"])
async def test_a_form_with_a_bad_name_is_shown_again(house: House, name: str) -> None:
    ann, stranger = await house.guest("Ann"), await house.stranger()
    room = await ann.makes_room()
    await stranger.http.get(f"/r/{room}/")

    refused = await post(stranger, f"/r/{room}/join/", name=name)

    assert refused.status_code == 400
    assert "sessionid" not in stranger.http.cookies
    assert len(await ann.log(room)) == 1


async def test_the_removed_are_not_let_in_by_the_form(house: House) -> None:
    vera, ann = await house.visitor("Vera"), await house.guest("Ann")
    room = await ann.makes_room()
    await vera.joins(room)
    await ann.removes(vera, room)

    assert (await vera.http.get(f"/r/{room}/")).status_code == 200
    assert (await post(vera, f"/r/{room}/join/")).status_code == 403


async def test_one_leaves_by_the_form_but_not_as_the_last_owner(house: House) -> None:
    vera, ann = await house.visitor("Vera"), await house.guest("Ann")
    room = await ann.makes_room()
    await vera.joins(room)

    left = await post(vera, f"/r/{room}/leave/")
    stays = await post(vera, f"/r/{vera.room}/leave/")

    assert left.status_code == 302
    assert (await ann.log(room))[-1]["action"] == "left"
    assert stays.status_code == 409


async def test_a_rename_goes_back_only_to_our_own_pages(house: House) -> None:
    vera = await house.visitor("Vera")

    back = await post(vera, "/me/name/", name="Veronica", next=f"/r/{vera.room}/")
    away = await post(vera, "/me/name/", name="Veronica", next="https://evil.example/")

    assert back.headers["location"] == f"/r/{vera.room}/"
    assert away.headers["location"] == "/"
    assert (await vera.call("GET", "me"))["name"] == "Veronica"


@pytest.mark.parametrize("path", ["/rooms/", "/me/name/", "/me/sign-out/", "/r/x/join/", "/r/x/leave/"])
async def test_what_changes_something_is_never_a_get(house: House, path: str) -> None:
    stranger = await house.stranger()

    assert (await stranger.http.get(path)).status_code == 405


async def post(who: Caller | Visitor, path: str, **fields: str) -> httpx.Response:
    """Send a form with its CSRF token."""
    return await who.http.post(path, data={"csrfmiddlewaretoken": who.http.cookies["csrftoken"], **fields})
