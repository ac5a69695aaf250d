"""What runs per process: started before the first request, ended after the last."""

import asyncio
import contextlib
import gc
import time
from typing import Any

from presence.memory_store import MemoryStore
from presence.redis_store import RedisStore
from presence.store import Crowd, Store, Times
from quota.redis_ledger import RedisLedger
from quota.redis_seats import RedisSeats
from rooms import scribe
from rooms.feed.census import Caps, Census
from rooms.feed.hub import Hub
from rooms.feed.liveness import watch
from rooms.feed.reads import Reads
from rooms.feed.settling import settle
from rooms.gather import Gather
from rooms.process import Process
from rooms.purses import Purses, Rate
from rooms.services.rooms import mark_read

from . import env, redis

READ_MARKS_SECONDS = 0.5


class Lifespan:
    """The application of ASGI's lifespan protocol. What it makes is found in every scope's `state`."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        try:
            async with contextlib.AsyncExitStack() as running:
                scope["state"]["rooms"] = await start(running)
                # Collecting what lives as long as the process stops 2,000 sockets for a quarter of a second.
                gc.collect()
                gc.freeze()
                gc.set_threshold(50_000, 20, 50)
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as problem:
            await send({"type": "lifespan.startup.failed", "message": str(problem)})
            raise
        await send({"type": "lifespan.shutdown.complete"})


async def start(running: contextlib.AsyncExitStack) -> Process:
    """Start the process's parts; `running` ends them in reverse order."""
    times = Times(env.HEARTBEAT_SECONDS)
    reads = Reads(env.READ_THREADS, env.REPLAY_THREADS)
    running.callback(reads.close)
    client = connect(running)
    hub = Hub(reads, leases(client), times)
    await hub.start()
    running.push_async_callback(hub.stop)
    loop = asyncio.get_running_loop()
    writer = scribe.shared()

    def deliver(results: list[tuple[scribe.Tell, scribe.Result]]) -> None:
        loop.call_soon_threadsafe(scribe.tell_all, results)

    writer.deliver = deliver
    running.push_async_callback(asyncio.to_thread, writer.close)
    watching = asyncio.create_task(watch(hub, times, heads=env.HEAD_CHECK_SECONDS, recheck=env.RECHECK_SECONDS))
    running.callback(watching.cancel)
    caps = Caps(env.SOCKETS_PER_PROCESS, env.SOCKETS_PER_ROOM, env.SOCKETS_PER_PERSON, env.SOCKETS_PER_ADDRESS)
    census = Census(caps, RedisSeats(client, times.lease) if client else None)
    rate = Rate(env.RATE_PER_SECOND, env.RATE_BURST)
    purses = Purses(rate.times(env.PERSON_RATES), rate.times(env.ADDRESS_RATES), time.monotonic)
    if client:
        settling = asyncio.create_task(settle(census, purses, RedisLedger(client), times))
        running.push_async_callback(census.leave)
        running.callback(settling.cancel)
    return Process(
        hub=hub,
        census=census,
        purses=purses,
        times=times,
        rate=env.RATE_PER_SECOND,
        burst=env.RATE_BURST,
        patience=env.SEND_SECONDS,
        clock=time.monotonic,
        read_marks=Gather(lambda marks: reads.live(mark_read, marks), READ_MARKS_SECONDS),
    )


def leases(client: redis.Client | None) -> Store:
    """Return where this process and all others on its Redis keep who is here."""
    crowd = Crowd(above=env.CROWD, sample=max(1, env.CROWD // 2))
    return RedisStore(client, crowd) if client else MemoryStore(time.monotonic, crowd)


def connect(running: contextlib.AsyncExitStack) -> redis.Client | None:
    """Return a client of the Redis that this process shares with others, if there is one."""
    if not env.REDIS_URL:
        return None
    client = redis.client(env.REDIS_URL)
    running.push_async_callback(client.aclose)
    return client
