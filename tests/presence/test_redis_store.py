"""The Redis store keeps the promises of every store, and those that a Redis makes difficult."""

from collections.abc import Iterator

import pytest

from presence.redis_store import Client, RedisStore
from presence.store import CROWD, Crowd, Store
from tests.presence.redis_clock import RedisClock
from tests.presence.store_contract import StoreContract
from tests.support.redis import Redis


class TestRedisStore(StoreContract):
    @pytest.fixture(autouse=True)
    def redis(self, redis_server: Redis, client: Client) -> Iterator[None]:
        self.client = client
        with redis_server.connection() as connection:
            self.clock = RedisClock(connection)
            yield

    def make(self, crowd: Crowd = CROWD) -> Store:
        return RedisStore(self.client, crowd)

    def wind(self, seconds: float) -> None:
        self.clock.wind(seconds)
