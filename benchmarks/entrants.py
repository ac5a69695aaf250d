"""Who takes part in the measurement of fan-out: each server with its sockets in this process."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from benchmarks.contestants import services
from benchmarks.contestants.ours import Rooms, Seat, countinghouse
from benchmarks.contestants.process import Server, serving
from benchmarks.generator import Deliveries, Listener, connect, stamped, until

TALK = "Shall we split the bill for the cabin three ways, or by the nights that each of us stayed?"
PATIENCE = 30.0
SLOW_WINDOW = 2  # events under way of who takes half a second for each
OTHERS = {"bare Hypercorn": "bare", "tutorial, in memory": "tutorial", "picows (Cython)": "cython"}
FLOOR = {"bare Hypercorn": "bare"}


@dataclass(slots=True)
class Contestant:
    """A server, its sockets in this process, and how the first of them has an event sent to all."""

    name: str
    server: Server
    sockets: list[Listener]
    deliveries: Deliveries
    line: Callable[[], str]
    window: int = 1_000  # events under way at most
    runs: dict[int, list["Run"]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one contestant at one rate."""

    cpu: float  # microseconds per delivery
    events: float  # a second
    together: float  # events in one frame
    p50: float
    p99: float
    clients: float  # share of a core that the clients took


def say() -> str:
    """Return a `say` frame."""
    stamp = stamped()
    return f'{{"type":"say","id":"{stamp.strip("@")}","text":"{stamp} {TALK}"}}'


async def gather(stack: AsyncExitStack, sockets: int, others: Mapping[str, str], redis: bool) -> list[Contestant]:
    """Start all contestants and connect their sockets. Ours tells the others what a frame looks like."""
    ours = [await own(stack, sockets, redis=kind) for kind in ([False, True] if redis else [False])]
    before, _, rest = ours[0].deliveries.example.decode().partition("@")
    after = rest.partition("@")[2]

    def ready() -> str:
        return before + stamped() + after

    found = []
    for name, module in others.items():
        server = await stack.enter_async_context(serving(["-m", f"benchmarks.contestants.{module}"]))
        found.append(await enter(name, server, sockets, ready))
        if module == "tutorial":
            found[-1].window = SLOW_WINDOW
    if redis and "tutorial" in others.values():
        store = stack.enter_context(services.redis())
        arguments = ["-m", "benchmarks.contestants.tutorial", store.url]
        server = await stack.enter_async_context(serving(arguments, helpers=(store.pid,)))
        found.append(await enter("tutorial, Redis", server, sockets, ready))
        found[-1].window = SLOW_WINDOW
    return [*found, *ours]


async def own(stack: AsyncExitStack, sockets: int, *, redis: bool) -> Contestant:
    """Start one of ours, and have it deliver a first event."""
    server, seats = await stack.enter_async_context(countinghouse(Rooms(1, sockets), redis=redis))
    ours = await enter(f"Countinghouse, {'Redis' if redis else 'in memory'}", server, sockets, say, seats)
    ours.sockets[0].say(say())
    await until(lambda: ours.deliveries.count == sockets, PATIENCE)
    return ours


async def enter(
    name: str, server: Server, sockets: int, line: Callable[[], str], seats: Sequence[Seat] = ()
) -> Contestant:
    """Connect the sockets of one contestant and let it come to rest."""
    deliveries = Deliveries()
    listeners = [Listener(deliveries.take) for _ in range(sockets)]
    await connect(f"ws://127.0.0.1:{server.port}/", listeners, seats)
    await asyncio.sleep(1.0)
    return Contestant(name, server, listeners, deliveries, line)
