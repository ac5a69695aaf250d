"""Whether anything costs more where there is more of it: `python -m benchmarks.growth` prints three tables."""

import argparse
import asyncio
import json
from contextlib import AsyncExitStack

import uvloop

from benchmarks import cpu, fanout, logs, machine, rooms, table
from benchmarks.contestants import services
from benchmarks.contestants.ours import SERVE, Rooms, countinghouse, database
from benchmarks.contestants.process import Server, output, serving
from benchmarks.entrants import Contestant, own

EVENTS_A_SECOND = 20  # whatever the size of the room
FEW = 5  # sockets in a room whose events cost what is not delivery
LINES_A_SECOND = 200
PREPARE_SECONDS = 240.0


async def crowds(sizes: list[int], seconds: float, rounds: int) -> list[Contestant]:
    """Deliver as many events a second in rooms of different sizes."""
    async with AsyncExitStack() as stack:
        contestants = [await own(stack, size, redis=False) for size in [FEW, *sizes]]
        for _ in range(rounds):
            for contestant in contestants:
                contestant.runs.setdefault(0, []).append(await fanout.run(contestant, EVENTS_A_SECOND, seconds))
        for contestant in contestants:
            for socket in contestant.sockets:
                socket.close()
    return contestants


async def many(counts: list[int], seconds: float, rounds: int) -> tuple[dict[int, list[rooms.Run]], list[float]]:
    """Have as many lines a second calculated in different numbers of rooms; also what each server takes at rest."""
    found: dict[int, list[rooms.Run]] = {}
    upkeep: list[float] = []
    async with AsyncExitStack() as stack:
        contestants = {}
        for count in counts:
            server, seats = await stack.enter_async_context(countinghouse(Rooms(count, rooms.PEOPLE)))
            contestants[count] = await rooms.enter(f"{count} rooms", server, seats, rooms.evaluate)
            await rooms.prices(contestants[count])
        for contestant in contestants.values():
            upkeep.append(await at_rest(contestant.server, seconds))
        for _ in range(rounds):
            for count, contestant in contestants.items():
                found.setdefault(count, []).append(await rooms.run(contestant, LINES_A_SECOND / count, seconds))
        for contestant in contestants.values():
            for socket in contestant.sockets:
                socket.close()
    return found, upkeep


async def at_rest(server: Server, seconds: float) -> float:
    """Return the milliseconds of CPU a second that its sockets take by being there: pings, leases, checks of heads."""
    await asyncio.sleep(1.0)
    before = server.cpu
    await asyncio.sleep(2 * seconds)
    return 1000 * (server.cpu - before) / (2 * seconds)


async def long_logs(lengths: list[int], postgres: bool, rounds: int) -> list[tuple[str, list[logs.Run]]]:
    """Open, page and append to a log of each length, all in one database."""
    found = []
    async with AsyncExitStack() as stack:
        for kind in [False, True] if postgres else [False]:
            url = stack.enter_context(services.postgres()).database() if kind else ""
            environment, seats = await stack.enter_async_context(database(Rooms(len(lengths), 2), url=url))
            slugs = [seat.slug for seat in seats[::2]]
            pairs = json.dumps(list(zip(slugs, lengths, strict=True)))
            await output(["-m", "benchmarks.contestants.long_logs", pairs], environment, PREPARE_SECONDS)
            async with serving(SERVE, environment) as server:
                runs: list[list[logs.Run]] = [[] for _ in lengths]
                for _ in range(rounds):
                    for length, seat, kept in zip(lengths, seats[::2], runs, strict=True):
                        kept.append(await logs.run(server, seat, length))
            database_ = "PostgreSQL" if kind else "SQLite"
            found += [(f"{database_}, {length:,}", kept) for length, kept in zip(lengths, runs, strict=True)]
    return found


def show_crowds(contestants: list[Contestant]) -> None:
    """Print the first table: the line's own cost is that of a room of `FEW`, where next to nothing is delivered."""
    few, *larger = contestants
    line = table.middle(few.runs[0], lambda run: FEW * run.cpu)

    def delivery(each: Contestant) -> float:
        sockets = len(each.sockets)
        return table.middle(each.runs[0], lambda run: (sockets * run.cpu - line) / sockets)

    table.show(
        f"Growth: {EVENTS_A_SECOND} events a second in a room of so many sockets; a line alone takes {line:.0f} µs",
        ["sockets", "CPU µs/delivery", "without the line's", "× the first", "a frame", "p99 ms"],
        [
            [
                f"{len(each.sockets):,}",
                f"{table.middle(each.runs[0], lambda run: run.cpu):.2f}",
                f"{delivery(each):.2f}",
                f"{table.ratio(delivery(each), delivery(larger[0])):.2f}",
                f"{table.middle(each.runs[0], lambda run: run.together):.2f}",
                f"{table.middle(each.runs[0], lambda run: run.p99):.1f}",
            ]
            for each in larger
        ],
    )


def show_rooms(found: dict[int, list[rooms.Run]], upkeep: list[float]) -> None:
    """Print the second table."""
    costs = [
        rooms.PEOPLE * table.middle(runs, lambda run: run.cpu) - 1000 * rest / LINES_A_SECOND
        for runs, rest in zip(found.values(), upkeep, strict=True)
    ]
    table.show(
        f"Growth: {LINES_A_SECOND} lines calculated a second, in so many rooms of {rooms.PEOPLE} sockets",
        ["rooms", "CPU µs/line", "at rest ms/s", "without the rest's", "× the first", "p50 ms", "p99 ms"],
        [
            [
                f"{count:,}",
                f"{rooms.PEOPLE * table.middle(runs, lambda run: run.cpu):.0f}",
                f"{rest:.0f}",
                f"{cost:.0f}",
                f"{table.ratio(cost, costs[0]):.2f}",
                f"{table.middle(runs, lambda run: run.p50):.1f}",
                f"{table.middle(runs, lambda run: run.p99):.1f}",
            ]
            for (count, runs), rest, cost in zip(found.items(), upkeep, costs, strict=True)
        ],
    )


def show_logs(found: list[tuple[str, list[logs.Run]]]) -> None:
    """Print the third table."""
    heads = {
        "open ms": lambda run: run.opened,
        "resume in it ms": lambda run: run.resumed,
        "newest page ms": lambda run: run.newest,
        "middle page ms": lambda run: run.middle,
        "append ms": lambda run: run.appended,
    }
    table.show(
        "Growth: a log of so many events (median milliseconds of one client alone)",
        ["events", *heads],
        [[name, *(f"{table.middle(runs, figure):.2f}" for figure in heads.values())] for name, runs in found],
    )


async def measure(asked: argparse.Namespace) -> None:
    """Measure and print all three."""
    show_crowds(await crowds([int(size) for size in asked.crowds.split(",")], asked.seconds, asked.rounds))
    show_rooms(*await many([int(count) for count in asked.rooms.split(",")], asked.seconds, asked.rounds))
    lengths = [int(length) for length in asked.logs.split(",")]
    show_logs(await long_logs(lengths, not asked.no_postgres, asked.rounds))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crowds", default="100,500,1000,2000", help="sockets in a room, separated by commas")
    parser.add_argument("--rooms", default="10,100,1000", help="numbers of rooms, separated by commas")
    parser.add_argument("--logs", default="1000,1000000", help="events in a log, separated by commas")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round and size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-postgres", action="store_true")
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        uvloop.run(measure(asked))


if __name__ == "__main__":
    main()
