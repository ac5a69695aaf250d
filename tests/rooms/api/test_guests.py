"""Becoming a guest, and who one is."""

from collections.abc import Callable

import pytest

from tests.support.client import House
from tests.support.server import Server


async def test_a_guest_gets_a_token_that_is_theirs(house: House) -> None:
    anybody = await house.stranger()

    made = await anybody.call("POST", "guests", {"name": "Ann"}, status=201)
    me = (await anybody.http.get("/api/v1/me", headers={"Authorization": f"Bearer {made['token']}"})).json()

    assert made.keys() == {"token", "person"}
    assert me == made["person"] == {"id": made["person"]["id"], "name": "Ann", "guest": True}
    assert len(made["token"]) >= 32


async def test_two_guests_of_one_name_are_two_people(house: House) -> None:
    one, other = await house.guests("Ann", "Ann")

    assert one.id != other.id


async def test_the_scheme_of_a_bearer_token_is_written_as_one_likes(house: House) -> None:
    ann = await house.guest("Ann")

    response = await ann.http.get("/api/v1/me", headers={"Authorization": f"bearer {ann.token}"})

    assert response.json()["id"] == ann.id


async def test_nobody_is_nobody(house: House) -> None:
    stranger = await house.stranger()

    for method, path in (
        ("GET", "me"),
        ("GET", "rooms"),
        ("POST", "rooms"),
        ("GET", "rooms/x"),
        ("GET", "rooms/x/events"),
    ):
        assert await stranger.refused(method, path, {} if method == "POST" else None, status=401) == "unauthenticated"


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\u202eb", "a\x00b", "a\nb\x1b", 7, None, ["Ann"]])
async def test_a_bad_name_is_refused(house: House, name: object) -> None:
    anybody = await house.stranger()

    response = await anybody.ask("POST", "guests", {"name": name})

    if name == "a\nb\x1b" or response.status_code != 201:
        assert 400 <= response.status_code < 500
        assert response.json()["error"].keys() >= {"code", "message"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"name": "' + b"x" * 400_000 + b'"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"name": "\\ud800"}', "application/json"),
        (b"name=Ann", "application/x-www-form-urlencoded"),
    ],
    ids=["empty", "half", "list", "null", "no text", "400 kB", "deep", "half a character", "a form"],
)
async def test_a_body_that_is_no_name_is_refused_in_the_contracts_form(
    house: House, content: bytes, kind: str
) -> None:
    anybody = await house.stranger()

    response = await anybody.http.post("/api/v1/guests", content=content, headers={"Content-Type": kind})

    assert 400 <= response.status_code < 500
    assert response.json()["error"].keys() >= {"code", "message"}


async def test_one_can_rename_oneself(house: House) -> None:
    ann = await house.guest("Ann")

    renamed = await ann.call("PATCH", "me", {"name": "  Anna   Maria "})

    assert renamed == {"id": ann.id, "name": "Anna Maria", "guest": True}
    assert await ann.call("GET", "me") == renamed
    assert await ann.refused("PATCH", "me", {"name": ""}, status=400)


async def test_too_many_guests_from_one_address_have_to_wait(make_server: Callable[..., Server]) -> None:
    server = make_server(GUESTS_PER_MINUTE=3)
    async with House(server) as house:
        await house.guests("Ann", "Bob", "Cleo")
        refused = await (await house.stranger()).ask("POST", "guests", {"name": "Dan"})

    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "rate_limited"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


async def test_tokens_are_stored_hashed(house: House) -> None:
    ann = await house.guest("Ann")

    assert ann.token.encode() not in house.server.database.read_bytes()
    wal = house.server.database.with_name(house.server.database.name + "-wal")
    assert ann.token.encode() not in (wal.read_bytes() if wal.exists() else b"")
