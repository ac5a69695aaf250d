"""Many small rooms that calculate: `python -m benchmarks.rooms` prints one table."""

import argparse
import asyncio
import json
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import perf_counter, perf_counter_ns

import uvloop

from benchmarks import cpu, machine, table
from benchmarks.contestants.ours import Rooms, Seat, countinghouse
from benchmarks.contestants.process import Server, serving
from benchmarks.generator import Deliveries, Listener, connect, until
from benchmarks.submitter import LINES

PEOPLE = 5
PATIENCE = 20.0
STAMP = re.compile(rb'"id":"s(\d{19})"')


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one contestant at one rate."""

    cpu: float  # microseconds per delivery
    lines: float  # a second
    p50: float
    p99: float


@dataclass(slots=True)
class Contestant:
    """A server, its sockets room by room, and what one of them sends as line `number` of all."""

    name: str
    server: Server
    sockets: list[Listener]
    deliveries: Deliveries
    line: Callable[[int], str]
    runs: dict[int, list[Run]] = field(default_factory=dict)

    @property
    def rooms(self) -> int:
        """How many rooms."""
        return len(self.sockets) // PEOPLE

    def send(self, number: int) -> None:
        """Have a member of the next room send the next line."""
        room, turn = number % self.rooms, number // self.rooms
        self.sockets[room * PEOPLE + turn % PEOPLE].say(self.line(number))


def stamp() -> str:
    """Return the present moment as the id of a submission, always of one length."""
    return f"s{perf_counter_ns():019d}"


def evaluate(number: int) -> str:
    """Return an `evaluate` frame. Neighbouring rooms calculate different lines."""
    expression = LINES[number % 7].format(n=number)
    return f'{{"type":"evaluate","id":"{stamp()}","expression":{json.dumps(expression)}}}'


async def run(contestant: Contestant, rate: float, seconds: float) -> Run:
    """Have every room's members send `rate` lines a second, evenly spread, and wait until all have arrived."""
    deliveries = contestant.deliveries
    deliveries.clear()
    wanted, sent = int(rate * contestant.rooms * seconds), 0
    before, begun = contestant.server.cpu, perf_counter()
    while sent < wanted:
        while sent < min(wanted, (perf_counter() - begun) * rate * contestant.rooms):
            contestant.send(sent)
            sent += 1
        await asyncio.sleep(0.0005)
    await until(lambda: deliveries.count >= sent * PEOPLE, PATIENCE)
    lasted, spent = perf_counter() - begun, contestant.server.cpu - before
    if deliveries.count != sent * PEOPLE:
        raise RuntimeError(f"{contestant.name}: {deliveries.count} deliveries, not {sent} × {PEOPLE}")
    p50, p99 = (table.percentile(deliveries.milliseconds, share) for share in (0.5, 0.99))
    return Run(1e6 * spent / deliveries.count, sent / lasted, p50, p99)


async def enter(name: str, server: Server, seats: list[Seat], line: Callable[[int], str]) -> Contestant:
    """Connect a contestant's sockets."""
    deliveries = Deliveries(STAMP)

    def take(payload: bytes) -> None:
        if payload.startswith(b'{"type":"events"'):
            deliveries.take(payload)

    listeners = [Listener(take) for _ in seats]
    await connect(f"ws://127.0.0.1:{server.port}/", listeners, seats)
    await asyncio.sleep(1.0)
    return Contestant(name, server, listeners, deliveries, line)


async def prices(contestant: Contestant) -> None:
    """Define in every room the name that its lines use."""
    for number in range(contestant.rooms):
        line = f'{{"type":"evaluate","id":"p{number}","expression":"price = {number}"}}'
        contestant.sockets[number * PEOPLE].say(line)
    await asyncio.sleep(1.0)


async def gather(stack: AsyncExitStack, rooms: int, redis: bool) -> list[Contestant]:
    """Start all contestants. Ours tells the bare server what a frame looks like."""
    found = []
    for kind in [False, True] if redis else [False]:
        server, seats = await stack.enter_async_context(countinghouse(Rooms(rooms, PEOPLE), redis=kind))
        ours = await enter("Countinghouse, Redis" if kind else "Countinghouse, in memory", server, seats, evaluate)
        await prices(ours)
        ours.send(0)
        await until(lambda ours=ours: ours.deliveries.count == PEOPLE, PATIENCE)
        found.append(ours)
    frame = found[0].deliveries.example.decode()
    before, after = re.split(r"s\d{19}", frame, maxsplit=1)

    def ready(number: int) -> str:
        return before + stamp() + after

    server = await stack.enter_async_context(serving(["-m", "benchmarks.contestants.bare"]))
    return [await enter("bare Hypercorn", server, seats, ready), *found]


async def measure(rooms: int, rates: list[int], seconds: float, rounds: int, redis: bool) -> list[Contestant]:
    """Let the contestants take turns."""
    async with AsyncExitStack() as stack:
        contestants = await gather(stack, rooms, redis)
        for rate in rates:
            for number in range(rounds):
                turn = number % len(contestants)
                for contestant in contestants[turn:] + contestants[:turn]:
                    contestant.runs.setdefault(rate, []).append(await run(contestant, rate, seconds))
        for contestant in contestants:
            for socket in contestant.sockets:
                socket.close()
    return contestants


def rows(contestants: list[Contestant]) -> list[list[str]]:
    """Return the table's rows."""
    bare = contestants[0]
    return [
        [
            f"{rate} a room",
            contestant.name,
            f"{table.middle(runs, lambda each: each.lines):,.0f}",
            f"{table.middle(runs, lambda each: each.cpu):.1f}",
            f"{table.ratios(runs, bare.runs[rate]):.2f}",
            f"{PEOPLE * table.middle(runs, lambda each: each.cpu):.0f}",
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
    parser.add_argument("--rooms", type=int, default=200)
    parser.add_argument("--rates", default="1,5", help="lines a second in each room, separated by commas")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round, contestant and rate")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-redis", action="store_true")
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    with cpu.pinned(cpu.GENERATOR):
        rates = [int(rate) for rate in asked.rates.split(",")]
        contestants = uvloop.run(measure(asked.rooms, rates, asked.seconds, asked.rounds, not asked.no_redis))
    table.show(
        f"Rooms: {asked.rooms} rooms × {PEOPLE} sockets, every line evaluated and stored, medians of {asked.rounds} rounds",
        ["lines/s", "server", "lines/s", "CPU µs/delivery", "× bare", "CPU µs/line", "p50 ms", "p99 ms"],
        rows(contestants),
        left=2,
    )


if __name__ == "__main__":
    main()
