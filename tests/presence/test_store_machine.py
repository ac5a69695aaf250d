"""Whatever happens in whatever order, both stores say the same, and their diffs lead from one roster to the next."""

import asyncio
import time
from collections.abc import Coroutine, Mapping
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from config import redis
from presence.memory_store import MemoryStore
from presence.redis_store import RedisStore
from presence.roster import Lease
from presence.store import Crowd, Standing, Store
from tests.presence.leases import after
from tests.presence.redis_clock import RedisClock
from tests.rooms.clock import Clock
from tests.support.redis import Redis

CROWD = Crowd(above=3, sample=2, pace=2.0)
SOCKETS = [f"s{number}" for number in range(9)]
T = TypeVar("T")
PLACES = ["a", "b"]
LIFETIMES = [5, 20]

leases = st.builds(
    lambda socket, name, status: Lease(socket, f"p{int(socket[1:]) * 2 // 3}", name, socket > "s4", status),
    st.sampled_from(SOCKETS),
    st.sampled_from(["Ann", "Anna"]),
    st.sampled_from(["active", "idle"]),
)
places = st.sampled_from(PLACES)


class Stores(RuleBasedStateMachine):
    """A memory and a Redis store that are told the same; time passes for both."""

    server: ClassVar[Redis]

    @initialize()
    def begin(self) -> None:
        self.server.empty()
        self.runner = asyncio.Runner()
        self.clock = Clock(0)
        self.connection = self.server.connection()
        self.client = redis.client(self.server.url)
        self.stores: list[Store] = [
            MemoryStore(lambda: time.monotonic() + self.clock(), CROWD),
            RedisStore(self.client, CROWD),
        ]
        self.shown = [{place: self.run(store.roster(place)) for place in PLACES} for store in self.stores]
        self.first = [{place: roster.rev for place, roster in shown.items()} for shown in self.shown]

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.client.aclose())
            self.connection.close()
            self.runner.close()

    @rule(place=places, leases=st.lists(leases, min_size=1, max_size=6), lifetime=st.sampled_from(LIFETIMES))
    def touch(self, place: str, leases: list[Lease], lifetime: int) -> None:
        self.same(*({place: self.run(store.touch(place, leases, lifetime))} for store in self.stores))

    @rule(place=places, sockets=st.lists(st.sampled_from(SOCKETS), max_size=4), grace=st.sampled_from([0, 3, 100]))
    def leave(self, place: str, sockets: list[str], grace: int) -> None:
        self.same(*({place: self.run(store.leave(place, sockets, grace))} for store in self.stores))

    @rule(held=st.dictionaries(places, st.lists(leases, max_size=6, unique_by=lambda lease: lease.socket)))
    def renew(self, held: dict[str, list[Lease]]) -> None:
        self.same(*(self.run(store.renew(held, 20)) for store in self.stores))

    @rule(swept=st.sets(places))
    def sweep(self, swept: set[str]) -> None:
        self.same(*(self.run(store.sweep(swept)) for store in self.stores))

    @rule(seconds=st.sampled_from([1, 2, 4, 8, 30]))
    def wind(self, seconds: int) -> None:
        self.clock.wind(seconds)
        RedisClock(self.connection).wind(seconds)

    @invariant()
    def what_is_shown_is_what_a_roster_says(self) -> None:
        if not hasattr(self, "stores"):
            return
        for store, shown in zip(self.stores, self.shown, strict=True):
            for place, roster in shown.items():
                found = self.run(store.roster(place))
                assert (found.rev, found.people) == (roster.rev, roster.people)
                assert (found.count is None) == (roster.count is None)

    def same(self, *said: Mapping[str, Standing]) -> None:
        """Compare what the stores answered; show what they announced."""
        for index, standings in enumerate(said):
            for place, standing in standings.items():
                shown = self.shown[index]
                shown[place] = after(shown[place], standing.diff)
                assert standing.rev == shown[place].rev
        in_memory, in_redis = (
            [self.plain(index, place, standing) for place, standing in sorted(standings.items())]
            for index, standings in enumerate(said)
        )
        assert [answer for answer, _ in in_memory] == [answer for answer, _ in in_redis]
        for (_, due), (_, other) in zip(in_memory, in_redis, strict=True):
            assert due == pytest.approx(other, abs=2)  # a busy machine may stop between the two

    def plain(self, index: int, place: str, standing: Standing) -> tuple[object, float | None]:
        """Return an answer without where numbers begin and the order of people, and when something is due."""
        diff = standing.diff
        told = diff and (set(diff.joined), set(diff.left), set(diff.changed), diff.count)
        return (place, standing.rev - self.first[index][place], standing.count, told), standing.due

    def run(self, call: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(call)


def explore(server: Redis, examples: int, steps: int) -> None:
    Stores.server = server
    run_state_machine_as_test(
        Stores,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 100,
        ),
    )


def test_both_stores_say_the_same(redis_server: Redis) -> None:
    explore(redis_server, 20, 30)


@pytest.mark.long
def test_both_stores_say_the_same_at_length(redis_server: Redis) -> None:
    explore(redis_server, 1000, 60)
