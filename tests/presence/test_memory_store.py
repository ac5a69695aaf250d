"""The memory store keeps the promises of every store, and costs no more in a fuller place."""

from presence.memory_store import MemoryStore
from presence.store import CROWD, Crowd, Store
from tests.presence.store_contract import StoreContract
from tests.rooms.clock import Clock


class TestMemoryStore(StoreContract):
    def make(self, crowd: Crowd = CROWD) -> Store:
        self.clock = Clock()
        return MemoryStore(self.clock, crowd)

    def wind(self, seconds: float) -> None:
        self.clock.wind(seconds)
