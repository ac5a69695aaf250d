"""Two server processes on one database, with a Redis between them that goes away and comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.support.client import Guest, House
from tests.support.deployment import SQLITE, Deployment, Deployments
from tests.support.redis import Redis
from tests.support.server import Server


@pytest.fixture
def make_pair(deployments: Deployments) -> Iterator[Callable[..., Deployment]]:
    with ExitStack() as running:

        def make(**settings: object) -> Deployment:
            made = deployments.make(SQLITE, **{"HEAD_CHECK_SECONDS": 30, **settings})
            running.callback(made.end_proven)
            return made

        yield make


@pytest.fixture
def pair(make_pair: Callable[..., Deployment]) -> Deployment:
    return make_pair()


@asynccontextmanager
async def visited(pair: Deployment) -> AsyncIterator[tuple[House, House, Redis]]:
    """Be at both servers, each by itself."""
    assert pair.redis
    async with House(pair.servers[0]) as one, House(pair.servers[1]) as other:
        yield one, other, pair.redis


async def readiness(server: Server) -> dict[str, Any]:
    """Ask a server how it is."""
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{server.url}/health/ready", timeout=5)
    assert answer.status_code == 200
    return dict(answer.json())


async def test_without_redis_the_rooms_go_on_by_the_log(pair: Deployment) -> None:
    async with visited(pair) as (one, other, redis):
        ann, bob = await one.guest("Ann"), await other.guest("Bob")
        room = await ann.makes_room()
        await bob.joins(room)
        async with ann.enters(room) as anns, bob.enters(room) as bobs:
            await bobs.until((await anns.said("by hint"))["seq"], within=1)
            assert "degraded" not in bobs.welcome

            redis.stop()
            for socket in (anns, bobs):
                await socket.expect("degraded", degraded=True)
            assert [(await readiness(server))["degraded"] for server in pair.servers] == [True, True]
            await bobs.until((await anns.said("by the log"))["seq"], within=2)
            async with bob.enters(room) as late:
                assert late.welcome["degraded"] is True

            redis.start()
            for socket in (anns, bobs):
                await socket.expect("degraded", degraded=False)
            assert (await readiness(pair.servers[0])) | {"redis": True} == await readiness(pair.servers[1])
            await bobs.until((await anns.said("by hint again"))["seq"], within=1)


async def test_without_redis_the_removed_are_shown_out_all_the_same(pair: Deployment) -> None:
    async with visited(pair) as (one, other, redis):
        ann, bob = await one.guest("Ann"), await other.guest("Bob")
        room = await ann.makes_room()
        await bob.joins(room)
        async with bob.enters(room) as bobs:
            redis.stop()
            await bobs.expect("degraded", degraded=True)
            await ann.removes(bob, room)

            assert (await bobs.closed(3)).code == 4403


async def test_a_frozen_redis_blocks_neither_submissions_nor_joins(pair: Deployment) -> None:
    async with visited(pair) as (one, _, redis):
        ann = await one.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as anns:
            redis.pause()
            try:
                async with asyncio.timeout(1):
                    await anns.said("does this hang?")
                async with asyncio.timeout(8):
                    other = await ann.makes_room()
                    async with ann.enters(other) as again:
                        await again.said("and this?")
                await anns.expect("degraded", degraded=True)
            finally:
                redis.resume()
            await anns.expect("degraded", degraded=False)


async def test_who_was_removed_and_comes_back_is_not_shown_out_by_a_late_hint(pair: Deployment) -> None:
    async with visited(pair) as (one, other, _):
        ann, bob = await one.guest("Ann"), await other.guest("Bob")
        room = await ann.makes_room()
        for _ in range(5):
            await bob.joins(room)
            async with bob.enters(room) as bobs:
                await bob.call("DELETE", f"rooms/{room}/members/{bob.id}", status=204)
                assert (await bobs.closed()).code == 4403
            await bob.joins(room)
            async with bob.enters(room) as bobs:
                await bobs.said("back")
                await bob.leaves(room)


async def test_sockets_of_a_person_are_counted_over_processes(make_pair: Callable[..., Deployment]) -> None:
    pair = make_pair(SOCKETS_PER_PERSON=3)
    async with visited(pair) as (one, other, redis):
        ann = await one.guest("Ann")
        elsewhere = Guest(
            other, await other._http(other.server, {"Authorization": f"Bearer {ann.token}"}), ann.token, ann.person
        )
        room = await ann.makes_room()
        async with ann.enters(room), ann.enters(room), elsewhere.enters(room):
            for caller in (ann, elsewhere):
                status, error = await caller.refused_at_the_door(room)
                assert (status, error["code"]) == (429, "too_many_sockets")
        await eventually_enters(elsewhere, room)

        redis.stop()
        async with ann.enters(room), ann.enters(room), ann.enters(room):
            status, _ = await ann.refused_at_the_door(room)
            assert status == 429
            async with elsewhere.enters(room):
                pass


async def test_submissions_of_a_person_are_counted_over_sockets_calls_and_processes(
    make_pair: Callable[..., Deployment],
) -> None:
    pair = make_pair(RATE_PER_SECOND=1, RATE_BURST=40, PERSON_RATES=1)
    async with visited(pair) as (one, other, _):
        ann = await one.guest("Ann")
        elsewhere = Guest(
            other, await other._http(other.server, {"Authorization": f"Bearer {ann.token}"}), ann.token, ann.person
        )
        room = await ann.makes_room()
        async with ann.enters(room) as here, elsewhere.enters(room) as there:
            for number in range(30):
                await here.said(str(number))
            await there.said("known here as well, from now on")
            await asyncio.sleep(2.5)  # they have settled
            sent = [await there.say(str(number)) for number in range(30)]
            error = await there.expect("error", code="rate_limited")
            response = await elsewhere.posts(room, "by another way")

    assert error["id"] in sent[:20]
    assert error["retry_after"] > 0
    assert response.status_code == 429


async def eventually_enters(caller: Guest, room: str) -> None:
    """Come in as soon as a place is free."""
    for _ in range(50):
        with suppress(InvalidStatus):
            async with caller.enters(room):
                return
        await asyncio.sleep(0.1)
    raise AssertionError("no place became free")
