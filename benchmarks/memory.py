"""What an idle socket takes, and whether deliveries leave anything behind: `python -m benchmarks.memory`."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.contestants.ours import Rooms, Seat, countinghouse
from benchmarks.contestants.process import Server, serving
from benchmarks.entrants import say
from benchmarks.follower import Follower, arrive
from benchmarks.generator import Deliveries, Listener, connect

AT_ONCE = 50
REST_SECONDS = 2.0
CROWD = 500
PATIENCE = 120.0


def resident(pid: int) -> float:
    """Return the KiB of memory a process holds itself."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1])
    raise RuntimeError("no such process")


@dataclass(slots=True)
class Contestant:
    """A server, where its sockets sit, and its memory at each number of them."""

    name: str
    server: Server
    seats: list[Seat | None]
    there: list[Follower] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)

    async def fill(self, count: int) -> None:
        """Have so many sockets there in all, and take the size at rest."""
        seats = self.seats[len(self.there) : count]
        followers = [Follower(replayed=self.seats[0] is not None) for _ in seats]
        await arrive(f"ws://127.0.0.1:{self.server.port}/", followers, seats, AT_ONCE)
        self.there += followers
        await asyncio.sleep(REST_SECONDS)
        self.sizes.append(resident(self.server.pid))


async def idle(counts: list[int]) -> list[Contestant]:
    """Fill the servers step by step; the first hundred sockets, with what is loaded only once, count for nobody."""
    most = counts[-1]
    async with AsyncExitStack() as stack:

        async def ours(rooms: Rooms) -> tuple[Server, list[Seat]]:
            return await stack.enter_async_context(countinghouse(rooms))

        bare = await stack.enter_async_context(serving(["-m", "benchmarks.contestants.bare"]))
        contestants = [
            Contestant("bare Hypercorn", bare, [None] * most),
            Contestant("Countinghouse, one room", *await ours(Rooms(1, most, 60))),
            Contestant("Countinghouse, rooms of 5", *await ours(Rooms(most // 5, 5, 60))),
        ]
        for contestant in contestants:
            for count in counts:
                await contestant.fill(count)
            for socket in contestant.there:
                socket.close()
    return contestants


async def delivered(events: int, steps: int) -> list[tuple[int, float]]:
    """Deliver so many events to a room of `CROWD`; returns deliveries so far and KiB, before and after each step."""
    async with countinghouse(Rooms(1, CROWD)) as (server, seats):
        deliveries = Deliveries()
        listeners = [Listener(deliveries.take) for _ in seats]
        await connect(f"ws://127.0.0.1:{server.port}/", listeners, seats)
        await asyncio.sleep(REST_SECONDS / 2)  # till all were welcomed: who comes later is replayed only the last 50
        found, done = [], 0
        for step in range(steps + 1):
            for _ in range(events // steps // CROWD if step else 200):
                listeners[0].say(say())
                done += CROWD
                while done - deliveries.count > 20 * CROWD:  # noqa: ASYNC110 (as fast as it goes)
                    await asyncio.sleep(0.001)
            async with asyncio.timeout(PATIENCE):
                while deliveries.count < done:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            deliveries.milliseconds = type(deliveries.milliseconds)("d")
            await asyncio.sleep(REST_SECONDS / 2)
            found.append((done, resident(server.pid)))
        for socket in listeners:
            socket.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", default="100,1000,2000", help="separated by commas; counted from the first")
    parser.add_argument("--events", type=int, default=1_000_000, help="to deliver")
    asked = parser.parse_args()
    counts = [int(count) for count in asked.sockets.split(",")]
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        contestants = uvloop.run(idle(counts))
        grown = uvloop.run(delivered(asked.events, 4))
    table.show(
        f"Memory: KiB per idle socket, counted from the {counts[0]}th",
        ["server", *(f"{count:,} sockets" for count in counts[1:]), f"MiB at {counts[-1]:,}"],
        [
            [
                each.name,
                *(
                    f"{(size - each.sizes[0]) / (n - counts[0]):.1f}"
                    for n, size in zip(counts[1:], each.sizes[1:], strict=True)
                ),
                f"{each.sizes[-1] / 1024:.0f}",
            ]
            for each in contestants
        ],
    )
    table.show(
        f"Memory: a room of {CROWD} sockets through {asked.events:,} delivered events",
        ["delivered", "MiB", "since the first"],
        [[f"{done:,}", f"{size / 1024:.1f}", f"{(size - grown[0][1]) / 1024:+.1f}"] for done, size in grown],
    )


if __name__ == "__main__":
    main()
