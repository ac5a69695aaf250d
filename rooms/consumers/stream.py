"""The log as Server-Sent Events: the same positions and the same feed as a socket's, over plain HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.exceptions import StopConsumer

from .. import process
from ..feed.frames import Events, Frame
from ..feed.leaving import Leaving
from ..feed.outbox import Outbox
from ..protocol import codes
from ..protocol.codes import Close, Refusal
from . import door
from .direct import DirectConsumer, Message

LAST_PART_SECONDS = 2.0
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class StreamWire:
    """A response that never ends. It shows events alone; what else a socket would be told is left out."""

    heard = None

    def __init__(self, send: Callable[[Any], Awaitable[None]], closing: Callable[[], None]) -> None:
        self._send = send
        self._closing = closing
        self._tasks: set[asyncio.Task[None]] = set()

    def write(self, frame: Frame) -> bool:
        """Take what is not shown anyway; events wait for their turn."""
        return not isinstance(frame, Events | Welcome)

    async def send(self, frame: Frame) -> None:
        """See `outbox.Wire`."""
        assert isinstance(frame, Events | Welcome)
        await self.body(frame.stream)

    def ping(self) -> None:
        """Send a comment, so that proxies see life and a connection that is gone shows itself."""
        self._spawn(self.body(b": here\n\n"))

    def close(self, close: Close) -> None:
        """See `outbox.Wire`."""
        self._closing()

    async def body(self, body: bytes, *, more: bool = True) -> None:
        """Send a part of the response."""
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Welcome(Frame):
    """The first event of a stream. It has no `id:`, so that it does not move the client's position."""

    @property
    def stream(self) -> bytes:
        """The welcome as a Server-Sent Event."""
        return f"event: welcome\ndata: {self.text}\n\n".encode()


class StreamConsumer(DirectConsumer):
    """One stream of one room."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.process = process.of(scope)
        with Leaving() as self.leaving:
            try:
                async with asyncio.timeout(None) as self.deadline:
                    await super().__call__(scope, receive, send)
            except TimeoutError:
                await self._finish()
            except Refusal as refusal:
                await self._refuse(refusal)

    async def http_request(self, message: Message) -> None:
        """Let them in and begin to stream."""
        if message.get("more_body"):
            return
        if self.scope["method"] != "GET":
            raise Refusal(codes.METHOD_NOT_ALLOWED)
        admission = await door.let_in(self.process, self.scope, self.leaving)
        member = admission.membership
        wire = StreamWire(self.base_send, self._end)
        outbox = Outbox(wire, self.process.hub.new_socket(), member.person_id, admission.key, self.process.patience)
        self.leaving.callback(outbox.stop)
        feed = await self.process.hub.join(member, outbox, admission.asked)
        outbox.position, resumed = feed.position(admission.after, admission.epoch)
        await self.base_send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        welcome = {"head": feed.head, "epoch": feed.epoch, "resumed": resumed}
        outbox.start(Welcome(json.dumps(welcome)))

    async def http_disconnect(self, message: Message) -> None:
        """The client is gone."""
        raise StopConsumer

    async def _refuse(self, refusal: Refusal) -> None:
        status, headers, body = door.answer(refusal)
        await self.base_send({"type": "http.response.start", "status": status, "headers": headers})
        await self.base_send({"type": "http.response.body", "body": body})

    async def _finish(self) -> None:
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(LAST_PART_SECONDS):
                await self.base_send({"type": "http.response.body", "body": b"", "more_body": False})

    def _end(self) -> None:
        self.deadline.reschedule(asyncio.get_running_loop().time())
