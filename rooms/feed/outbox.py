"""One socket's way out: a position in the log, and the few frames that are not events.

While the wire takes frames at once there is no task and no queue. When it refuses, one task takes over: it sends what
waits with a deadline, then the events beyond the position, until the socket has caught up. A slow reader therefore costs a
position, not memory; one who is too far behind, or does not take a frame in time, is closed with 4413.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import structlog

from ..protocol import codes
from ..protocol.codes import Close
from ..protocol.limits import RESUME
from .frames import Events, Frame

if TYPE_CHECKING:
    from .room import RoomFeed

log = structlog.get_logger(__name__)
WAITING = 256  # frames other than events that may wait for a slow reader


class Wire(Protocol):
    """What a socket can do."""

    @property
    def write(self) -> Callable[[Frame], bool]:
        """Send at once, or return False."""
        ...

    async def send(self, frame: Frame) -> None:
        """Send, waiting as long as the reader needs."""
        ...

    def close(self, close: Close) -> None:
        """Say goodbye and close; returns at once."""
        ...

    def ping(self) -> None:
        """Ask the client for a sign of life."""
        ...

    @property
    def heard(self) -> float | None:
        """When the client last gave one (monotonic seconds), or None when that can't be known here."""
        ...


class Outbox:
    """Tells one socket of a room what it has not been told yet."""

    __slots__ = (
        "_held", "_patience", "_pump", "_straight", "_waiting", "_welcomed", "_write", "closed", "closed_with", "feed",
        "key", "open", "person", "pinged", "position", "socket", "wire",
    )  # fmt: skip

    def __init__(self, wire: Wire, socket: str, person: str, key: str, patience: float) -> None:
        self.wire = wire
        self.socket = socket
        self.person = person
        self.key = key
        self.position = 0
        self.feed: RoomFeed | None = None
        self.open = False  # not before `welcome`, nor while held
        self.closed = False
        self.closed_with: Close | None = None
        self.pinged = 0.0
        self._patience = patience
        self._waiting: deque[Frame] | None = None  # most sockets never need one
        self._pump: asyncio.Task[None] | None = None
        self._write = wire.write
        self._straight = False  # welcomed, open, nothing waits: events may go straight to the wire
        self._welcomed = False
        self._held = False

    def tell(self, frame: Frame) -> None:
        """Send a frame that is no event, in order."""
        if self.closed or (self._pump is None and self._write(frame)):
            return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(frame)
        if len(self._waiting) > WAITING:
            self.close(codes.SLOW)
        self._wake()

    def follow(self, events: Events) -> None:
        """Send the newest events when this socket is just before them; else let it catch up."""
        if self._straight and self.position == events.before and self._write(events):
            self.position = events.last
        elif self.open and self.position < events.last:
            self._wake()

    def start(self, welcome: Frame) -> None:
        """Say welcome, then follow the log from the position."""
        self.tell(welcome)
        self._welcomed = True
        self.open = not self._held
        self._straight = self.open and self._pump is None and not self.closed
        if self.feed and self.position < self.feed.head:
            self._wake()

    def hold(self) -> None:
        """Send no events until released; they stay where they are, in the log."""
        self._held = True
        self.open = self._straight = False

    def release(self) -> None:
        """Go on from the position."""
        self._held = False
        self.open = self._welcomed
        self._wake()

    def close(self, close: Close) -> None:
        """Close the socket; nothing more is sent."""
        if self.closed:
            return
        self.closed_with = close
        self.stop()
        self.wire.close(close)

    def stop(self) -> None:
        """Send nothing more, and hear nothing."""
        self.closed = True
        self._straight = False
        if self.feed:
            self.feed.outboxes.discard(self)
        self._waiting = None
        if self._pump and self._pump is not asyncio.current_task():
            self._pump.cancel()

    def _wake(self) -> None:
        if self._pump is None and not self.closed:
            self._straight = False
            self._pump = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while (frame := await self._next()) and not self.closed:
                if isinstance(frame, Events) and not self.open:
                    break  # held while it was read
                if not self._write(frame):
                    async with asyncio.timeout(self._patience):
                        await self.wire.send(frame)
                if isinstance(frame, Events):
                    self.position = frame.last
        except TimeoutError:
            self.close(codes.SLOW)
        except Exception:
            log.exception("a socket could not be told", person=self.person)
            self.close(codes.FAULT)
        finally:
            self._pump = None
            self._straight = self.open and not self.closed

    async def _next(self) -> Frame | None:
        if self._waiting:
            return self._waiting.popleft()
        if not self.open or self.feed is None:
            return None
        if self.feed.head - self.position > 2 * RESUME:
            self.close(codes.SLOW)
            return None
        return await self.feed.beyond(self.position)
