"""A thousand sockets are cut at once and all come back at once: `python -m benchmarks.storm` prints one table."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import perf_counter

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.contestants.ours import Rooms, Seat, countinghouse, database
from benchmarks.contestants.process import Server, serving
from benchmarks.entrants import say
from benchmarks.follower import Follower, arrive
from benchmarks.generator import Deliveries, Listener, connect

MISSED = 20  # events that each has to catch up with
LINES = 60
LIVE, RATE = 10, 20  # sockets in the live room beside it, events a second there
CALM_SECONDS = 1.5
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One storm."""

    half: float  # seconds until half of them were back and caught up
    seconds: float  # until all were
    cpu: float  # milliseconds per socket
    calm: float  # p99 in the live room before, milliseconds
    live: float  # and during the storm


@dataclass(slots=True)
class Contestant:
    """A server, who storms it, and the live room beside."""

    name: str
    server: Server
    seats: list[Seat]
    live: list[Seat]
    resumes: bool
    sockets: list[Follower] = field(default_factory=list)
    talkers: list[Listener] = field(default_factory=list)
    deliveries: Deliveries = field(default_factory=Deliveries)
    runs: list[Run] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where sockets connect."""
        return f"ws://127.0.0.1:{self.server.port}/"

    async def settle(self) -> None:
        """Connect everybody for the first time."""
        self.sockets = [Follower() for _ in self.seats]
        await arrive(self.url, self.sockets, self.seats, AT_ONCE)
        self.talkers = [Listener(self.deliveries.take) for _ in self.live]
        await connect(self.url, self.talkers, self.live)


async def storm(contestant: Contestant) -> Run:
    """Cut all sockets and have all come back at once, while the live room goes on."""
    talking = asyncio.create_task(talk(contestant))
    await asyncio.sleep(CALM_SECONDS)
    calm = table.percentile(contestant.deliveries.milliseconds, 0.99)
    contestant.deliveries.clear()
    before, begun = contestant.server.cpu, perf_counter()
    back: list[float] = []

    async def again(gone: Follower, seat: Seat) -> Follower:
        query = f"?after={gone.seq - MISSED}&epoch={gone.epoch}" if contestant.resumes else ""
        follower = Follower()
        await follower.connect(contestant.url, seat, query)
        back.append(perf_counter() - begun)
        return follower

    for socket in contestant.sockets:
        socket.close()
    pairs = zip(contestant.sockets, contestant.seats, strict=True)
    contestant.sockets = await asyncio.gather(*(again(*pair) for pair in pairs))
    live = table.percentile(contestant.deliveries.milliseconds, 0.99)
    spent = contestant.server.cpu - before
    talking.cancel()
    await asyncio.sleep(CALM_SECONDS)
    return Run(table.percentile(back, 0.5), max(back), 1000 * spent / len(back), calm, live)


async def talk(contestant: Contestant) -> None:
    """Have the live room's first member say something now and again."""
    contestant.deliveries.clear()
    while True:
        contestant.talkers[0].say(say())
        await asyncio.sleep(1 / RATE)


async def measure(sockets: int, rounds: int, redis: bool) -> list[Contestant]:
    """Let the contestants take turns."""
    shapes = {f"one room of {sockets:,}": Rooms(1, sockets, LINES), "rooms of 5": Rooms(sockets // 5, 5, LINES)}
    contestants = []
    async with AsyncExitStack() as stack:
        for shape, rooms in shapes.items():
            live = Rooms(1, LIVE, LINES)
            if rooms.count == 1:
                environment, seats = await stack.enter_async_context(database(rooms, live))
                server = await stack.enter_async_context(
                    serving(["-m", "benchmarks.contestants.history"], environment)
                )
                name = f"tutorial pattern, {shape}"
                contestants.append(Contestant(name, server, seats[:-LIVE], seats[-LIVE:], False))
            for kind in [False, True] if redis else [False]:
                server, seats = await stack.enter_async_context(countinghouse(rooms, live, redis=kind))
                name = f"Countinghouse{', Redis' if kind else ''}, {shape}"
                contestants.append(Contestant(name, server, seats[:-LIVE], seats[-LIVE:], True))
        for contestant in contestants:
            await contestant.settle()
        for _ in range(rounds):
            for contestant in contestants:
                contestant.runs.append(await storm(contestant))
        for contestant in contestants:
            for socket in [*contestant.sockets, *contestant.talkers]:
                socket.close()
    return contestants


def rows(contestants: list[Contestant]) -> list[list[str]]:
    """Return the table's rows."""
    return [
        [
            contestant.name,
            f"{table.middle(contestant.runs, lambda each: each.half):.2f}",
            f"{table.middle(contestant.runs, lambda each: each.seconds):.2f}",
            f"{table.middle(contestant.runs, lambda each: each.cpu):.2f}",
            f"{table.middle(contestant.runs, lambda each: each.calm):.1f}",
            f"{table.middle(contestant.runs, lambda each: each.live):.1f}",
        ]
        for contestant in contestants
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-redis", action="store_true")
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        contestants = uvloop.run(measure(asked.sockets, asked.rounds, not asked.no_redis))
    table.show(
        f"Storm: {asked.sockets:,} sockets cut at once come back at once, {MISSED} events behind, beside a live room;"
        f" medians of {asked.rounds} rounds",
        ["server", "half back s", "all back s", "CPU ms/socket", "live p99 ms before", "during"],
        rows(contestants),
    )


if __name__ == "__main__":
    main()
