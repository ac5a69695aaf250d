"""Which core a process runs on, and what it has used of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
GENERATOR, SERVER = CORES[-1], CORES[0]


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Run on one core; a process started meanwhile stays on it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def spent(*pids: int) -> float:
    """Return the seconds, user and system, that these processes and all that descend from them have used."""
    used: dict[int, float] = {}
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        number = int(stat.parent.name)
        # Its own, and that of its children which have ended (PostgreSQL's end with their connections).
        used[number] = sum(map(int, fields[11:15])) / TICKS
        children.setdefault(int(fields[1]), []).append(number)
    family = list(dict.fromkeys(pids))
    for member in family:
        family.extend(child for child in children.get(member, []) if child not in family)
    return sum(used.get(member, 0.0) for member in family)
