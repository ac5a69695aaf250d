"""A Redis for the tests of presence."""

from collections.abc import AsyncIterator, Iterator

import pytest

from config import redis
from presence.redis_store import Client
from tests.support.redis import Redis


@pytest.fixture(scope="module")
def redis_server() -> Iterator[Redis]:
    """A Redis for the tests of a module."""
    with Redis() as server:
        yield server


@pytest.fixture
async def client(redis_server: Redis) -> AsyncIterator[Client]:
    """A client of the module's Redis, which is empty."""
    redis_server.empty()
    client = redis.client(redis_server.url)
    yield client
    await client.aclose()
