"""What REDIS_URL may say, and what holds for each kind of Redis."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.exceptions import RedisError

from config.redis import BadUrl, client, layers
from config.redis_url import read

from .redises import redis, redis_cluster, redis_with_sentinel, redis_with_tls

LUA = "redis.call('HINCRBY', KEYS[1], 'n', 1) return redis.call('HGET', KEYS[1], 'n')"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("localhost", "has to begin with redis://"),
        ("http://localhost", "has to begin with redis://"),
        ("redis://", "HOST:PORT"),
        ("redis://:s3cret@host:99999", "HOST:PORT"),
        ("redis://host:x", "HOST:PORT"),
        ("redis://[::1", "brackets"),
        ("redis://host/one", "number of a database"),
        ("redis://host/0/1", "number of a database"),
        ("redis://one,two", "several servers"),
        ("redis+sentinel://host", "service"),
        ("redis+cluster://host/1", "no database but 0"),
        ("redis://host?ssl_ca_certs=x", "'ssl_ca_certs'"),
        ("rediss://host?ssl_cert_reqs=perhaps", "required or none"),
    ],
)
def test_a_bad_url_is_refused_in_one_line_that_keeps_its_password(url: str, reason: str) -> None:
    with pytest.raises(BadUrl, match=reason) as refused:
        layers(url)

    assert "s3cret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_url_names_accounts_nodes_service_and_database() -> None:
    address = read("rediss+sentinel://me:p%40ss@a:1,[::1]:2,c/rooms/3?ssl_ca_certs=/ca.pem&sentinel_password=two")

    assert address.nodes == [("a", 1), ("::1", 2), ("c", 26379)]
    assert (address.tls, address.service, address.database) == (True, "rooms", 3)
    assert address.account == {"username": "me", "password": "p@ss"}
    assert address.tls_options == {"ssl_ca_certs": "/ca.pem"}
    assert address.sentinel_account == {"password": "two"}
    assert "p@ss" not in repr(address)


def test_without_an_url_the_layer_is_in_memory() -> None:
    assert layers("")["default"]["BACKEND"] == "channels.layers.InMemoryChannelLayer"


async def test_one_server_with_a_password(tmp_path: Path) -> None:
    with redis(tmp_path, "--requirepass", "p@ss") as port:
        url = f"redis://:p%40ss@127.0.0.1:{port}/2"

        assert await passes_on(url)
        assert await counts(url) == "1"
        with pytest.raises(RedisError):
            await counts(f"redis://127.0.0.1:{port}/2")


async def test_tls_with_a_certificate_of_ones_own(tmp_path: Path) -> None:
    with redis_with_tls(tmp_path) as (port, certificate):
        url = f"rediss://localhost:{port}/0"

        assert await passes_on(f"{url}?ssl_ca_certs={certificate}")
        assert await counts(f"{url}?ssl_ca_certs={certificate}") == "1"
        assert await counts(f"{url}?ssl_cert_reqs=none") == "2"
        with pytest.raises(RedisError, match="certificate"):
            await counts(url)


async def test_sentinels_name_the_master_also_after_a_failover(tmp_path: Path) -> None:
    with redis_with_sentinel(tmp_path) as (port, master):
        url = f"redis+sentinel://127.0.0.1:{port}/rooms/0"
        assert await passes_on(url)
        assert await counts(url) == "1"

        async with opened(url) as ours, layer(url) as (one, channel):
            await ours.ping()
            master.kill()

            assert await eventually(lambda: ours.set("again", "1"))
            assert await eventually(lambda: heard(one, channel))


async def test_any_node_of_a_cluster_passes_on_what_is_published_at_another(tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as (one, two, three):
        ours, theirs = f"redis+cluster://127.0.0.1:{one}", f"redis+cluster://127.0.0.1:{two},127.0.0.1:{three}"

        assert await passes_on(ours, theirs)
        assert await passes_on(f"redis+cluster://127.0.0.1:1,127.0.0.1:{two}")
        assert await counts(theirs, "{a}") == "1"
        assert await counts(ours, "{b}") == "1"
        assert await counts(theirs, "{a}") == "2"


async def test_a_server_that_is_away_or_hangs_costs_seconds_and_no_more(tmp_path: Path) -> None:
    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.read()
        writer.close()

    hanging = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with hanging, asyncio.timeout(6):
        for port in (1, hanging.sockets[0].getsockname()[1]):
            with pytest.raises(RedisError):
                await counts(f"redis://127.0.0.1:{port}/0")


@contextlib.asynccontextmanager
async def layer(url: str) -> AsyncIterator[tuple[Any, str]]:
    """Open a layer with a channel."""
    made = RedisPubSubChannelLayer(**layers(url)["default"]["CONFIG"])
    try:
        yield made, await made.new_channel()
    finally:
        async with sentinels_closed(made._get_layer()._shards[0]._redis):
            await made.flush()


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[Any]:
    """Open a client."""
    async with client(url) as made, sentinels_closed(made):
        yield made


@contextlib.asynccontextmanager
async def sentinels_closed(made: Any) -> AsyncIterator[None]:
    """Close the connections to sentinels, which redis-py leaves to the collection of garbage."""
    manager = getattr(getattr(made, "connection_pool", None), "sentinel_manager", None)
    yield
    for sentinel in manager.sentinels if manager else ():
        await sentinel.aclose()


async def passes_on(url: str, other: str = "") -> bool:
    """Return whether what is sent to a group at `other` is heard at `url`."""
    async with layer(url) as (hearing, channel), layer(other or url) as (telling, _):
        await hearing.group_add("room", channel)
        await asyncio.sleep(0.1)
        await telling.group_send("room", {"type": "hint"})
        async with asyncio.timeout(3):
            return bool(await hearing.receive(channel) == {"type": "hint"})


async def heard(one: Any, channel: str) -> bool:
    """Return whether a channel hears itself."""
    await one.send(channel, {"type": "pulse"})
    async with asyncio.timeout(0.5):
        return bool(await asyncio.shield(asyncio.ensure_future(one.channels[channel].get())))


async def counts(url: str, key: str = "key") -> str:
    """Run a script."""
    async with opened(url) as ours:
        return str(await ours.eval(LUA, 1, key))


async def eventually(work: Callable[[], Awaitable[Any]]) -> bool:
    """Try until it works, for 15 seconds."""
    async with asyncio.timeout(15):
        while True:
            try:
                return bool(await work())
            except (RedisError, TimeoutError, OSError):
                await asyncio.sleep(0.2)
