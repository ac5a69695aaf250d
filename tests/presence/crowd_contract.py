"""What every store promises of a place with many people. A test module subclasses `CrowdContract`."""

from presence.roster import Diff, Lease
from presence.store import CROWD, Crowd, Store
from tests.presence.calls import LIFE, about, leave, sweep, touch
from tests.presence.leases import ANN, SMALL, after, lease, leases


class CrowdContract:
    """Tests over a store and the clock that winds its leases."""

    def make(self, crowd: Crowd = CROWD) -> Store:
        """Return an empty store."""
        raise NotImplementedError

    def wind(self, seconds: float) -> None:
        """Let time pass for the store."""
        raise NotImplementedError

    async def test_a_crowd_is_announced_as_a_sample_and_a_count(self) -> None:
        store = self.make(SMALL)
        before = await store.roster("room")
        five = after(before, await touch(store, *leases(5)))
        assert (len(five.people), five.count) == (5, None)

        six = after(five, await touch(store, lease(5)))

        assert (sorted(six.people), six.count) == (["p0000", "p0001", "p0002"], 6)
        assert await store.roster("room") == six

    async def test_changes_of_a_crowd_wait_for_their_turn_but_are_counted_at_once(self) -> None:
        store = self.make(SMALL)
        await touch(store, *leases(9))
        crowd = await store.roster("room")

        standing = await store.touch("room", [lease(9)], LIFE)
        assert (standing.diff, standing.rev, standing.count, standing.due) == (None, crowd.rev, 10, about(1))
        assert await leave(store, [lease(1).socket]) is None
        assert (await store.roster("room")).count == 9
        self.wind(1)

        told = await sweep(store)
        assert after(crowd, told) == await store.roster("room")
        assert told and (told.left, {person.id for person in told.joined}, told.count) == (("p0001",), {"p0003"}, 9)
        assert await sweep(store) is None

    async def test_a_change_that_the_sample_does_not_show_moves_the_count_alone(self) -> None:
        store = self.make(SMALL)
        await touch(store, *leases(9))
        rev = (await store.roster("room")).rev
        self.wind(2)

        assert await touch(store, lease(9)) == Diff(rev + 1, count=10)
        self.wind(2)
        assert await touch(store, Lease(lease(8).socket, lease(8).person, "Other", True, "idle")) is None
        assert (await store.roster("room")).rev == rev + 1

    async def test_a_crowd_that_disperses_is_everybody_again(self) -> None:
        store = self.make(SMALL)
        await touch(store, *leases(8))
        crowd = await store.roster("room")

        assert await leave(store, [lease(number).socket for number in (0, 5, 6)]) is None
        self.wind(1)
        rest = after(crowd, await sweep(store))

        assert (rest.people.keys(), rest.count) == ({"p0001", "p0002", "p0003", "p0004", "p0007"}, None)
        assert rest == await store.roster("room")
        left = after(rest, await leave(store, [lease(1).socket]))
        assert left.people.keys() == {"p0002", "p0003", "p0004", "p0007"}

    async def test_a_crowd_that_is_gone_at_once_leaves_nobody(self) -> None:
        store = self.make(SMALL)
        await touch(store, *leases(8))
        crowd = await store.roster("room")
        self.wind(LIFE + 1)

        nobody = after(crowd, await sweep(store))

        assert (dict(nobody.people), nobody.count) == ({}, None)
        assert after(nobody, await touch(store, ANN)).people.keys() == {"ann"}
