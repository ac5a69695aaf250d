"""This process on the channel layer: one channel, in the groups of the rooms it serves, and the way out to the others."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from channels.layers import get_channel_layer

from ..announce import EVERYWHERE, Announcement, group_of

log = structlog.get_logger(__name__)
RETRY_SECONDS = 1.0
LAST_SECONDS = 1.0


class Relay:
    """Passes announcements on. Whatever the layer loses, doubles or reorders is mended by who hears it."""

    def __init__(self, hear: Callable[[Announcement], None]) -> None:
        self._hear = hear
        self._layer: Any = get_channel_layer()
        self._origin = uuid.uuid4().hex
        self._channel = ""
        self._listening: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the channel and begin to listen."""
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(EVERYWHERE, self._channel)
        self._listening = asyncio.create_task(self._listen())

    async def subscribe(self, room_id: int) -> None:
        """Hear what is told in a room. The only caller of `group_add` for rooms; called for members alone."""
        await self._layer.group_add(f"room.{room_id}", self._channel)

    async def unsubscribe(self, room_id: int) -> None:
        """Hear a room no more."""
        await self._layer.group_discard(f"room.{room_id}", self._channel)

    def send(self, announcement: Announcement) -> None:
        """Pass it on to the other processes, in its own time."""
        task = asyncio.create_task(self._send({**announcement, "origin": self._origin}))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def stop(self) -> None:
        """Stop listening, after what is on its way out has left."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=LAST_SECONDS)
        if self._listening:
            self._listening.cancel()

    async def _send(self, announcement: Announcement) -> None:
        try:
            await self._layer.group_send(group_of(announcement), announcement)
        except Exception:
            log.warning("hint lost", type=announcement["type"], exc_info=True)

    async def _listen(self) -> None:
        while True:
            try:
                announcement = await self._layer.receive(self._channel)
            except Exception:
                log.warning("the channel layer fails", exc_info=True)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if announcement.pop("origin", None) != self._origin:
                self._hear(announcement)
