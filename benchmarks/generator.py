"""The clients: cheap sockets (picows) in this process, which runs on another core than the servers."""

import asyncio
import re
from array import array
from collections.abc import Callable, Sequence
from time import perf_counter_ns

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from benchmarks.contestants.ours import Seat

STAMP = re.compile(rb"@(\d{19})@")
AT_ONCE = 50
CONNECT_SECONDS = 30.0


def stamped() -> str:
    """Return the present moment as it is hidden in a text, always of one length."""
    return f"@{perf_counter_ns():019d}@"


class Listener(WSListener):  # type: ignore[misc]
    """Hands each text frame to a function."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """See picows."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """See picows."""
        if frame.msg_type == WSMsgType.TEXT:
            self._take(frame.get_payload_as_bytes())

    def say(self, text: str) -> None:
        """Send a text frame."""
        assert self.transport is not None
        self.transport.send(WSMsgType.TEXT, text.encode())

    def close(self) -> None:
        """Drop the connection."""
        if self.transport:
            self.transport.disconnect(False)


class Deliveries:
    """Counts the stamped events that arrive on any number of sockets, and how long each was under way."""

    def __init__(self, stamp: re.Pattern[bytes] = STAMP) -> None:
        self.stamp = stamp
        self.count = 0
        self.frames = 0
        self.milliseconds = array("d")
        self.example = b""
        self._last = b""
        self._stamps: list[int] = []

    def take(self, payload: bytes) -> None:
        """Take one frame. The same one arrives at all sockets, so it is read once."""
        if payload != self._last:
            self._stamps = [int(stamp) for stamp in self.stamp.findall(payload)]
            self._last = payload
            self.example = payload if self._stamps else self.example
        now = perf_counter_ns()
        for stamp in self._stamps:
            self.milliseconds.append((now - stamp) / 1e6)
        self.count += len(self._stamps)
        self.frames += bool(self._stamps)

    def clear(self) -> None:
        """Begin again."""
        self.count, self.frames, self.milliseconds = 0, 0, array("d")


async def connect(url: str, listeners: Sequence[Listener], seats: Sequence[Seat] = ()) -> None:
    """Connect each listener, to the room of its seat where there are seats."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(listener: Listener, seat: Seat | None) -> None:
        path = f"ws/rooms/{seat.slug}/" if seat else ""
        headers = {"Authorization": f"Bearer {seat.token}"} if seat else None
        async with turns:
            await ws_connect(
                lambda: listener, url + path, extra_headers=headers, websocket_handshake_timeout=CONNECT_SECONDS
            )

    places = list(seats) or [None] * len(listeners)
    async with asyncio.TaskGroup() as group:
        for listener, seat in zip(listeners, places, strict=True):
            group.create_task(one(listener, seat))


async def until(true: Callable[[], bool], seconds: float) -> None:
    """Wait, but not for ever. Polled: what is counted arrives too often to announce each."""
    try:
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.002)
    except TimeoutError:
        return
