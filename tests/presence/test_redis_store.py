"""The Redis store keeps the promises of every store, and those that a Redis makes difficult."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config import redis
from presence.redis_store import KEYS, TOGETHER, Client, RedisStore
from presence.store import CROWD, Crowd, Store
from tests.config.redises import redis_cluster
from tests.presence.calls import LIFE, leave, renew, sweep, touch
from tests.presence.crowd_contract import CrowdContract
from tests.presence.leases import ANN, ANN2, BOB, SMALL, lease, leases
from tests.presence.redis_clock import RedisClock
from tests.presence.store_contract import StoreContract
from tests.support.redis import Redis


@pytest.fixture
def inside(redis_server: Redis) -> Iterator[Any]:
    """A connection that looks into Redis."""
    with redis_server.connection() as connection:
        yield connection


@pytest.fixture
def clock(inside: Any) -> RedisClock:
    return RedisClock(inside)


@pytest.fixture
def store(client: Client) -> RedisStore:
    return RedisStore(client)


class TestRedisStore(StoreContract, CrowdContract):
    @pytest.fixture(autouse=True)
    def redis(self, client: Client, clock: RedisClock) -> None:
        self.client, self.clock = client, clock

    def make(self, crowd: Crowd = CROWD) -> Store:
        return RedisStore(self.client, crowd)

    def wind(self, seconds: float) -> None:
        self.clock.wind(seconds)


async def test_a_killed_process_is_announced_by_exactly_one_of_the_others(
    redis_server: Redis, clock: RedisClock
) -> None:
    clients = [redis.client(redis_server.url) for _ in range(4)]
    killed, *others = [RedisStore(client) for client in clients]
    await killed.touch("killed", leases(20), LIFE)
    await others[0].touch("killed", [ANN], LIFE)
    clock.wind(LIFE - 5)
    await others[0].renew({"killed": [ANN]}, LIFE)
    clock.wind(6)

    told = await asyncio.gather(*(store.sweep(["killed"]) for store in others for _ in range(5)))

    diffs = [standings["killed"].diff for standings in told if standings["killed"].diff]
    assert len(diffs) == 1
    assert diffs[0] and len(diffs[0].left) == 20
    for client in clients:
        await client.aclose()


async def test_a_place_begins_at_the_time_in_milliseconds_also_when_it_is_only_looked_at(store: RedisStore) -> None:
    before = time.time() * 1000

    looked = await store.roster("room")
    diff = await touch(store, ANN)

    assert before - 5 <= looked.rev <= time.time() * 1000 + 5
    assert diff and diff.rev == looked.rev + 1


async def test_an_emptied_redis_has_everybody_back_after_a_heartbeat_under_a_higher_rev(
    store: RedisStore, inside: Any
) -> None:
    await touch(store, ANN, ANN2, BOB)
    rev = (await store.roster("room")).rev
    await asyncio.sleep(0.005)
    inside.flushall()

    diff = await renew(store, ANN, ANN2, BOB)

    assert diff and {person.id for person in diff.joined} == {"ann", "bob"}
    assert diff.rev > rev + 1


async def test_scripts_that_redis_has_forgotten_are_sent_again(store: RedisStore, inside: Any) -> None:
    await touch(store, ANN)
    inside.script_flush()

    assert await touch(store, BOB)
    inside.script_flush()
    standings = await store.renew({f"room {number}": [ANN] for number in range(2 * TOGETHER)}, LIFE)

    assert all(standing.diff for standing in standings.values())


async def test_a_clock_set_back_makes_no_lease_longer(store: RedisStore, clock: RedisClock) -> None:
    await touch(store, ANN, BOB)

    clock.wind(-3600)
    assert await renew(store, BOB) is None
    clock.wind(LIFE - 1)
    assert await renew(store, BOB) is None
    clock.wind(1.1)

    left = await sweep(store)
    assert left and left.left == ("ann",)


async def test_a_clock_set_back_does_not_silence_a_crowd(client: Client, clock: RedisClock) -> None:
    store = RedisStore(client, SMALL)
    await touch(store, *leases(10))

    clock.wind(-3600)
    assert await touch(store, lease(10)) is None
    clock.wind(1.2)

    diff = await sweep(store)
    assert diff and diff.count == 11


async def test_a_place_that_nobody_touches_vanishes(store: RedisStore, inside: Any) -> None:
    await store.roster("looked at")
    await touch(store, *leases(201))

    lasting = {key: inside.pttl(key) for key in inside.keys("*")}

    assert len(lasting) == 1 + len(KEYS)
    await store.sweep(["looked at"])
    assert inside.pttl("{presence:looked at}:state") > 30_000
    assert all(0 < ttl <= 3 * LIFE * 1000 for ttl in lasting.values())


@pytest.mark.parametrize("lost", ["leases", "sockets", "people", "order", "people order", "leases sockets"])
async def test_what_redis_evicts_comes_back_and_everybody_asks(store: RedisStore, inside: Any, lost: str) -> None:
    await touch(store, ANN, BOB)
    rev = (await store.roster("room")).rev
    inside.delete(*(f"{{presence:room}}:{key}" for key in lost.split()))

    diff = await renew(store, ANN, BOB)

    assert diff and {person.id for person in diff.joined} == {"ann", "bob"}
    assert diff.rev > rev + 1
    assert (await store.roster("room")).people.keys() == {"ann", "bob"}


async def test_nobody_leaves_because_redis_evicts_the_number(store: RedisStore, inside: Any) -> None:
    await touch(store, ANN, BOB)
    rev = (await store.roster("room")).rev
    await asyncio.sleep(0.005)
    inside.delete("{presence:room}:state")

    assert await renew(store, ANN) is None

    roster = await store.roster("room")
    assert roster.people.keys() == {"ann", "bob"}
    assert roster.rev > rev + 1


async def test_what_a_call_costs_does_not_grow_with_the_room(store: RedisStore, inside: Any) -> None:
    def commands() -> int:
        stats = inside.info("commandstats")
        return sum(stat["calls"] for name, stat in stats.items() if name not in ("cmdstat_evalsha", "cmdstat_info"))

    async def cost(size: int) -> int:
        for number in range(0, size, 500):
            await touch(store, *leases(size)[number : number + 500])
        clock = RedisClock(inside)
        clock.wind(10)  # a crowd may tell what has gathered
        await sweep(store)
        inside.config_resetstat()
        await touch(store, lease(99_998))
        await touch(store, lease(99_998))
        await leave(store, [lease(99_998).socket])
        return commands()

    few, many = await cost(10), await cost(2000)

    assert many <= few + 5


async def test_a_crowd_of_thousands_comes_in_one_call_and_is_renewed_in_one(store: RedisStore) -> None:
    assert await touch(store, *leases(5000))
    roster = await store.roster("room")

    assert (len(roster.people), roster.count) == (CROWD.sample, 5000)
    assert (await renew(store, *leases(5000))) is None


async def test_the_keys_of_a_place_lie_together_whatever_its_name(store: RedisStore, inside: Any) -> None:
    for place in ("7", "a}b", "{", "ü"):
        await store.touch(place, leases(201), LIFE)

        found = [f"{{presence:{place}}}:{key}" for key in KEYS]
        assert inside.exists(*found) == len(KEYS)


async def test_a_cluster_serves_as_well(tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as ports:
        client = redis.client(f"redis+cluster://127.0.0.1:{ports[0]}")
        store = RedisStore(client)
        places = [f"room {number}" for number in range(20)]

        first = await store.renew({place: [ANN, BOB] for place in places}, LIFE)
        again = await store.renew({place: [ANN] for place in places}, LIFE)
        await store.leave("room 1", [BOB.socket], 0)

        assert all(standing.diff and len(standing.diff.joined) == 2 for standing in first.values())
        assert not any(standing.diff for standing in again.values())
        assert (await store.roster("room 1")).people.keys() == {"ann"}
        await client.aclose()
