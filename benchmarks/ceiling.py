"""How much one core delivers in one room before it falls behind: `python -m benchmarks.ceiling` prints one table."""

import argparse
from contextlib import AsyncExitStack

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.entrants import FLOOR, Contestant, gather
from benchmarks.fanout import run

WINDOW = 40  # events under way at most
BOUND = 250.0  # milliseconds: later than this is behind


async def measure(sockets: int, rates: list[int], seconds: float, rounds: int, redis: bool) -> list[Contestant]:
    """Ask each for more and more, in turn."""
    async with AsyncExitStack() as stack:
        contestants = await gather(stack, sockets, FLOOR, redis)
        for rate in rates:
            for _ in range(rounds):
                for contestant in contestants:
                    contestant.runs.setdefault(rate, []).append(await run(contestant, rate, seconds, WINDOW))
        for contestant in contestants:
            for socket in contestant.sockets:
                socket.close()
    return contestants


def rows(contestants: list[Contestant], sockets: int) -> list[list[str]]:
    """Return the table's rows."""
    return [
        [
            f"{rate} events/s",
            contestant.name,
            f"{sockets * table.middle(runs, lambda each: each.events):,.0f}",
            f"{table.middle(runs, lambda each: each.together):.2f}",
            f"{table.middle(runs, lambda each: each.cpu):.1f}",
            f"{table.middle(runs, lambda each: each.p50):.1f}",
            f"{table.middle(runs, lambda each: each.p99):.1f}",
            f"{100 * table.middle(runs, lambda each: each.clients):.0f} %",
        ]
        for rate in contestants[0].runs
        for contestant in contestants
        for runs in [contestant.runs[rate]]
    ]


def best(contestant: Contestant, sockets: int) -> float:
    """Return the most deliveries a second that it reached within the bound."""
    middles = [
        (table.middle(runs, lambda each: each.events), table.middle(runs, lambda each: each.p99))
        for runs in contestant.runs.values()
    ]
    return max((sockets * events for events, p99 in middles if p99 < BOUND), default=0.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rates", default="60,120,150,200", help="events a second asked for, separated by commas")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round, contestant and rate")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-redis", action="store_true")
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        rates = [int(rate) for rate in asked.rates.split(",")]
        contestants = uvloop.run(measure(asked.sockets, rates, asked.seconds, asked.rounds, not asked.no_redis))
    table.show(
        f"Ceiling: one room, {asked.sockets:,} sockets, at most {WINDOW} events under way",
        ["asked", "server", "deliveries/s", "a frame", "CPU µs/delivery", "p50 ms", "p99 ms", "clients' core"],
        rows(contestants, asked.sockets),
        left=2,
    )
    print()
    for contestant in contestants:
        print(f"{contestant.name}: {best(contestant, asked.sockets):,.0f} deliveries/s with p99 < {BOUND:.0f} ms")


if __name__ == "__main__":
    main()
