"""A Redis, and clients of it as processes have them."""

from collections.abc import AsyncIterator, Iterator

import pytest

from config.redis import Client, client
from tests.support.redis import Redis


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with Redis() as running:
        yield running


@pytest.fixture
async def connected(server: Redis) -> AsyncIterator[Client]:
    async with client(server.url) as made:
        await made.flushall()
        yield made
