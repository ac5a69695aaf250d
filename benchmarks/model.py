"""From sockets, rooms and lines a second to processes, Redis and PostgreSQL: `python -m benchmarks.model`.

The figures are measured by the other benchmarks; `docs/scaling.md` says which, and how far to trust the sum.
"""

import argparse
import math
import random
from dataclasses import dataclass, replace
from itertools import count

from benchmarks import table


@dataclass(frozen=True, slots=True)
class Figures:
    """Microseconds of CPU, unless something else is said."""

    line: float = (
        650.0  # received, evaluated, committed, acknowledged by the process that has the sender, some 500 a second
    )
    delivery: float = 8.0  # one event to one socket
    hint_sent: float = 120.0  # one batch told to the other processes
    hint_heard: float = 60.0  # by each of them
    redis_hint: float = 25.0  # in Redis: one message taken in
    redis_copy: float = 20.0  # and handed to one process
    postgres_line: float = 500.0  # in PostgreSQL, while a commit holds a line or two; 100 in batches of 200
    connect: float = 1_000.0  # with its replay
    rest: float = 12.0  # a second of one socket's being there: pings, lease
    socket_kib: float = 30.0
    room_kib: float = 60.0  # on every process that hears it
    process_mib: float = 70.0


@dataclass(frozen=True, slots=True)
class Load:
    """What people do."""

    name: str
    sockets: int
    rooms: int
    lines: float  # a second, in all rooms together
    stay: float = 1_800.0  # seconds that a socket lives

    @property
    def crowd(self) -> float:
        """Sockets in a room."""
        return self.sockets / self.rooms


@dataclass(frozen=True, slots=True)
class Need:
    """What that takes. Cores are cores of CPU time."""

    processes: int
    busy: float  # of each process's core
    hearers: float  # processes that hear a room
    redis: float
    postgres: float
    mib: float  # of each process


USED = 0.5  # of a process's core: the rest is for bursts, storms and the loss of a neighbour
LOADS = (
    Load("one team", 50, 10, 5),
    Load("1,000 sockets, 200 rooms", 1_000, 200, 200),
    Load("10,000 sockets, 2,000 rooms", 10_000, 2_000, 2_000),
    Load("50,000 sockets, 10,000 rooms", 50_000, 10_000, 5_000),
    Load("100,000 sockets, 20,000 rooms", 100_000, 20_000, 10_000),
    Load("100,000 sockets, 50 lectures", 100_000, 50, 100),
    Load("one room of 10,000", 10_000, 1, 20),
    Load("one room of 100,000", 100_000, 1, 20),
)


def hearers(load: Load, processes: int) -> float:
    """Return how many processes have at least one socket of a room, when sockets land anywhere."""
    return processes * (1 - (1 - 1 / processes) ** load.crowd)


def cores(load: Load, figures: Figures, processes: int) -> float:
    """Return the CPU of all server processes, in cores."""
    others = hearers(load, processes) - 1 if processes > 1 else 0.0
    told = figures.hint_sent + others * figures.hint_heard if processes > 1 else 0.0
    a_line = figures.line + load.crowd * figures.delivery + told
    a_socket = figures.rest + figures.connect / load.stay
    return (load.lines * a_line + load.sockets * a_socket) / 1e6


def need(load: Load, figures: Figures) -> Need:
    """Return what a load takes: the fewest processes of which none is busier than `USED`."""
    processes = next(number for number in count(1) if cores(load, figures, number) <= USED * number)
    hearing = hearers(load, processes)
    redis = load.lines * (figures.redis_hint + hearing * figures.redis_copy) / 1e6 if processes > 1 else 0.0
    return Need(
        processes,
        cores(load, figures, processes) / processes,
        hearing,
        redis,
        load.lines * figures.postgres_line / 1e6,
        figures.process_mib
        + (load.sockets * figures.socket_kib + load.rooms * hearing * figures.room_kib) / processes / 1024,
    )


def spread(load: Load, figures: Figures, processes: int, seed: int) -> tuple[float, float]:
    """Simulate: sockets land on processes at random, rooms are of very different sizes and talk by their size.

    Returns the mean and the busiest process's share of a core.
    """
    chance = random.Random(seed)
    weights = [1 / (1 + rank) ** 0.8 for rank in range(load.rooms)]
    places = chance.choices(range(load.rooms), weights, k=load.sockets)
    there: dict[int, dict[int, int]] = {}
    for room in places:
        process = chance.randrange(processes)
        held = there.setdefault(room, {})
        held[process] = held.get(process, 0) + 1
    spent = [0.0] * processes
    a_socket = figures.rest + figures.connect / load.stay
    for held in there.values():
        lines = load.lines * sum(held.values()) / load.sockets
        for process, sockets in held.items():
            own = lines * sockets / sum(held.values())  # whose senders are here
            spent[process] += own * (figures.line + (figures.hint_sent if processes > 1 else 0.0))
            spent[process] += (lines - own) * figures.hint_heard
            spent[process] += lines * sockets * figures.delivery + sockets * a_socket
    return sum(spent) / processes / 1e6, max(spent) / 1e6


def main() -> None:
    """Compute and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in vars_of(Figures()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=value)
    figures = replace(Figures(), **vars(parser.parse_args()))
    needs = [(load, need(load, figures)) for load in LOADS]
    table.show(
        f"Model: the fewest processes that use {USED:.0%} of a core; Redis and PostgreSQL in cores",
        [
            "load",
            "lines/s",
            "deliveries/s",
            "processes",
            "busy",
            "hear a room",
            "Redis core",
            "PostgreSQL cores",
            "MiB each",
        ],
        [
            [
                load.name,
                f"{load.lines:,.0f}",
                f"{load.lines * load.crowd:,.0f}",
                f"{found.processes:,}",
                f"{found.busy:.0%}",
                f"{found.hearers:.1f}",
                f"{found.redis:.2f}",
                f"{found.postgres:.2f}",
                f"{found.mib:.0f}",
            ]
            for load, found in needs
        ],
    )
    table.show(
        "Simulation: the same, rooms by Zipf's law, sockets on processes at random, medians of 3",
        ["load", "processes", "mean", "busiest", "processes then", "mean", "busiest"],
        [simulated(load, figures, found.processes) for load, found in needs if load.rooms > 1],
    )


def simulated(load: Load, figures: Figures, processes: int) -> list[str]:
    """Return the row of a load: with the model's processes, and with as many as unequal rooms take."""
    cells = [load.name]
    for _ in range(2):
        runs = [spread(load, figures, processes, seed) for seed in range(3)]
        mean, busiest = table.middle(runs, lambda run: run[0]), table.middle(runs, lambda run: run[1])
        cells += [f"{processes:,}", f"{mean:.0%}", f"{busiest:.0%}"]
        processes = max(processes, math.ceil(processes * mean / USED))
    return cells


def vars_of(figures: Figures) -> dict[str, float]:
    """Return the figures by name."""
    return {name: getattr(figures, name) for name in figures.__dataclass_fields__}


if __name__ == "__main__":
    main()
