"""Stand-ins for the edges of a feed: a log to read from, and a wire to write to."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rooms.feed.frames import Events, Frame
from rooms.models import Event
from rooms.protocol.codes import Close
from rooms.protocol.events import encode


class Reads:
    """Implements `feed.reads.Reads` over a list, and counts how often it was asked."""

    def __init__(self) -> None:
        self.length = 0
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = False

    def texts(self, first: int, last: int) -> list[str]:
        """Return the texts of events as they are hinted."""
        from rooms.log import public

        return [encode(public(self.event(seq))) for seq in range(first, last + 1)]

    def event(self, seq: int) -> Event:
        """Return the row of one event."""
        at = datetime(2026, 11, 21, tzinfo=UTC)
        body = {"text": f"line {seq}"}
        return Event(seq=seq, kind="message", at=at, by_id="a", by_name="Ann", submission=None, body=body)

    async def live(self, function: Callable[..., Any], *args: Any) -> list[str]:
        """Answer `replay.after(room, seq, limit)`."""
        self.asked += 1
        await self.gate.wait()
        if self.fails:
            raise OSError("the database is away")
        _, seq, limit = args
        return self.texts(seq + 1, min(self.length, seq + limit))

    replay = live

    def close(self) -> None:
        """Nothing to end."""


class Wire:
    """Implements `outbox.Wire`: remembers what it sent. It can refuse, and its `send` can hang."""

    heard = None

    def __init__(self) -> None:
        self.sent: list[Frame] = []
        self.refuses = False
        self.ready = asyncio.Event()
        self.ready.set()
        self.closed: Close | None = None
        self.ended = asyncio.Event()
        self.breaks = False

    @property
    def seqs(self) -> list[int]:
        """The seqs of the events that were sent, in order."""
        return [seq for frame in self.sent if isinstance(frame, Events) for seq in range(frame.first, frame.last + 1)]

    def write(self, frame: Frame) -> bool:
        """Send at once, unless told to refuse."""
        if not self.refuses:
            self.sent.append(frame)
        return not self.refuses

    async def send(self, frame: Frame) -> None:
        """Send once the reader is ready."""
        if self.breaks:
            raise OSError("broken pipe")
        await self.ready.wait()
        self.sent.append(frame)

    def close(self, close: Close) -> None:
        """Remember how it was closed."""
        self.closed = close
        self.ended.set()

    def ping(self) -> None:
        """Nothing listens."""


async def settled() -> None:
    """Let the tasks that can go on go on until none can."""
    for _ in range(50):
        await asyncio.sleep(0)
