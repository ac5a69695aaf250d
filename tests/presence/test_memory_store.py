"""The memory store keeps the promises of every store."""

from presence.memory_store import MemoryStore
from presence.store import Store
from tests.presence.store_contract import ANN, LIFE, StoreContract
from tests.rooms.clock import Clock


class TestMemoryStore(StoreContract):
    def make(self) -> Store:
        self.clock = Clock()
        return MemoryStore(self.clock)

    def wind(self, seconds: float) -> None:
        self.clock.wind(seconds)

    async def test_the_order_of_revs_survives_an_empty_place_or_begins_at_1(self) -> None:
        store = self.make()
        await store.touch("room", [ANN], LIFE)
        await store.leave("room", [ANN.socket], 0)

        before = (await store.roster("room")).rev
        diff = await store.touch("room", [ANN], LIFE)

        assert diff is not None
        assert diff.rev == before + 1
