"""Fifty sockets send the dearest lines as fast as their budget lets them: `python -m benchmarks.neighbours`."""

import argparse
import asyncio
import json
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from time import process_time

import uvloop

import evaluator
from benchmarks import cpu, machine, table
from benchmarks.contestants.ours import Rooms, countinghouse
from benchmarks.generator import Listener, connect
from benchmarks.load import Bench, Run
from benchmarks.submitter import Acks, Submitter, evaluate, price, say
from tests.evaluator import hostile

ROOMS, PEOPLE = 20, 5
FOES = 50
RATE = 100  # lines a second of everyone else together
DEAREST = 40
OWN_RATES = {"RATE_PER_SECOND": "10", "RATE_BURST": "20"}  # a server's own, which the other benchmarks raise


class Foe(Listener):
    """Sends the next line as soon as the last was answered, or its budget is said to be back."""

    def __init__(self, lines: list[str], first: int) -> None:
        super().__init__(self._answered)
        self._lines = lines
        self._number = first
        self.answered = 0
        self.going = False

    def go(self) -> None:
        """Send one."""
        if self.going:
            self._number += 1
            line = self._lines[self._number % len(self._lines)]
            self.say(json.dumps({"type": "evaluate", "id": f"h{self._number}", "expression": line}))

    def _answered(self, payload: bytes) -> None:
        if not payload.startswith((b'{"type":"ack"', b'{"type":"error"')):
            return
        frame = json.loads(payload)
        wait = frame.get("retry_after", 0.0)
        self.answered += not wait
        asyncio.get_running_loop().call_later(wait, self.go)


def dearest() -> list[tuple[float, str]]:
    """Return the lines of the hostile corpus that take longest, with their milliseconds of CPU here."""
    priced = [(took(line), line) for line in hostile.lines() if len(line) <= 1000]
    return sorted(priced, reverse=True)[:DEAREST]


def took(line: str) -> float:
    """Return the milliseconds of CPU a line takes, refused or not."""
    begun = process_time()
    with suppress(evaluator.ExpressionError):
        evaluator.compile(line).run({}, datetime.now(UTC)).text  # noqa: B018 (made when it is asked for)
    return 1000 * (process_time() - begun)


async def measure(lines: list[str], seconds: float, rounds: int) -> dict[str, list[Run]]:
    """Let calm and hostile times take turns; the Run's CPU is per line of everyone else."""
    found: dict[str, list[Run]] = {}
    async with AsyncExitStack() as stack:
        rooms = Rooms(ROOMS, PEOPLE), Rooms(FOES // PEOPLE, PEOPLE)
        server, seats = await stack.enter_async_context(countinghouse(*rooms, **OWN_RATES))
        acks = Acks()
        bench = Bench(server, [Submitter(acks) for _ in seats[:-FOES]], acks)
        foes = [Foe(lines, 7 * number) for number in range(FOES)]
        await connect(f"ws://127.0.0.1:{server.port}/", [*bench.sockets, *foes], seats)
        await bench.steady(price, RATE, 2.0)
        for _ in range(rounds):
            for hostile_ in (False, True):
                for foe in foes:
                    foe.going = hostile_
                    foe.go()
                await asyncio.sleep(3.0 if hostile_ else 1.0)  # until their bursts are spent, and what waits is done
                for name, fields in {"say": say, "evaluate": evaluate}.items():
                    before = sum(foe.answered for foe in foes)
                    kind = f"{name}, {FOES} hostile" if hostile_ else f"{name}, calm"
                    found.setdefault(kind, []).append(await bench.steady(fields, RATE, seconds))
                    answered = (sum(foe.answered for foe in foes) - before) / seconds
                    if hostile_:
                        print(f"hostile lines answered: {answered:.0f}/s", flush=True)
        for socket in [*bench.sockets, *foes]:
            socket.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each load and round")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(machine.named())
    with cpu.pinned(cpu.GENERATOR):
        priced = dearest()
        print(f"{DEAREST} lines of {priced[-1][0]:.0f} to {priced[0][0]:.0f} ms of CPU each", flush=True)
        found = uvloop.run(measure([line for _, line in priced], asked.seconds, asked.rounds))
    table.show(
        f"Neighbours: {RATE} lines/s of {ROOMS * PEOPLE} sockets beside {FOES} hostile, medians of {asked.rounds} rounds",
        ["everyone else", "lines/s", "p50 ms", "p99 ms", "CPU ms/s"],
        [
            [
                name,
                f"{table.middle(runs, lambda run: run.rate):.0f}",
                f"{table.middle(runs, lambda run: run.p50):.1f}",
                f"{table.middle(runs, lambda run: run.p99):.1f}",
                f"{table.middle(runs, lambda run: run.rate * run.cpu / 1000):.0f}",
            ]
            for name, runs in found.items()
        ],
    )


if __name__ == "__main__":
    main()
