"""This process on the channel layer: one channel, in the groups of the rooms it serves, and the way out to the others.

Theory of operation. The layer is not to be believed. channels_redis loses without a word what is sent while it reconnects,
calls nobody when it does, and lets publishing, subscribing and its own clean-up wait for one lock. So this process asks
itself: once a second it sends a pulse to its own channel, by the way a hint takes out and the way a hint takes in, and
expects it back. One that does not come may have had hints beside it: when the next one does, the hub looks for itself what
it missed. Three in a row, and the process calls itself degraded: the layer's connections are thrown away and made anew,
with all groups, until a pulse comes through. Nobody ever waits for the layer meanwhile: joining a group is given its time,
and what could not be joined is joined when Redis is back; hints are sent by one task from a bounded queue.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog
from channels.layers import InMemoryChannelLayer, get_channel_layer

from ..announce import EVERYWHERE, Announcement, group_of
from .outgoing import Outgoing

log = structlog.get_logger(__name__)
PULSE = "relay.pulse"
PULSE_SECONDS = 1.0
MISSED = 3  # pulses in a row, then Redis is away
JOIN_SECONDS = 1.0  # for how long a socket that joins waits for its room's group
SOON_SECONDS = 0.05  # till the first pulse through new connections
STEP_SECONDS = 5.0  # for opening the layer, groups aside
LAST_SECONDS = 1.0


class Ears(Protocol):
    """Who listens to the others."""

    def hear(self, announcement: Announcement) -> None:
        """Another process has announced something, perhaps long ago, perhaps more than once."""
        ...

    def look(self) -> None:
        """Hints may have been lost: see for yourself."""
        ...

    def changed(self, degraded: bool) -> None:
        """Hints come no more, or again."""
        ...


class Alone:
    """The relay of a process that has no others."""

    used = False
    degraded = False
    lost = 0

    async def start(self) -> None:
        """Nothing to open."""

    async def subscribe(self, room_id: int) -> None:
        """Nobody else tells."""

    async def unsubscribe(self, room_id: int) -> None:
        """Nobody else tells."""

    def send(self, announcement: Announcement) -> None:
        """Nobody else hears."""

    async def stop(self) -> None:
        """Nothing to end."""


class Relay:
    """Passes announcements on. Whatever the layer loses, doubles or reorders is mended by who hears it."""

    used = True

    def __init__(self, layer: Any, ears: Ears) -> None:
        self.degraded = False
        self._layer = layer
        self._ears = ears
        self._origin = uuid.uuid4().hex
        self._channel = ""
        self._groups = {EVERYWHERE}
        self._late: set[str] = set()  # groups still to be joined
        self._missed = 0
        self._returned = asyncio.Event()
        self._outgoing = Outgoing(self._pass_on)
        self._listening: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def lost(self) -> int:
        """How many hints could not be sent."""
        return self._outgoing.lost

    async def start(self) -> None:
        """Open the channel and begin to listen; without Redis, begin degraded."""
        if await self._open():
            self._outgoing.go_on()
        else:
            self._missed = MISSED
            self._degrade()
        self._tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._outgoing.run())]

    async def subscribe(self, room_id: int) -> None:
        """Hear what is told in a room. The only caller of `group_add` for rooms; called for members alone."""
        group = f"room.{room_id}"
        self._groups.add(group)
        self._late.add(group)
        if not self._missed:
            await self._join(group)

    async def unsubscribe(self, room_id: int) -> None:
        """Hear a room no more."""
        group = f"room.{room_id}"
        self._groups.discard(group)
        self._late.discard(group)
        if not self._missed:
            await self._done(JOIN_SECONDS, self._layer.group_discard(group, self._channel))

    def send(self, announcement: Announcement) -> None:
        """Pass it on to the other processes, in its own time."""
        self._outgoing.put({**announcement, "origin": self._origin})

    async def stop(self) -> None:
        """Stop listening, after what is on its way out has left."""
        await self._outgoing.emptied(LAST_SECONDS)
        for task in self._tasks:
            task.cancel()
        await self._done(LAST_SECONDS, self._layer.flush())
        if self._listening:
            self._listening.cancel()

    async def _watch(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + PULSE_SECONDS
            if await self._done(PULSE_SECONDS, self._pulse()):
                await self._well()
            else:
                self._missed += 1
                if self._missed >= MISSED and await self._reopened():
                    due = clock() + SOON_SECONDS
            await asyncio.sleep(due - clock())

    async def _pulse(self) -> None:
        self._returned.clear()
        await self._layer.send(self._channel, {"type": PULSE})
        await self._returned.wait()

    async def _well(self) -> None:
        missed, self._missed = self._missed or len(self._late), 0
        for group in list(self._late):
            await self._join(group)
        if self.degraded:
            self.degraded = False
            log.info("Redis is back", lost=self.lost)
            self._outgoing.go_on()
            self._ears.changed(False)
        if missed:
            self._ears.look()

    async def _reopened(self) -> bool:
        if not self.degraded:
            self._degrade()
        return await self._open()

    def _degrade(self) -> None:
        self.degraded = True
        log.warning("Redis is away; the log is read more often instead")
        self._outgoing.pause()
        self._ears.changed(True)

    async def _open(self) -> bool:
        """Begin anew, with new connections."""
        if not await self._done(STEP_SECONDS, self._open_channel()):
            return False
        self._late = set(self._groups)
        for group in (EVERYWHERE, *(self._groups - {EVERYWHERE})):
            if not await self._join(group):
                return False
        return True

    async def _open_channel(self) -> None:
        await self._layer.flush()
        if self._listening:
            self._listening.cancel()
        self._channel = await self._layer.new_channel()
        self._listening = asyncio.create_task(self._listen())

    async def _join(self, group: str) -> bool:
        if not await self._done(JOIN_SECONDS, self._layer.group_add(group, self._channel)):
            return False
        self._late.discard(group)
        return True

    async def _pass_on(self, announcement: Announcement) -> None:
        await self._layer.group_send(group_of(announcement), announcement)

    async def _listen(self) -> None:
        while True:
            announcement = await self._layer.receive(self._channel)
            if announcement["type"] == PULSE:
                self._returned.set()
            elif announcement.pop("origin", None) != self._origin:
                self._hear(announcement)

    def _hear(self, announcement: Announcement) -> None:
        try:
            self._ears.hear(announcement)
        except Exception:
            log.exception("a hint could not be taken", type=announcement["type"])

    async def _done(self, seconds: float, work: Awaitable[Any]) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await work
        except Exception as problem:
            # Said once when it lasts, by `_degrade`.
            log.debug("the channel layer fails", error=repr(problem))
            return False
        return True


def relay_for(ears: Ears, open_layer: Callable[[], Any] = get_channel_layer) -> Relay | Alone:
    """Return the relay for the configured channel layer; the one in memory is this process's alone."""
    layer = open_layer()
    return Alone() if isinstance(layer, InMemoryChannelLayer) else Relay(layer, ears)
