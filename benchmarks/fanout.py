"""What an event costs that goes to everybody in one large room: `python -m benchmarks.fanout` prints one table."""

import argparse
import asyncio
from contextlib import AsyncExitStack
from time import perf_counter, process_time

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.entrants import OTHERS, PATIENCE, Contestant, Run, gather

WINDOW = 10  # events under way at most: who can't keep up is asked for less, and the table shows it


async def run(contestant: Contestant, rate: int, seconds: float, window: int = WINDOW) -> Run:
    """Send events for some seconds and wait until all have arrived."""
    window = min(window, contestant.window)
    deliveries, sockets = contestant.deliveries, len(contestant.sockets)
    deliveries.clear()
    cpu_before, clients_before, begun = contestant.server.cpu, process_time(), perf_counter()
    wanted = max(1, int(rate * seconds))
    sent, deadline = 0, begun + seconds + PATIENCE
    while perf_counter() < deadline and deliveries.count < wanted * sockets:
        now = perf_counter()
        if now > begun + 1.3 * seconds:
            wanted = sent  # too slow for the rate: what is under way may still arrive
        due = min(wanted, int((now - begun) * rate) + 1)
        if sent < due and sent * sockets - deliveries.count < window * sockets:
            contestant.sockets[0].say(contestant.line())
            sent += 1
        else:
            await asyncio.sleep(0.001)
        if sent % 5 == 0:
            await asyncio.sleep(0)
    lasted, clients = perf_counter() - begun, process_time() - clients_before
    if deliveries.count != sent * sockets:
        raise RuntimeError(f"{contestant.name}: {deliveries.count} deliveries, not {sent} × {sockets}")
    spent = contestant.server.cpu - cpu_before
    p50, p99 = (table.percentile(deliveries.milliseconds, share) for share in (0.5, 0.99))
    return Run(
        1e6 * spent / deliveries.count, sent / lasted, deliveries.count / deliveries.frames, p50, p99, clients / lasted
    )


async def measure(
    sockets: int, rates: list[int], seconds: float, rounds: int, redis: bool
) -> tuple[list[Contestant], int]:
    """Let the contestants take turns; the second value is the frame's size."""
    async with AsyncExitStack() as stack:
        contestants = await gather(stack, sockets, OTHERS, redis)
        size = len(contestants[-1].deliveries.example)
        for rate in rates:
            for number in range(rounds):
                turn = number % len(contestants)
                for contestant in contestants[turn:] + contestants[:turn]:
                    contestant.runs.setdefault(rate, []).append(await run(contestant, rate, seconds))
        for contestant in contestants:
            for socket in contestant.sockets:
                socket.close()
    return contestants, size


def rows(contestants: list[Contestant]) -> list[list[str]]:
    """Return the table's rows."""
    bare = contestants[0]
    return [
        [
            f"{rate} events/s",
            contestant.name,
            f"{table.middle(runs, lambda each: each.events):.1f}",
            f"{table.middle(runs, lambda each: each.together):.2f}",
            f"{table.middle(runs, lambda each: each.cpu):.1f}",
            f"{table.ratios(runs, bare.runs[rate]):.2f}",
            f"{min(each.cpu for each in runs):.1f}–{max(each.cpu for each in runs):.1f}",
            f"{table.middle(runs, lambda each: each.p50):.1f}",
            f"{table.middle(runs, lambda each: each.p99):.1f}",
        ]
        for rate in bare.runs
        for contestant in contestants
        for runs in [contestant.runs[rate]]
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rates", default="20,50", help="events per second, separated by commas")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round, contestant and rate")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-redis", action="store_true")
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        rates = [int(rate) for rate in asked.rates.split(",")]
        contestants, size = uvloop.run(measure(asked.sockets, rates, asked.seconds, asked.rounds, not asked.no_redis))
    table.show(
        f"Fan-out: one room, {asked.sockets} sockets, frames of {size} bytes, medians of {asked.rounds} rounds",
        ["asked", "server", "events/s", "a frame", "CPU µs/delivery", "× bare", "range µs", "p50 ms", "p99 ms"],
        rows(contestants),
        left=2,
    )


if __name__ == "__main__":
    main()
