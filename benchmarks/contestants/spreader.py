"""One process on the channel layer: `python -m benchmarks.contestants.spreader URL SIDE SECONDS RATE` prints JSON.

It sends and hears as Countinghouse's relay does: one `group_send` a committed batch, one channel a process. SIDE is `say`
(sends RATE messages a second to the group, as fast as it can with 0) or `hear` (counts what arrives, and how long it took).
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop
from channels_redis.pubsub import RedisPubSubChannelLayer

from benchmarks.table import percentile

GROUP = "room.1"
TEXT = "x" * 220  # as long as the JSON of an event
QUIET_SECONDS = 1.5


async def say(layer: Any, seconds: float, rate: float) -> dict[str, float]:
    """Send for some seconds."""
    begun, cpu, sent = time.monotonic(), time.process_time(), 0
    while (now := time.monotonic()) < begun + seconds:
        if rate and sent >= (now - begun) * rate:
            await asyncio.sleep(0.0005)
            continue
        message = {"type": "room.lines", "room": 1, "first": sent, "texts": [TEXT], "at": time.monotonic()}
        await layer.group_send(GROUP, message)
        sent += 1
    return {"sent": sent, "rate": sent / seconds, "cpu": time.process_time() - cpu}


async def hear(layer: Any) -> dict[str, float]:
    """Count until nothing comes any more."""
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)
    print("ready", flush=True)
    times: list[float] = []
    first = await layer.receive(channel)
    begun, cpu = time.monotonic(), time.process_time()
    times.append(begun - first["at"])
    last = begun
    while True:
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                message = await layer.receive(channel)
        except TimeoutError:
            break
        last = time.monotonic()
        times.append(last - message["at"])
    return {
        "heard": len(times),
        "rate": len(times) / max(last - begun, 0.001),
        "p50": 1000 * percentile(times, 0.5),
        "p99": 1000 * percentile(times, 0.99),
        "cpu": time.process_time() - cpu,
    }


async def main(url: str, side: str, seconds: float, rate: float) -> None:
    """Do one side."""
    layer = RedisPubSubChannelLayer(hosts=[url])
    found = await (say(layer, seconds, rate) if side == "say" else hear(layer))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])))
