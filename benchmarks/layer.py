"""What the channel layer carries between processes: `python -m benchmarks.layer` prints one table."""

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass

from benchmarks import cpu, machine, table
from benchmarks.contestants import services
from benchmarks.contestants.process import ROOT

MODULE = "benchmarks.contestants.spreader"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """One round: what was sent and heard a second, and what each side and Redis paid."""

    sent: float
    heard: float
    lost: float  # share of what was sent to each who hears
    p50: float
    p99: float
    sender: float  # microseconds of CPU per message
    hearer: float
    redis: float  # and per message and hearer


async def begin(*arguments: str, core: int) -> asyncio.subprocess.Process:
    """Start one side on a core."""
    with cpu.pinned(core):
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", MODULE, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )


async def run(url: str, pid: int, hearers: int, rate: int, seconds: float) -> Run:
    """One process sends, `hearers` others on the other core, with Redis, hear it."""
    listening = [await begin(url, "hear", "0", "0", core=cpu.SERVER) for _ in range(hearers)]
    for process in listening:
        assert process.stdout is not None
        await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    before = cpu.spent(pid)
    saying = await begin(url, "say", str(seconds), str(rate), core=cpu.GENERATOR)
    said = json.loads((await asyncio.wait_for(saying.communicate(), PATIENCE))[0])
    heard = [json.loads((await asyncio.wait_for(each.communicate(), PATIENCE))[0]) for each in listening]
    spent = cpu.spent(pid) - before
    count = sum(each["heard"] for each in heard)
    return Run(
        said["rate"],
        min(each["rate"] for each in heard),
        1 - count / (said["sent"] * hearers),
        max(each["p50"] for each in heard),
        max(each["p99"] for each in heard),
        1e6 * said["cpu"] / said["sent"],
        1e6 * sum(each["cpu"] for each in heard) / count,
        1e6 * spent / count,
    )


async def measure(
    rates: list[int], hearers: list[int], seconds: float, rounds: int
) -> dict[tuple[int, int], list[Run]]:
    """Take all combinations in turn."""
    found: dict[tuple[int, int], list[Run]] = {}
    with services.redis() as store:
        for _ in range(rounds):
            for count in hearers:
                for rate in rates:
                    kept = found.setdefault((count, rate), [])
                    kept.append(await run(store.url, store.pid, count, rate, seconds))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", default="1000,0", help="messages a second, 0 for as many as go")
    parser.add_argument("--hearers", default="1,3", help="processes that hear, separated by commas")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(machine.named(), flush=True)
    rates, hearers = ([int(each) for each in text.split(",")] for text in (asked.rates, asked.hearers))
    found = asyncio.run(measure(rates, hearers, asked.seconds, asked.rounds))
    table.show(
        f"Layer: one process tells others through Redis pub/sub, medians of {asked.rounds} rounds",
        [
            "hearers",
            "asked/s",
            "sent/s",
            "heard/s",
            "lost",
            "p50 ms",
            "p99 ms",
            "µs to send",
            "to hear",
            "in Redis",
        ],
        [
            [
                str(count),
                str(rate) if rate else "all",
                f"{table.middle(runs, lambda each: each.sent):,.0f}",
                f"{table.middle(runs, lambda each: each.heard):,.0f}",
                f"{100 * table.middle(runs, lambda each: each.lost):.1f} %",
                f"{table.middle(runs, lambda each: each.p50):.1f}",
                f"{table.middle(runs, lambda each: each.p99):.1f}",
                f"{table.middle(runs, lambda each: each.sender):.0f}",
                f"{table.middle(runs, lambda each: each.hearer):.0f}",
                f"{table.middle(runs, lambda each: each.redis):.0f}",
            ]
            for (count, rate), runs in found.items()
        ],
    )


if __name__ == "__main__":
    main()
