"""What a connect costs, with its replay of 50 events: `python -m benchmarks.connect` prints one table."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.contestants import services
from benchmarks.contestants.ours import SERVE, Rooms, Seat, database
from benchmarks.contestants.process import Server, serving
from benchmarks.follower import Follower, arrive

AT_ONCE = 20
SMALL = 5  # members of a small room
LINES = 60
SETTLE_SECONDS = 0.5  # what the last arrivals cost the others is told within this


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one contestant."""

    cpu: float  # milliseconds per connect
    rate: float  # connects a second
    p50: float
    p99: float


@dataclass(slots=True)
class Contestant:
    """A server, who connects to it in a round, and who is there all the time."""

    name: str
    server: Server
    newcomers: Sequence[Seat | None]
    present: Sequence[Seat] = ()
    runs: list[Run] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where sockets connect."""
        return f"ws://127.0.0.1:{self.server.port}/"


async def run(contestant: Contestant) -> Run:
    """Connect all newcomers, `AT_ONCE` at a time, and let them go again uncounted."""
    loop = asyncio.get_running_loop()
    followers = [Follower(replayed=seat is not None) for seat in contestant.newcomers]
    before, begun = contestant.server.cpu, loop.time()
    await arrive(contestant.url, followers, contestant.newcomers, AT_ONCE)
    lasted = loop.time() - begun
    await asyncio.sleep(SETTLE_SECONDS)
    spent, times = contestant.server.cpu - before, [follower.milliseconds for follower in followers]
    for follower in followers:
        follower.close()
    await asyncio.sleep(SETTLE_SECONDS)
    count = len(followers)
    return Run(1000 * spent / count, count / lasted, table.percentile(times, 0.5), table.percentile(times, 0.99))


async def gather(stack: AsyncExitStack, crowd: int, count: int, redis: bool) -> list[Contestant]:
    """Start all servers; those of a database share it: nothing is written here."""
    small, large = Rooms(count // SMALL, SMALL, LINES), Rooms(1, crowd + count, LINES)
    environment, seats = await stack.enter_async_context(database(small, large))
    few, present, many = seats[:count], seats[count:-count], seats[-count:]

    async def begin(arguments: list[str], **settings: str) -> Server:
        return await stack.enter_async_context(serving(arguments, {**environment, **settings}))

    def both(name: str, server: Server) -> list[Contestant]:
        return [
            Contestant(f"{name}, rooms of {SMALL}", server, few),
            Contestant(f"{name}, a room of {crowd:,}", server, many, present),
        ]

    bare = await begin(["-m", "benchmarks.contestants.bare"])
    tutorial = await begin(["-m", "benchmarks.contestants.history"])
    found = [Contestant("bare Hypercorn, accept alone", bare, [None] * count), *both("tutorial pattern", tutorial)]
    found += both("Countinghouse", await begin(SERVE))
    if redis:
        store = stack.enter_context(services.redis())
        settings = {**environment, "REDIS_URL": store.url, "DATA_DIR": environment["DATA_DIR"]}
        server = await stack.enter_async_context(serving(SERVE, settings, (store.pid,)))
        found += both("Countinghouse, Redis", server)
    return found


async def measure(crowd: int, count: int, rounds: int, redis: bool) -> list[Contestant]:
    """Let the contestants take turns."""
    async with AsyncExitStack() as stack:
        contestants = await gather(stack, crowd, count, redis)
        there: list[Follower] = []
        for contestant in contestants:
            present = [Follower() for _ in contestant.present]
            await arrive(contestant.url, present, contestant.present, AT_ONCE)
            there += present
        for number in range(rounds + 1):
            # Always in one order, so that whoever left in a contestant's last turn has been missed before its next one.
            for contestant in contestants:
                found = await run(contestant)
                if number:  # the first is for warming up
                    contestant.runs.append(found)
        for follower in there:
            follower.close()
    return contestants


def rows(contestants: list[Contestant]) -> list[list[str]]:
    """Return the table's rows."""
    bare = contestants[0]
    return [
        [
            contestant.name,
            f"{table.middle(contestant.runs, lambda each: each.cpu):.2f}",
            f"{table.ratios(contestant.runs, bare.runs):.2f}",
            f"{min(each.cpu for each in contestant.runs):.2f}–{max(each.cpu for each in contestant.runs):.2f}",
            f"{table.middle(contestant.runs, lambda each: each.rate):,.0f}",
            f"{table.middle(contestant.runs, lambda each: each.p50):.1f}",
            f"{table.middle(contestant.runs, lambda each: each.p99):.1f}",
        ]
        for contestant in contestants
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crowd", type=int, default=1000, help="sockets in the large room")
    parser.add_argument("--count", type=int, default=300, help="connects of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-redis", action="store_true")
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        contestants = uvloop.run(measure(asked.crowd, asked.count, asked.rounds, not asked.no_redis))
    table.show(
        f"Connect: {asked.count} connects with replay of 50, {AT_ONCE} at once, medians of {asked.rounds} rounds",
        ["server", "CPU ms/connect", "× bare", "range ms", "connects/s", "p50 ms", "p99 ms"],
        rows(contestants),
    )


if __name__ == "__main__":
    main()
