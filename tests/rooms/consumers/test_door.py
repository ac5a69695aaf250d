"""Who may open a socket: origins compared whole, addresses counted, refusals answered as HTTP."""

from collections.abc import Callable

import pytest

from rooms.consumers import door
from rooms.protocol.codes import Refusal
from tests.support.client import House
from tests.support.server import Server


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        (None, "127.0.0.1:8000", "ws"),
        (None, "", "ws"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", "ws"),
        ("http://localhost", "localhost", "ws"),
        ("http://localhost:80", "localhost", "ws"),
        ("http://localhost", "localhost:80", "ws"),
        ("https://localhost", "localhost", "wss"),
        ("http://LOCALHOST:8000", "localhost:8000", "ws"),
        ("http://[::1]:8000", "[::1]:8000", "ws"),
    ],
)
def test_an_own_origin_or_none_may_come_in(origin: str | None, host: str, scheme: str) -> None:
    door.check_origin({"host": host} if origin is None else {"host": host, "origin": origin}, scheme)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", "127.0.0.1:8000"),
        ("http://evil.example:8000", "127.0.0.1:8000"),
        ("http://evil.example", "evil.example"),
        ("null", "127.0.0.1:8000"),
        ("", "127.0.0.1:8000"),
        ("file://", "127.0.0.1:8000"),
        ("http://127.0.0.1:8001", "127.0.0.1:8000"),
        ("http://127.0.0.1", "127.0.0.1:8000"),
        ("http://127.0.0.1:8000.evil.example", "127.0.0.1:8000"),
        ("http://127.0.0.1.evil.example:8000", "127.0.0.1:8000"),
        ("http://evil127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://127.0.0.1:8000@evil.example", "127.0.0.1:8000"),
        ("http://127.0.0.1:8000/path", "127.0.0.1:8000"),
        ("http://127.0.0.1:8000?x", "127.0.0.1:8000"),
        ("http://127.0.0.1:99999", "127.0.0.1:8000"),
        ("http://127.0.0.1:port", "127.0.0.1:8000"),
        ("ws://127.0.0.1:8000", "127.0.0.1:8000"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://", "127.0.0.1:8000"),
        ("http://[::1", "[::1"),
        ("http://127.0.0.1:8000 http://evil.example", "127.0.0.1:8000"),
        ("http://127.0.0.1:8000", ""),
    ],
)
def test_any_other_origin_is_refused(origin: str, host: str) -> None:
    with pytest.raises(Refusal) as refusal:
        door.check_origin({"host": host, "origin": origin}, "ws")

    assert refusal.value.code.name == "bad_origin"


async def test_a_page_of_another_site_is_refused_though_its_visitor_is_a_member(house: House) -> None:
    vera = await house.visitor("Vera")

    status, error = await vera.refused_at_the_door(
        vera.room, headers={**vera.credentials(), "Origin": "https://evil.example"}
    )

    assert (status, error["code"]) == (403, "bad_origin")


async def test_a_page_of_our_own_may_come_in(house: House) -> None:
    vera = await house.visitor("Vera")

    async with vera.enters(vera.room) as socket:
        await socket.said("hello")

    assert socket.welcome["you"] == {"id": vera.id, "name": "Vera", "guest": True, "role": "owner"}


async def test_a_bearer_token_wins_over_a_cookie(house: House) -> None:
    vera, ann = await house.visitor("Vera"), await house.guest("Ann")
    await ann.joins(vera.room)

    async with ann.enters(vera.room, headers={**vera.credentials(), **ann.credentials()}) as socket:
        pass

    assert socket.welcome["you"]["id"] == ann.id


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic QW5uOnNlY3JldA=="},
        {"Authorization": "Bearer \u00e9\u00ff"},
        {"Cookie": "sessionid=nonsense"},
        {"Cookie": "sessionid=" + "x" * 4000},
        {"Cookie": '\u00ff;;=;"'},
        {},
    ],
    ids=[
        "no secret",
        "empty secret",
        "another scheme",
        "latin",
        "no session",
        "a long session",
        "a broken cookie",
        "none",
    ],
)
async def test_whoever_shows_nothing_good_is_nobody(house: House, headers: dict[str, str]) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    status, _ = await ann.refused_at_the_door(room, headers=headers)

    assert status == 401


async def test_one_socket_too_many_of_a_person_is_refused_until_another_closes(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(SOCKETS_PER_PERSON=2)
    async with House(server) as house:
        ann, bob = await house.guests("Ann", "Bob")
        room = await ann.makes_room()
        await bob.joins(room)

        async with ann.enters(room) as first, ann.enters(room), bob.enters(room):
            status, error = await ann.refused_at_the_door(room)
            await first.connection.close()
            async with ann.enters(room):
                pass

    assert (status, error["code"]) == (429, "too_many_sockets")


async def test_one_socket_or_stream_too_many_of_an_address_is_refused(make_server: Callable[..., Server]) -> None:
    server = make_server(SOCKETS_PER_ADDRESS=2)
    async with House(server) as house:
        ann, bob = await house.guests("Ann", "Bob")
        room = await ann.makes_room()
        await bob.joins(room)

        async with ann.enters(room), ann.streams(room) as stream:
            await stream.next()
            status, _ = await bob.refused_at_the_door(room)

            assert status == 429
            assert await bob.refused("GET", f"rooms/{room}/stream", status=429) == "too_many_sockets"


async def test_what_an_untrusted_peer_says_of_its_address_is_not_believed(make_server: Callable[..., Server]) -> None:
    server = make_server(SOCKETS_PER_ADDRESS=1)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()

        async with ann.enters(room):
            headers = {**ann.credentials(), "X-Forwarded-For": "198.51.100.7"}
            status, _ = await ann.refused_at_the_door(room, headers=headers)

    assert status == 429


async def test_behind_a_trusted_proxy_addresses_are_told_apart(make_server: Callable[..., Server]) -> None:
    server = make_server(SOCKETS_PER_ADDRESS=1, TRUSTED_PROXIES="127.0.0.1")
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        near, far = ({**ann.credentials(), "X-Forwarded-For": f"198.51.100.{end}"} for end in (7, 8))

        async with ann.enters(room, headers=near):
            status, _ = await ann.refused_at_the_door(room, headers=near)
            async with ann.enters(room, headers=far):
                pass

    assert status == 429


@pytest.mark.parametrize("path", ["/ws/", "/ws/rooms/", "/ws/rooms/a/b/", "/", "/ws/me", "/api/v1/me"])
async def test_a_socket_to_nowhere_is_refused_with_404(house: House, path: str) -> None:
    ann = await house.guest("Ann")

    status, error = await ann.refused_at_the_door("", path=path)

    assert (status, error["code"]) == (404, "not_found")


@pytest.mark.parametrize("slug", ["%00", "a%00b", "%ff", "x" * 2000, "..%2f..%2fadmin", "%F0%9F%92%A9"])
async def test_any_slug_that_is_none_is_absent(house: House, slug: str) -> None:
    ann = await house.guest("Ann")

    status, _ = await ann.refused_at_the_door(slug)

    assert status == 404


async def test_a_plain_request_to_a_sockets_address_is_a_404(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    assert (await ann.http.get(f"/ws/rooms/{room}/")).status_code == 404
