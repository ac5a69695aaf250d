"""Two server processes on one database, with a Redis between them that goes away and comes back."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.support.client import House
from tests.support.redis import Redis
from tests.support.server import ROOMY, Server


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as running:
        yield running


@pytest.fixture
def pair(make_server: Callable[..., Server], redis: Redis) -> Iterator[tuple[Server, Server]]:
    settings = {"REDIS_URL": redis.url, "HEAD_CHECK_SECONDS": 30}
    one = make_server(**settings)
    other = Server(one.data, **{**ROOMY, **settings})
    other.log = one.data / "other.log"
    with other:
        yield one, other


async def readiness(server: Server) -> dict[str, Any]:
    """Ask a server how it is."""
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{server.url}/health/ready", timeout=5)
    assert answer.status_code == 200
    return dict(answer.json())


async def test_without_redis_the_rooms_go_on_by_the_log(redis: Redis, pair: tuple[Server, Server]) -> None:
    async with House(pair[0]) as one, House(pair[1]) as other:
        ann, bob = await one.guest("Ann"), await other.guest("Bob")
        room = await ann.makes_room()
        await bob.joins(room)
        async with ann.enters(room) as anns, bob.enters(room) as bobs:
            await bobs.until((await anns.said("by hint"))["seq"], within=1)
            assert "degraded" not in bobs.welcome

            redis.stop()
            for socket in (anns, bobs):
                await socket.expect("degraded", degraded=True)
            assert [(await readiness(server))["degraded"] for server in pair] == [True, True]
            await bobs.until((await anns.said("by the log"))["seq"], within=2)
            async with bob.enters(room) as late:
                assert late.welcome["degraded"] is True

            redis.start()
            for socket in (anns, bobs):
                await socket.expect("degraded", degraded=False)
            assert (await readiness(pair[0])) | {"redis": True} == await readiness(pair[1])
            await bobs.until((await anns.said("by hint again"))["seq"], within=1)


async def test_without_redis_the_removed_are_shown_out_all_the_same(redis: Redis, pair: tuple[Server, Server]) -> None:
    async with House(pair[0]) as one, House(pair[1]) as other:
        ann, bob = await one.guest("Ann"), await other.guest("Bob")
        room = await ann.makes_room()
        await bob.joins(room)
        async with bob.enters(room) as bobs:
            redis.stop()
            await bobs.expect("degraded", degraded=True)
            await ann.removes(bob, room)

            assert (await bobs.closed(3)).code == 4403


async def test_a_frozen_redis_blocks_neither_submissions_nor_joins(redis: Redis, pair: tuple[Server, Server]) -> None:
    async with House(pair[0]) as one:
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


async def test_who_was_removed_and_comes_back_is_not_shown_out_by_a_late_hint(pair: tuple[Server, Server]) -> None:
    async with House(pair[0]) as one, House(pair[1]) as other:
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
