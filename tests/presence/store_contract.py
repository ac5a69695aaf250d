"""What every store of leases promises. A test module subclasses `StoreContract` and says how to make its store."""

import asyncio

from presence.roster import Diff, Lease, Present
from presence.store import CROWD, Crowd, Store
from tests.presence.calls import LIFE, TIMES, about, leave, renew, sweep, touch
from tests.presence.leases import ANN, ANN2, BOB, lease


class StoreContract:
    """Tests over a store and the clock that winds its leases."""

    def make(self, crowd: Crowd = CROWD) -> Store:
        """Return an empty store."""
        raise NotImplementedError

    def wind(self, seconds: float) -> None:
        """Let time pass for the store."""
        raise NotImplementedError

    async def test_the_first_to_come_is_one_above_the_empty_roster(self) -> None:
        store = self.make()
        empty = await store.roster("room")

        diff = await touch(store, ANN)

        assert diff == Diff(empty.rev + 1, joined=(Present("ann", "Ann", True, "active"),))
        assert (await store.roster("room")).people == {"ann": Present("ann", "Ann", True, "active")}

    async def test_an_empty_place_has_nobody_and_stays_as_it_is(self) -> None:
        store = self.make()
        roster = await store.roster("room")

        assert await sweep(store) is None
        assert await leave(store, ["nobody"]) is None
        assert dict(roster.people) == {}
        assert await store.roster("room") == roster

    async def test_rev_goes_on_when_a_place_was_empty_in_between(self) -> None:
        store = self.make()
        await touch(store, ANN)
        left = await leave(store, [ANN.socket])

        diff = await touch(store, ANN)

        assert left and diff
        assert diff.rev == left.rev + 1 == (await store.roster("room")).rev

    async def test_renewing_changes_nothing(self) -> None:
        store = self.make()
        await touch(store, ANN)
        rev = (await store.roster("room")).rev

        for _ in range(5):
            self.wind(TIMES.heartbeat)
            assert await renew(store, ANN) is None
            assert await touch(store, ANN) is None
            assert await sweep(store) is None

        assert (await store.roster("room")).rev == rev

    async def test_renewing_brings_back_those_who_are_missing(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)
        await leave(store, [BOB.socket])

        diff = await renew(store, ANN, BOB, lease(1))

        assert diff and {person.id for person in diff.joined} == {"bob", "p0001"}
        assert diff.left == ()

    async def test_renewing_alters_no_lease_that_is_there(self) -> None:
        store = self.make()
        await touch(store, Lease(ANN.socket, "ann", "Anna", True, "idle"))

        assert await renew(store, ANN) is None
        assert (await store.roster("room")).people["ann"] == Present("ann", "Anna", True, "idle")

    async def test_many_places_are_renewed_and_swept_in_one_call(self) -> None:
        store = self.make()
        for place in ("one", "two", "three"):
            await store.touch(place, [ANN, BOB], LIFE)
        self.wind(LIFE - 5)

        renewed = await store.renew({"one": [ANN], "two": [BOB], "four": [ANN]}, LIFE)
        self.wind(6)
        swept = await store.sweep(["one", "two", "three", "five"])

        assert [bool(standing.diff) for standing in renewed.values()] == [False, False, True]
        assert {place: standing.diff and set(standing.diff.left) for place, standing in swept.items()} == {
            "one": {"bob"},
            "two": {"ann"},
            "three": {"ann", "bob"},
            "five": None,
        }

    async def test_several_sockets_are_one_person(self) -> None:
        store = self.make()
        await touch(store, ANN)
        rev = (await store.roster("room")).rev

        assert await touch(store, ANN2) is None
        assert await leave(store, [ANN.socket]) is None
        left = await leave(store, [ANN2.socket])

        assert left == Diff(rev + 1, left=("ann",))

    async def test_people_stand_by_arrival(self) -> None:
        store = self.make()
        numbers = [7, 3, 9, 1, 5]

        diff = await touch(store, *(lease(number) for number in numbers))
        await touch(store, lease(2))
        await leave(store, [lease(3).socket])
        await touch(store, lease(3))

        assert diff and [person.id for person in diff.joined] == [lease(number).person for number in numbers]
        by_arrival = [lease(number).person for number in (7, 9, 1, 5, 2, 3)]
        assert list((await store.roster("room")).people) == by_arrival

    async def test_many_who_come_together_are_one_change(self) -> None:
        store = self.make()

        diff = await touch(store, ANN, ANN2, BOB)

        assert diff and {person.id for person in diff.joined} == {"ann", "bob"}
        assert (await store.roster("room")).rev == diff.rev

    async def test_who_is_back_within_the_grace_never_left(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)
        rev = (await store.roster("room")).rev

        assert await leave(store, [ANN.socket], TIMES.grace) is None
        self.wind(TIMES.grace - 1)
        assert await sweep(store) is None
        assert await touch(store, ANN2) is None
        self.wind(2)
        assert await sweep(store) is None

        assert (await store.roster("room")).rev == rev

    async def test_who_stays_away_longer_than_the_grace_is_gone(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)
        await leave(store, [ANN.socket], TIMES.grace)

        self.wind(TIMES.grace + 0.1)

        left = await sweep(store)
        assert left and left.left == ("ann",)
        assert await sweep(store) is None

    async def test_who_leaves_at_once_is_gone_at_once(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)

        left = await leave(store, [ANN.socket])

        assert left and (left.joined, left.left, left.changed) == ((), ("ann",), ())

    async def test_leaving_never_makes_a_lease_longer(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], 1.0)
        await touch(store, BOB)

        await leave(store, [ANN.socket], 1000)
        self.wind(1.1)

        left = await sweep(store)
        assert left and left.left == ("ann",)

    async def test_a_lease_that_nobody_renews_ends(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)

        self.wind(LIFE - 1)
        assert await renew(store, BOB) is None
        self.wind(1.1)

        left = await sweep(store)
        assert left and left.left == ("ann",)

    async def test_two_heartbeats_may_go_astray(self) -> None:
        store = self.make()
        await touch(store, ANN)

        self.wind(2 * TIMES.heartbeat + 0.1)

        assert await sweep(store) is None

    async def test_every_answer_says_when_something_is_due(self) -> None:
        store = self.make()
        assert (await store.touch("room", [ANN], LIFE)).due == about(LIFE)
        self.wind(3)
        assert (await store.touch("room", [BOB], LIFE)).due == about(LIFE - 3)
        assert (await store.renew({"room": [ANN]}, LIFE))["room"].due == about(LIFE)
        assert (await store.leave("room", [BOB.socket], 4)).due == about(4)
        self.wind(5)
        assert (await store.sweep(["room"]))["room"].due == about(LIFE - 5)
        assert (await store.leave("room", [ANN.socket], 0)).due is None

    async def test_every_answer_says_how_the_place_stands(self) -> None:
        store = self.make()

        standing = await store.touch("room", [ANN, ANN2, BOB], LIFE)

        assert standing.diff and (standing.rev, standing.count) == (standing.diff.rev, 2)
        assert (await store.sweep(["room"]))["room"].rev == standing.rev

    async def test_a_person_is_active_while_any_socket_is(self) -> None:
        store = self.make()
        await touch(store, ANN, ANN2)

        assert await touch(store, Lease(ANN.socket, "ann", "Ann", True, "idle")) is None
        idle = await touch(store, Lease(ANN2.socket, "ann", "Ann", True, "idle"))
        active = await touch(store, ANN)

        assert idle and idle.changed == (Present("ann", "Ann", True, "idle"),)
        assert active and active.changed == (Present("ann", "Ann", True, "active"),)

    async def test_an_active_socket_that_leaves_an_idle_one_behind_is_a_change(self) -> None:
        store = self.make()
        await touch(store, ANN, Lease(ANN2.socket, "ann", "Ann", True, "idle"))

        diff = await leave(store, [ANN.socket])

        assert diff and diff.changed == (Present("ann", "Ann", True, "idle"),)

    async def test_a_new_name_is_a_change_and_the_newest_counts(self) -> None:
        store = self.make()
        await touch(store, ANN, ANN2)

        diff = await touch(store, Lease(ANN.socket, "ann", 'Anna \U0001f600 "/\\ ü', True))

        assert diff and diff.changed == (Present("ann", 'Anna \U0001f600 "/\\ ü', True, "active"),)
        assert await renew(store, ANN2) is None
        assert await touch(store, ANN2) is None

    async def test_places_know_nothing_of_each_other(self) -> None:
        store = self.make()
        await touch(store, ANN)
        rev = (await store.roster("other")).rev

        diff = (await store.touch("other", [BOB], LIFE)).diff

        assert diff and diff.rev == rev + 1
        assert (await store.roster("room")).people.keys() == {"ann"}

    async def test_each_change_is_told_to_exactly_one_caller(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)
        self.wind(LIFE + 1)

        told = await asyncio.gather(*(sweep(store) for _ in range(5)))

        assert sum(diff is not None for diff in told) == 1

    async def test_the_dead_are_gone_within_30_seconds(self) -> None:
        store = self.make()
        await touch(store, ANN, BOB)
        gone_after = 0.0

        while "ann" in (await store.roster("room")).people:
            self.wind(TIMES.sweep)
            gone_after += TIMES.sweep
            if gone_after % TIMES.heartbeat == 0:
                await renew(store, BOB)
            await sweep(store)

        assert gone_after < 30
        assert TIMES.idle_timeout + 2 * TIMES.sweep + 3 + TIMES.grace <= 30  # a frozen client, closed and gone
