"""Connections to the Redis of REDIS_URL: for the channel layer, and a client for presence and limits.

A server that hangs must not hold those who wait for it: every connect and every answer has its time, and nothing is tried
again behind our back (redis-py's own client would try eleven times). What is lost then is mended by who hears the hints.
"""

import random
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable

from .redis_url import Address, BadUrl, Node, read

__all__ = ["BadUrl", "Client", "client", "layers"]

SECONDS = {"socket_connect_timeout": 2.0, "socket_timeout": 2.0, "health_check_interval": 15.0}
CONNECTIONS = 32  # of one client; who comes beyond them waits for one
Client = Redis | RedisCluster


class AnyNode(Connection):
    """A connection to whichever of some equal nodes can be reached."""

    def __init__(self, *, nodes: list[Node], **options: Any) -> None:
        self._nodes = nodes
        super().__init__(host=nodes[0][0], port=nodes[0][1], **options)

    async def _connect(self) -> None:
        reason: Exception | None = None
        for host, port in random.sample(self._nodes, len(self._nodes)):
            self.host, self.port = host, port
            try:
                await super()._connect()  # type: ignore[no-untyped-call]
                return
            except (OSError, TimeoutError) as problem:
                reason = problem
        assert reason is not None
        raise reason


class AnyNodeOverTls(AnyNode, SSLConnection):
    """The same with TLS."""


def layers(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's CHANNEL_LAYERS; in memory without an URL. Raises BadUrl."""
    if not url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}}
    hosts = [_host(read(url))]
    return {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": hosts}}}


def client(url: str) -> Client:
    """Return a client, not yet connected, whose answers are text. Its commands raise `redis.RedisError`. Raises BadUrl.

    A connection of its pool may have died since it was last used: that alone is tried again, once.
    """
    address = read(url)
    options = {**_connection(address), "decode_responses": True, "retry": Retry(NoBackoff(), 1, (Unreachable,))}
    if address.kind == "cluster":
        nodes = [ClusterNode(host, port) for host, port in address.nodes]
        return RedisCluster(startup_nodes=nodes, ssl=address.tls, **{**options, "db": 0})
    if address.kind == "sentinel":
        sentinel: Any = Sentinel(address.nodes, sentinel_kwargs=_sentinels(address))  # type: ignore[no-untyped-call]
        pool: Any = SentinelConnectionPool(address.service, sentinel, ssl=address.tls, **options)  # type: ignore[no-untyped-call]
        return Redis.from_pool(pool)
    return Redis.from_pool(
        BlockingConnectionPool(CONNECTIONS, SECONDS["socket_timeout"], **(_host(address) | options))
    )


def _host(address: Address) -> dict[str, Any]:
    """Return an entry of channels_redis' `hosts`."""
    if address.kind == "sentinel":
        sentinels = {"sentinels": address.nodes, "sentinel_kwargs": _sentinels(address)}
        return {"master_name": address.service, "ssl": address.tls, **sentinels, **_connection(address)}
    kind = AnyNodeOverTls if address.tls else AnyNode
    return {"connection_class": kind, "nodes": address.nodes, **_connection(address)}


def _connection(address: Address) -> dict[str, Any]:
    return {**SECONDS, **address.account, **address.tls_options, "db": address.database}


def _sentinels(address: Address) -> dict[str, Any]:
    return {**SECONDS, **address.sentinel_account, **address.tls_options} | ({"ssl": True} if address.tls else {})
