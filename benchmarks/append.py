"""How fast lines become durable: `python -m benchmarks.append` prints one table."""

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.contestants.ours import Rooms, countinghouse, database
from benchmarks.contestants.process import output
from benchmarks.generator import connect
from benchmarks.load import PATIENCE, Bench, Run
from benchmarks.submitter import Acks, Submitter, evaluate, price, say

ROOMS, MEMBERS = 40, 5


async def measure(seconds: float, rounds: int) -> dict[str, list[Run]]:
    """Let the loads and the bare database take turns."""
    found: dict[str, list[Run]] = {}
    async with database(Rooms(ROOMS, MEMBERS)) as (alone, _), countinghouse(Rooms(ROOMS, MEMBERS)) as (server, seats):
        acks = Acks()
        bench = Bench(server, [Submitter(acks) for _ in seats], acks)
        await connect(f"ws://127.0.0.1:{server.port}/", bench.sockets, seats)
        await bench.closed(price, 1.0)
        for _ in range(rounds):
            for name, load in loads(bench, seconds).items():
                found.setdefault(name, []).append(await load())
            arguments = ["-m", "benchmarks.contestants.storage", str(seconds / 2)]
            for name, figures in json.loads(await output(arguments, alone, 3 * seconds + PATIENCE)).items():
                found.setdefault(name, []).append(Run(**figures))
        for socket in bench.sockets:
            socket.close()
    return found


def loads(bench: Bench, seconds: float) -> dict[str, Callable]:
    """Return the loads by name."""
    return {
        "say, 200 sockets": lambda: bench.closed(say, seconds),
        "evaluate, 200 sockets": lambda: bench.closed(evaluate, seconds),
        "say, one alone": lambda: bench.closed(say, seconds / 2, 1),
        "evaluate, one alone": lambda: bench.closed(evaluate, seconds / 2, 1),
        "say, 500/s": lambda: bench.steady(say, 500, seconds),
        "evaluate, 500/s": lambda: bench.steady(evaluate, 500, seconds),
    }


FLOORS = {
    "group": "raw SQL, 200 rows a commit",
    "lone": "raw SQL, one row a commit",
    "orm": "ORM, one object a commit",
}


def rows(found: dict[str, list[Run]]) -> list[list[str]]:
    """Return the table's rows."""
    return [
        [
            FLOORS.get(name, name),
            f"{table.middle(runs, lambda run: run.rate):,.0f}",
            f"{median(one.rate / floor.rate for one, floor in zip(runs, found['group'], strict=True)):.3f}",
            f"{table.middle(runs, lambda run: run.p50):.2f}",
            f"{table.middle(runs, lambda run: run.p99):.2f}",
            f"{table.middle(runs, lambda run: run.cpu):.0f}",
        ]
        for name, runs in found.items()
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each load and round")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(machine.named())
    print(machine.disk(Path(tempfile.gettempdir())), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        found = uvloop.run(measure(asked.seconds, asked.rounds))
    table.show(
        f"Append: {ROOMS * MEMBERS} sockets in {ROOMS} rooms, medians of {asked.rounds} rounds",
        ["load", "lines/s", "× raw", "p50 ms", "p99 ms", "CPU µs/line"],
        rows(found),
    )


if __name__ == "__main__":
    main()
