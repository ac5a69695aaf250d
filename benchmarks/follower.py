"""A member who connects and is there once the log has been followed to its head."""

import asyncio
import re
from collections.abc import Sequence
from time import perf_counter

from picows import ws_connect

from benchmarks.contestants.ours import Seat
from benchmarks.generator import CONNECT_SECONDS, Listener

HEAD = re.compile(rb'"head":(\d+)')
EPOCH = re.compile(rb'"epoch":"(\w+)"')
SEQ = re.compile(rb'{"seq":(\d+),"kind"')
BEGINNING = 2_000  # bytes of a welcome in which its room stands


class Follower(Listener):
    """One socket; `there` is set when its replay has ended (at once, where the server sends none)."""

    def __init__(self, *, replayed: bool = True) -> None:
        super().__init__(self._took)
        self.there = asyncio.Event()
        self.seq = 0
        self.epoch = ""
        self.milliseconds = 0.0  # from the first byte of the handshake to the last of the replay
        self._head = 0 if replayed else -1
        self._begun = 0.0

    async def connect(self, url: str, seat: Seat | None, query: str = "") -> None:
        """Connect, and wait for the replay."""
        self._begun = perf_counter()
        path = f"ws/rooms/{seat.slug}/{query}" if seat else ""
        headers = {"Authorization": f"Bearer {seat.token}"} if seat else None
        await ws_connect(lambda: self, url + path, extra_headers=headers, websocket_handshake_timeout=CONNECT_SECONDS)
        if self._head < 0:
            self._arrived()
        async with asyncio.timeout(CONNECT_SECONDS):
            await self.there.wait()

    def _took(self, payload: bytes) -> None:
        if not self._head:
            beginning = payload[:BEGINNING]
            if head := HEAD.search(beginning):
                self._head = int(head[1])
                self.epoch = epoch[1].decode() if (epoch := EPOCH.search(beginning)) else ""
        elif not self.there.is_set() and (seqs := SEQ.findall(payload)):
            self.seq = int(seqs[-1])
            if self.seq >= self._head:
                self._arrived()

    def _arrived(self) -> None:
        self.milliseconds = 1000 * (perf_counter() - self._begun)
        self.there.set()


async def arrive(url: str, followers: Sequence[Follower], seats: Sequence[Seat | None], at_once: int) -> None:
    """Connect them all, `at_once` at a time."""
    turns = asyncio.Semaphore(at_once)

    async def one(follower: Follower, seat: Seat | None) -> None:
        async with turns:
            await follower.connect(url, seat)

    async with asyncio.TaskGroup() as group:
        for follower, seat in zip(followers, seats, strict=True):
            group.create_task(one(follower, seat))
