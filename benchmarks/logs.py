"""One client's work with a log: opening, resuming, paging, appending."""

import asyncio
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import httpx

from benchmarks.contestants.ours import Seat
from benchmarks.contestants.process import Server
from benchmarks.follower import Follower
from benchmarks.generator import connect, until
from benchmarks.submitter import Acks, Submitter, evaluate, price

TIMES = 20
REST_SECONDS = 0.15  # longer than arrivals are gathered: who comes right after another waits for that
PATIENCE = 10.0
AGO = 1000  # events back, from where a socket resumes


@dataclass(frozen=True, slots=True)
class Run:
    """Median milliseconds of each."""

    opened: float
    resumed: float
    newest: float
    middle: float
    appended: float


async def run(server: Server, seat: Seat, length: int) -> Run:
    """Do each `TIMES` times."""
    url = f"127.0.0.1:{server.port}/"
    opened = await sockets(f"ws://{url}", seat, "")
    resumed = await sockets(f"ws://{url}", seat, f"?after={length - min(length // 2, AGO)}")
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {seat.token}"}) as client:
        events = f"http://{url}api/v1/rooms/{seat.slug}/events"
        newest = await pages(client, events)
        middle = await pages(client, f"{events}?after={length // 2}")
    return Run(opened, resumed, newest, middle, await appended(f"ws://{url}", seat))


async def sockets(url: str, seat: Seat, query: str) -> float:
    """Connect until the replay has ended."""
    times = []
    for _ in range(TIMES):
        follower = Follower()
        await follower.connect(url, seat, query)
        follower.close()
        times.append(follower.milliseconds)
        await asyncio.sleep(REST_SECONDS)
    return median(times)


async def pages(client: httpx.AsyncClient, url: str) -> float:
    """Ask for a page of 50."""
    times = []
    for _ in range(TIMES):
        begun = perf_counter()
        answer = await client.get(url)
        times.append(1000 * (perf_counter() - begun))
        assert len(answer.json()["events"]) == 50, answer.text
    return median(times)


async def appended(url: str, seat: Seat) -> float:
    """Have lines acknowledged, one after the other."""
    acks = Acks()
    submitter = Submitter(acks)
    await connect(url, [submitter], [seat])
    submitter.submit(price)
    await until(lambda: not acks.waiting, PATIENCE)
    acks.clear()
    for _ in range(TIMES):
        submitter.submit(evaluate)
        await until(lambda: not acks.waiting, PATIENCE)
    submitter.close()
    return median(acks.milliseconds)
