"""How fast lines become durable: `python -m benchmarks.append` prints one table."""

import argparse
import json
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.contestants import services, slow_disk
from benchmarks.contestants.ours import SERVE, Rooms, database
from benchmarks.contestants.process import output, serving
from benchmarks.generator import connect
from benchmarks.load import PATIENCE, Bench, Run
from benchmarks.submitter import Acks, Submitter, evaluate, price, say

ROOMS, MEMBERS = 40, 5
DELAY = 4.0  # milliseconds that commits of a slow disk take longer


@dataclass(slots=True)
class Contestant:
    """Countinghouse on one database, with its sockets, and a second one like it for the bare database's rows."""

    name: str
    bench: Bench
    alone: dict[str, str]
    slow: bool
    runs: dict[str, list[Run]] = field(default_factory=dict)

    async def take_turn(self, seconds: float) -> None:
        """Run each load once."""
        for name, load in loads(self.bench, seconds, self.slow).items():
            self.runs.setdefault(name, []).append(await load())
        if not self.slow:
            arguments = ["-m", "benchmarks.contestants.storage", str(seconds / 2)]
            for name, figures in json.loads(await output(arguments, self.alone, 3 * seconds + PATIENCE)).items():
                self.runs.setdefault(name, []).append(Run(**figures))


async def begin(stack: AsyncExitStack, *, postgres: bool, delay: float) -> Contestant:
    """Start the server on its database and connect its sockets."""
    rooms, helpers, urls, slowly = Rooms(ROOMS, MEMBERS), (), ["", ""], {}
    if postgres:
        cluster = stack.enter_context(services.postgres(delay))
        helpers, urls = (cluster.pid,), [cluster.database(), cluster.database()]
    elif delay:
        slowly = stack.enter_context(slow_disk.environment(delay))
    environment, seats = await stack.enter_async_context(database(rooms, url=urls[0]))
    alone = {} if delay else (await stack.enter_async_context(database(rooms, url=urls[1])))[0]
    server = await stack.enter_async_context(serving(SERVE, {**environment, **slowly}, helpers))
    acks = Acks()
    bench = Bench(server, [Submitter(acks) for _ in seats], acks)
    await connect(f"ws://127.0.0.1:{server.port}/", bench.sockets, seats)
    await bench.closed(price, 1.0)
    name = f"{'PostgreSQL' if postgres else 'SQLite'}{f' + {delay:.0f} ms' if delay else ''}"
    return Contestant(name, bench, alone, bool(delay))


async def measure(seconds: float, rounds: int, postgres: bool) -> list[Contestant]:
    """Let the databases, the loads and the bare rows take turns."""
    delays = [0.0, DELAY] if slow_disk.possible() else [0.0]
    kinds = [(kind, delay) for delay in delays for kind in ([False, True] if postgres else [False])]
    async with AsyncExitStack() as stack:
        contestants = [await begin(stack, postgres=kind, delay=delay) for kind, delay in kinds]
        for _ in range(rounds):
            for contestant in contestants:
                await contestant.take_turn(seconds)
        for contestant in contestants:
            for socket in contestant.bench.sockets:
                socket.close()
    return contestants


def loads(bench: Bench, seconds: float, slow: bool) -> dict[str, Callable]:
    """Return the loads by name; where commits are slow, those for which that matters."""
    found = {
        "say, 200 sockets": lambda: bench.closed(say, seconds),
        "evaluate, 200 sockets": lambda: bench.closed(evaluate, seconds),
        "say, one alone": lambda: bench.closed(say, seconds / 2, 1),
        "evaluate, one alone": lambda: bench.closed(evaluate, seconds / 2, 1),
        "say, 500/s": lambda: bench.steady(say, 500, seconds),
        "evaluate, 500/s": lambda: bench.steady(evaluate, 500, seconds),
    }
    return {name: load for name, load in found.items() if not slow or "evaluate" in name}


FLOORS = {
    "group": "raw SQL, 200 rows a commit",
    "lone": "raw SQL, one row a commit",
    "orm": "ORM, one object a commit",
}


def rows(contestants: list[Contestant]) -> list[list[str]]:
    """Return the table's rows."""
    return [
        [
            contestant.name,
            FLOORS.get(name, name),
            f"{table.middle(runs, lambda run: run.rate):,.0f}",
            against(runs, contestant.runs.get("group")),
            f"{table.middle(runs, lambda run: run.p50):.2f}",
            f"{table.middle(runs, lambda run: run.p99):.2f}",
            f"{table.middle(runs, lambda run: run.cpu):.0f}",
        ]
        for contestant in contestants
        for name, runs in contestant.runs.items()
    ]


def against(runs: list[Run], floors: list[Run] | None) -> str:
    """Return the rate as a share of the floor's."""
    if not floors:
        return "–"
    return f"{median(one.rate / floor.rate for one, floor in zip(runs, floors, strict=True)):.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each load and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-postgres", action="store_true")
    asked = parser.parse_args()
    print(machine.named())
    print(machine.disk(Path(tempfile.gettempdir())), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        contestants = uvloop.run(measure(asked.seconds, asked.rounds, not asked.no_postgres))
    table.show(
        f"Append: {ROOMS * MEMBERS} sockets in {ROOMS} rooms, medians of {asked.rounds} rounds",
        ["database", "load", "lines/s", "× raw", "p50 ms", "p99 ms", "CPU µs/line"],
        rows(contestants),
        left=2,
    )


if __name__ == "__main__":
    main()
