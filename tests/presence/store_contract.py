"""What every store of leases promises. A test module subclasses `StoreContract` and says how to make its store."""

import asyncio

from presence.roster import Diff, Lease, Present
from presence.store import Store, Times

TIMES = Times()
ANN = Lease("s-ann", "ann", "Ann", True)
ANN2 = Lease("s-ann-2", "ann", "Ann", True)
BOB = Lease("s-bob", "bob", "Bob", False)
LIFE = TIMES.lease


class StoreContract:
    """Tests over a store and the clock that winds its leases."""

    def make(self) -> Store:
        """Return an empty store."""
        raise NotImplementedError

    def wind(self, seconds: float) -> None:
        """Let time pass for the store."""
        raise NotImplementedError

    async def test_the_first_to_come_is_rev_1(self) -> None:
        store = self.make()

        diff = await store.touch("room", [ANN], LIFE)

        assert diff == Diff(1, joined=(Present("ann", "Ann", True, "active"),))
        assert (await store.roster("room")).people == {"ann": Present("ann", "Ann", True, "active")}

    async def test_an_empty_place_has_nobody_at_rev_0(self) -> None:
        store = self.make()

        roster = await store.roster("room")

        assert (roster.rev, dict(roster.people)) == (0, {})
        assert await store.sweep("room") is None
        assert await store.leave("room", ["nobody"], 0) is None

    async def test_renewing_changes_nothing(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], LIFE)

        for _ in range(10):
            self.wind(TIMES.heartbeat)
            assert await store.touch("room", [ANN], LIFE) is None
            assert await store.sweep("room") is None

        assert (await store.roster("room")).rev == 1

    async def test_several_sockets_are_one_person(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], LIFE)

        assert await store.touch("room", [ANN2], LIFE) is None
        assert await store.leave("room", [ANN.socket], 0) is None
        left = await store.leave("room", [ANN2.socket], 0)

        assert left == Diff(2, left=("ann",))

    async def test_many_who_come_together_are_one_change(self) -> None:
        store = self.make()

        diff = await store.touch("room", [ANN, ANN2, BOB], LIFE)

        assert diff is not None
        assert (diff.rev, {person.id for person in diff.joined}) == (1, {"ann", "bob"})

    async def test_who_is_back_within_the_grace_never_left(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], LIFE)

        assert await store.leave("room", [ANN.socket], TIMES.grace) is None
        self.wind(TIMES.grace - 0.1)
        assert await store.sweep("room") is None
        assert await store.touch("room", [ANN2], LIFE) is None
        self.wind(1)
        assert await store.sweep("room") is None

        assert (await store.roster("room")).rev == 1

    async def test_who_stays_away_longer_than_the_grace_is_gone(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], LIFE)
        await store.leave("room", [ANN.socket], TIMES.grace)

        self.wind(TIMES.grace + 0.1)

        assert await store.sweep("room") == Diff(2, left=("ann",))
        assert await store.sweep("room") is None

    async def test_who_leaves_at_once_is_gone_at_once(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], LIFE)

        assert await store.leave("room", [ANN.socket], 0) == Diff(2, left=("ann",))

    async def test_leaving_never_makes_a_lease_longer(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], 1.0)
        await store.touch("room", [BOB], LIFE)

        await store.leave("room", [ANN.socket], 1000)
        self.wind(1.1)

        assert await store.sweep("room") == Diff(2, left=("ann",))

    async def test_a_lease_that_nobody_renews_ends(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], LIFE)

        self.wind(LIFE - 0.1)
        assert await store.touch("room", [BOB], LIFE) is None
        self.wind(0.2)

        assert await store.sweep("room") == Diff(2, left=("ann",))

    async def test_two_heartbeats_may_go_astray(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], LIFE)

        self.wind(2 * TIMES.heartbeat + 0.1)

        assert await store.sweep("room") is None

    async def test_a_person_is_active_while_any_socket_is(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, ANN2], LIFE)

        idle = [Lease(lease.socket, "ann", "Ann", True, "idle") for lease in (ANN, ANN2)]
        assert await store.touch("room", idle[:1], LIFE) is None
        diff = await store.touch("room", idle[1:], LIFE)

        assert diff == Diff(2, changed=(Present("ann", "Ann", True, "idle"),))

    async def test_a_new_name_is_a_change(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], LIFE)
        self.wind(1)

        diff = await store.touch("room", [Lease(ANN.socket, "ann", "Anna", True)], LIFE)

        assert diff == Diff(2, changed=(Present("ann", "Anna", True, "active"),))

    async def test_places_know_nothing_of_each_other(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], LIFE)

        diff = await store.touch("other", [BOB], LIFE)

        assert diff is not None and diff.rev == 1
        assert (await store.roster("room")).people.keys() == {"ann"}

    async def test_each_change_is_told_to_exactly_one_caller(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], LIFE)
        self.wind(LIFE + 1)

        told = await asyncio.gather(*(store.sweep("room") for _ in range(5)))

        assert sum(diff is not None for diff in told) == 1

    async def test_the_dead_are_gone_within_30_seconds(self) -> None:
        store = self.make()
        await store.touch("room", [ANN, BOB], LIFE)
        gone_after = 0.0

        while "ann" in (await store.roster("room")).people:
            self.wind(TIMES.sweep)
            gone_after += TIMES.sweep
            if gone_after % TIMES.heartbeat == 0:
                await store.touch("room", [BOB], LIFE)
            await store.sweep("room")

        assert gone_after < 30
        assert TIMES.idle_timeout + 2 * TIMES.sweep + 3 + TIMES.grace <= 30  # a frozen client, closed and gone
