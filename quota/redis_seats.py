"""Seats in Redis: each process has a hash of how many it holds under each name, and a lease on that hash.

Taking one is one script, which adds up what the processes hold under a name: it costs their number, not that of sockets.
Renewing is one call for all seats of a process; one that dies loses its lease and with it its seats. A Redis that was
emptied, or an answer that was lost, shows at the next renewal as a wrong sum: then all its seats are written anew.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping

import structlog

from .script import Client, Script

log = structlog.get_logger(__name__)
TOGETHER_SECONDS = 0.05  # what is given back within it goes in one call


class RedisSeats:
    """Keeps `seats.Seats`' promises in Redis. Raises what the client raises."""

    def __init__(self, client: Client, lease: float, prefix: str = "{seats}") -> None:
        self._lease = int(lease * 1000)
        self._process = uuid.uuid4().hex
        self._of = f"{prefix}:of:"
        self._client = client
        self._keys = [f"{prefix}:processes", self._of + self._process]
        self._take, self._give_back, self._renew = (Script(client, name) for name in ("take", "give_back", "renew"))
        self._held: Counter[str] = Counter()  # as Redis was told
        self._returned: Counter[str] = Counter()
        self._returning: asyncio.Task[None] | None = None
        self._under_way = 0

    async def take(self, caps: Mapping[str, int]) -> str | None:
        """See `Seats.take`."""
        claims = [part for name, cap in caps.items() for part in (name, cap)]
        self._under_way += 1
        try:
            full = int(await self._take.run(self._keys, self._process, self._lease, self._of, *claims))
        finally:
            self._under_way -= 1
        if full:
            return list(caps)[full - 1]
        self._held.update(caps.keys())
        return None

    def give_back(self, *names: str) -> None:
        """See `Seats.give_back`."""
        self._returned.update(names)
        if self._returning is None:
            self._returning = asyncio.create_task(self._return())

    async def renew(self) -> None:
        """See `Seats.renew`."""
        held = int(await self._renew.run(self._keys, self._process, self._lease, 0))
        if held != self._held.total() and not self._under_way:
            seats = [part for name, count in self._held.items() for part in (name, count)]
            await self._renew.run(self._keys, self._process, self._lease, 1, *seats)

    async def leave(self) -> None:
        """See `Seats.leave`."""
        if self._returning:
            self._returning.cancel()
        await self._client.zrem(self._keys[0], self._process)
        await self._client.delete(self._keys[1])

    async def _return(self) -> None:
        await asyncio.sleep(TOGETHER_SECONDS)
        returned, self._returned = self._returned, Counter()
        self._returning = None
        self._held -= returned
        self._under_way += 1
        try:
            await self._give_back.run(self._keys[1:], *(part for pair in returned.items() for part in pair))
        except Exception as problem:
            log.debug("seats could not be given back; the next renewal does", error=repr(problem))
        finally:
            self._under_way -= 1
