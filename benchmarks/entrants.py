"""Who takes part in the measurement of fan-out: each server with its sockets in this process."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from benchmarks.contestants.ours import Rooms, Seat, countinghouse
from benchmarks.contestants.process import Server, serving
from benchmarks.generator import Deliveries, Listener, connect, stamped, until

TALK = "Shall we split the bill for the cabin three ways, or by the nights that each of us stayed?"
PATIENCE = 30.0
OTHERS = {"bare Hypercorn": "bare", "tutorial pattern": "tutorial", "picows (Cython)": "cython"}


@dataclass(slots=True)
class Contestant:
    """A server, its sockets in this process, and how the first of them has an event sent to all."""

    name: str
    server: Server
    sockets: list[Listener]
    deliveries: Deliveries
    line: Callable[[], str]
    runs: dict[int, list["Run"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one contestant at one rate."""

    cpu: float  # microseconds per delivery
    events: float  # a second
    together: float  # events in one frame
    p50: float
    p99: float


def say() -> str:
    """Return a `say` frame."""
    stamp = stamped()
    return f'{{"type":"say","id":"{stamp.strip("@")}","text":"{stamp} {TALK}"}}'


async def gather(stack: AsyncExitStack, sockets: int) -> list[Contestant]:
    """Start all contestants and connect their sockets. Ours tells the others what a frame looks like."""
    server, seats = await stack.enter_async_context(countinghouse(Rooms(1, sockets)))
    ours = await enter("Countinghouse", server, sockets, say, seats)
    ours.sockets[0].say(say())
    await until(lambda: ours.deliveries.count == sockets, PATIENCE)
    frame = ours.deliveries.example.decode()
    before, _, rest = frame.partition("@")
    after = rest.partition("@")[2]

    def ready() -> str:
        return before + stamped() + after

    found = []
    for name, module in OTHERS.items():
        server = await stack.enter_async_context(serving(["-m", f"benchmarks.contestants.{module}"]))
        found.append(await enter(name, server, sockets, ready))
    return [*found, ours]


async def enter(
    name: str, server: Server, sockets: int, line: Callable[[], str], seats: Sequence[Seat] = ()
) -> Contestant:
    """Connect the sockets of one contestant and let it come to rest."""
    deliveries = Deliveries()
    listeners = [Listener(deliveries.take) for _ in range(sockets)]
    await connect(f"ws://127.0.0.1:{server.port}/", listeners, seats)
    await asyncio.sleep(1.0)
    return Contestant(name, server, listeners, deliveries, line)
