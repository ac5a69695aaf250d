"""Hypercorn's WebSocket stream with what our sockets need beyond ASGI, offered to them in the scope's `extensions`.

What Hypercorn 0.18 does not do, and one it does too well:

* It sends pings but never looks at pongs: here every byte from the client, pongs too, moves `heard`.
* Its way to send walks several coroutines, a lock and a drain per message: `write` hands a ready frame to the transport,
  or refuses (closing, locked, or more than `HIGH_WATER` unsent), and then the caller takes the stock way, which waits.
  What it looks at lies in three objects, not ten: of a thousand sockets none is in the processor's cache when its turn
  comes, and fetching them cost more than all that is done with them.
* After an oversize message it closes with 1009 but leaves the application believing it is connected, and may never see
  the client's answer; on a broken frame it ends the connection without a word. Here both are closed properly.
* It accepts permessage-deflate, which has no setting, doubles CPU, takes 100 KiB a socket and inflates without a bound
  before its size check: handshakes are answered as if the client had not offered any extension.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import Any

import hypercorn.protocol.h11 as h11_protocol
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.events import Data, Event, Request, StreamClosed
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.ws_stream import FrameTooLargeError, WSStream
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection, Message, Ping
from wsproto.frame_protocol import CloseReason

from rooms.feed.frames import Frame
from rooms.protocol.codes import Close

EXTENSION = "countinghouse.wire"
HIGH_WATER = 64 * 1024


class WireStream(WSStream):
    """One WebSocket, to Hypercorn a stream of its own, to our application a wire."""

    __slots__ = ("_lock", "_open", "_too_big", "_transport", "heard")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.heard = monotonic()
        self._open = False  # accepted, and no word of closing from either side
        self._too_big = False
        tcp = _tcp_server(self.send)
        self._lock = tcp.send_lock
        self._transport = tcp.writer.transport
        application = self.app

        async def with_wire(scope: Any, *rest: Any) -> None:
            scope["extensions"][EXTENSION] = self
            await application(scope, *rest)

        self.app = with_wire  # type: ignore[assignment]

    def write(self, frame: Frame) -> bool:
        """Send a frame (RFC 6455, unmasked, no extension) now; False when that can't be done at once."""
        transport = self._transport
        if not self._open or transport.is_closing():
            return False
        # Who holds the lock waits for what is unsent: where nothing is, nobody waits.
        if (unsent := transport.get_write_buffer_size()) and (unsent > HIGH_WATER or self._lock.locked()):
            return False
        transport.write(frame.wire)
        return True

    def push(self, frame: bytes) -> None:
        """Write though much is unsent: for the last words to a client that has stopped reading."""
        if self._open and not self._transport.is_closing():
            self._transport.write(frame)

    def ping(self) -> None:
        """Send a protocol ping; the pong will move `heard`."""
        if self._open:
            self.push(self.connection.send(Ping()))

    def abort(self) -> None:
        """Drop the connection and what is unsent."""
        self._transport.abort()

    async def handle(self, event: Event) -> None:
        """See WSStream."""
        if isinstance(event, Request):
            offered = [(name, value) for name, value in event.headers if name.lower() != b"sec-websocket-extensions"]
            event = replace(event, headers=offered)
        elif isinstance(event, Data):
            self.heard = monotonic()
        elif isinstance(event, StreamClosed):
            self._open = False
        await super().handle(event)

    async def app_send(self, message: Any) -> None:
        """See WSStream."""
        await super().app_send(message)
        if message and message["type"] == "websocket.accept":
            self._open = not self.closed and self.connection.state is ConnectionState.OPEN

    async def _handle_events(self) -> None:
        for event in self.connection.events():
            if isinstance(event, Message):
                await self._take(event)
            elif isinstance(event, Ping):
                await self._send_wsproto_event(event.response())
            elif isinstance(event, CloseConnection):
                self._open = False
                if self.connection.state is ConnectionState.REMOTE_CLOSING:
                    await self._send_wsproto_event(event.response())
                elif self.connection.state is ConnectionState.OPEN:
                    # Not the client's word but wsproto's, on a frame that breaks the protocol.
                    close = Close(int(event.code), "broken frame")
                    self._transport.write(Frame.goodbye(close).wire)
                    await self._send_wsproto_event(CloseConnection(code=close.code, reason=close.reason))
                await self.send(StreamClosed(stream_id=self.stream_id))

    async def _take(self, event: Message[Any]) -> None:
        if self._too_big or self.app_put is None:
            return
        try:
            self.buffer.extend(event)
        except FrameTooLargeError:
            self._too_big = True
            await self._send_wsproto_event(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
            await self.app_put({"type": "websocket.disconnect", "code": 1009})
            return
        if event.message_finished:
            await self.app_put(self.buffer.to_message())
            self.buffer.clear()

    async def _send_wsproto_event(self, event: Any) -> None:
        if isinstance(event, CloseConnection):
            self._open = False
        await super()._send_wsproto_event(event)


def install() -> None:
    """Have Hypercorn make these for its HTTP/1.1 sockets (it serves no others: `server` allows HTTP/1.1 alone)."""
    protocol: Any = h11_protocol
    protocol.WSStream = WireStream


def _tcp_server(stream_send: Any) -> TCPServer:
    protocol = stream_send.__self__
    assert isinstance(protocol, H11Protocol)
    server: Any = protocol.send.__self__  # type: ignore[attr-defined]
    assert isinstance(server, TCPServer)
    return server
