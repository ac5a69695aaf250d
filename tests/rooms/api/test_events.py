"""The log by HTTP: pages of it, and adding to it."""

from collections.abc import Callable

import pytest

from tests.rooms.protocol.bad_frames import bad_frames
from tests.support.client import Guest, House, new_id
from tests.support.server import Server

HEAVY = "+".join(["gamma(1/3)"] * 90)  # 11 ms of work or so


@pytest.fixture
async def ann(house: House) -> Guest:
    return await house.guest("Ann")


@pytest.fixture
async def room(ann: Guest) -> str:
    return await ann.makes_room()


@pytest.mark.parametrize(
    ("query", "seqs"),
    [
        ("", range(14, 64)),
        ("?limit=3", range(61, 64)),
        ("?limit=500", range(1, 64)),
        ("?after=0", range(1, 51)),
        ("?after=60", range(61, 64)),
        ("?after=63", range(0)),
        ("?after=1000", range(0)),
        ("?after=0&limit=2", range(1, 3)),
        ("?before=10", range(1, 10)),
        ("?before=10&limit=3", range(7, 10)),
        ("?before=1", range(0)),
        ("?after=5&before=9", range(6, 9)),
        ("?after=5&before=9&limit=2", range(6, 8)),
        ("?folded=1&limit=2", range(62, 64)),
    ],
)
async def test_a_page_is_ascending_and_the_newest_without_after(
    ann: Guest, room: str, query: str, seqs: range
) -> None:
    async with ann.enters(room) as socket:
        for _ in range(62):
            await socket.say("line")
        await socket.until(63)

    page = await ann.call("GET", f"rooms/{room}/events{query}")

    assert [event["seq"] for event in page["events"]] == list(seqs)
    assert (page["head"], page["epoch"]) == (63, socket.epoch)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=501", "limit=x", "after=-1", "after=x", "before=-1", "after=1e3", "after=" + "9" * 30],
)
async def test_a_page_that_cannot_be_is_refused(ann: Guest, room: str, query: str) -> None:
    response = await ann.ask("GET", f"rooms/{room}/events?{query}")

    assert response.status_code in (400, 422)
    assert response.json()["error"].keys() >= {"code", "message"}


async def test_a_line_by_post_is_201_and_the_event(ann: Guest, room: str) -> None:
    async with ann.enters(room) as socket:
        said = await ann.ask("POST", f"rooms/{room}/events", {"type": "say", "id": "a", "text": "Hello"})
        sum_ = await ann.ask(
            "POST", f"rooms/{room}/events", {"type": "evaluate", "id": "b", "expression": "x = 6 * 7"}
        )
        events = await socket.until(3)

    assert (said.status_code, said.json()) == (201, events[2])
    assert (sum_.status_code, sum_.json()) == (201, events[3])
    assert sum_.json()["result"] == {"text": "42", "exact": True}


@pytest.mark.parametrize("expression", ["1 +* )", "nothing_here + 1", "1/0"])
async def test_an_expression_that_fails_is_422_with_the_error(ann: Guest, room: str, expression: str) -> None:
    body = {"type": "evaluate", "id": new_id(), "expression": expression}

    response = await ann.ask("POST", f"rooms/{room}/events", body)
    error = response.json()["error"]

    assert response.status_code == 422
    assert error["code"] == "expression"
    assert error["detail"].keys() == {"code", "message", "start", "end", "hint"}
    assert len(await ann.log(room)) == 1


@bad_frames
async def test_a_bad_body_gets_the_error_a_bad_frame_gets(ann: Guest, room: str, frame: str, code: str) -> None:
    response = await ann.http.post(f"/api/v1/rooms/{room}/events", content=frame.encode())

    assert 400 <= response.status_code < 500
    assert response.json()["error"]["code"] == code


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"type": "say", "id": "a", "text": "\xff"}'])
async def test_a_body_that_is_no_text_is_bad_json(ann: Guest, room: str, content: bytes) -> None:
    response = await ann.http.post(f"/api/v1/rooms/{room}/events", content=content)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_json")


@pytest.mark.parametrize("size", [65_537, 400_000, 3_000_000])
async def test_a_body_over_the_limit_is_too_long(ann: Guest, room: str, size: int) -> None:
    response = await ann.http.post(f"/api/v1/rooms/{room}/events", content=b" " * size)

    assert 400 <= response.status_code < 500
    assert response.json()["error"]["code"] == "too_long"


@pytest.mark.parametrize("kind", ["ping", "who", "read", "status", "typing", "preview"])
async def test_only_lines_can_be_posted(ann: Guest, room: str, kind: str) -> None:
    body = {"type": kind, "id": "a", "seq": 1, "status": "idle", "expression": "1"}

    response = await ann.ask("POST", f"rooms/{room}/events", body)

    assert response.status_code == 400
    assert response.json()["error"]["code"] in ("unknown_type", "bad_frame")


async def test_too_many_posts_are_429_with_seconds_to_wait(make_server: Callable[..., Server]) -> None:
    server = make_server(RATE_PER_SECOND=2, RATE_BURST=3)
    async with House(server) as house:
        ann, bob = await house.guests("Ann", "Bob")
        room = await ann.makes_room()
        await bob.joins(room)

        statuses = [(await ann.posts(room, "again")).status_code for _ in range(4)]
        refused = await ann.posts(room, "again")
        others = await bob.posts(room, "I was patient")

    assert statuses[:3] == [201] * 3
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "rate_limited"
    assert int(refused.headers["Retry-After"]) >= 1
    assert others.status_code == 201


async def test_work_is_paid_for_over_http_too(make_server: Callable[..., Server]) -> None:
    server = make_server(RATE_PER_SECOND=0.1, RATE_BURST=5)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()

        first = await ann.ask("POST", f"rooms/{room}/events", {"type": "evaluate", "id": "a", "expression": HEAVY})
        second = await ann.posts(room, "and now?")

    assert first.status_code == 201
    assert second.status_code == 429
