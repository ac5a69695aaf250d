"""The loads that submitters can put on the server."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from benchmarks import table
from benchmarks.contestants.process import Server
from benchmarks.generator import until
from benchmarks.submitter import Acks, Submitter

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one kind of load."""

    rate: float  # acknowledged a second
    p50: float  # milliseconds
    p99: float
    cpu: float  # microseconds of the server per line


class Bench:
    """The server, its 200 sockets, and the loads they can put on it."""

    def __init__(self, server: Server, sockets: list[Submitter], acks: Acks) -> None:
        self.server = server
        self.sockets = sockets
        self.acks = acks

    async def closed(self, fields: Callable[[int], str], seconds: float, most: int | None = None) -> Run:
        """Each socket submits its next line when the last one was answered."""
        end = perf_counter() + seconds

        def again(socket: Submitter) -> None:
            if perf_counter() < end:
                socket.submit(fields)

        async def load() -> None:
            for socket in self.sockets[:most]:
                socket.after = again
                socket.submit(fields)
            await asyncio.sleep(seconds)

        return await self._run(load)

    async def steady(self, fields: Callable[[int], str], rate: int, seconds: float) -> Run:
        """The sockets submit in turn at a fixed rate, whether answered or not."""

        async def load() -> None:
            begun, sent = perf_counter(), 0
            for socket in self.sockets:
                socket.after = None
            while sent < rate * seconds:
                while sent < min(rate * seconds, (perf_counter() - begun) * rate):
                    self.sockets[sent % len(self.sockets)].submit(fields)
                    sent += 1
                await asyncio.sleep(0.001)

        return await self._run(load)

    async def _run(self, load: Callable) -> Run:
        self.acks.clear()
        before, begun = self.server.cpu, perf_counter()
        await load()
        await until(lambda: not self.acks.waiting, PATIENCE)
        lasted, times = perf_counter() - begun, self.acks.milliseconds
        if self.acks.refused or self.acks.waiting:
            raise RuntimeError(
                f"{self.acks.waiting} unanswered, {len(self.acks.refused)} refused: {self.acks.refused[:3]}"
            )
        spent = 1e6 * (self.server.cpu - before) / len(times)
        return Run(len(times) / lasted, table.percentile(times, 0.5), table.percentile(times, 0.99), spent)
