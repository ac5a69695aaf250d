"""A WebSocket client below the manners of a library: one that need not read, answer pings or send proper frames."""

import asyncio
import json
import os
import socket
import struct
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from .client import PATIENCE, Caller, Closing
from .server import Server

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA


class RawSocket:
    """A socket in a room, byte by byte."""

    def __init__(
        self,
        caller: Caller,
        room: str,
        *,
        answers_pings: bool = True,
        headers: str = "",
        receive_buffer: int | None = None,
        query: str = "",
        door: Server | None = None,
    ) -> None:
        self._caller = caller
        self._path = f"/ws/rooms/{room}/{query}"
        self._answers_pings = answers_pings
        self._extra = headers
        self._receive_buffer = receive_buffer
        self._door = door
        self.response = ""

    async def __aenter__(self) -> Self:
        door = self._door or self._caller.house.door()
        address = urlsplit(door.url)
        plain = socket.socket()
        if self._receive_buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        plain.setblocking(False)
        await asyncio.get_running_loop().sock_connect(plain, (address.hostname, address.port))
        self.reader, self.writer = await asyncio.open_connection(sock=plain, limit=4096)
        headers = {**self._caller.origin(door), **self._caller.credentials()}
        shown = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.writer.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{shown}{self._extra}\r\n".encode()
        )
        self.response = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.writer.transport.abort()

    @property
    def status(self) -> int:
        """The status of the handshake's answer."""
        return int(self.response.split()[1])

    def write(self, payload: bytes, opcode: int = TEXT, *, final: bool = True) -> None:
        """Send one masked frame."""
        mask = os.urandom(4)
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else (b"\xfe" if size < 65_536 else b"\xff")
        length += b"" if size < 126 else struct.pack("!H" if size < 65_536 else "!Q", size)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.writer.write(bytes([(0x80 if final else 0) | opcode]) + length + mask + masked)

    async def frame(self, within: float = PATIENCE) -> tuple[int, bytes, bytes]:
        """Return the next frame, pings included: its opcode, its payload, and all its bytes."""
        async with asyncio.timeout(within):
            head = await self.reader.readexactly(2)
            size = head[1]
            if size >= 126:
                more = await self.reader.readexactly(2 if size == 126 else 8)
                head += more
                size = int.from_bytes(more, "big")
            payload = await self.reader.readexactly(size)
        if head[0] & 0x0F == PING and self._answers_pings:
            self.write(payload, PONG)
        return head[0] & 0x0F, payload, head + payload

    async def pinged(self) -> None:
        """Wait for a protocol ping of the server."""
        while (await self.frame())[0] != PING:
            pass

    async def message(self, kind: str) -> dict[str, Any]:
        """Return the next frame of that type."""
        while True:
            opcode, payload, _ = await self.frame()
            if opcode == TEXT and (found := json.loads(payload))["type"] == kind:
                return dict(found)

    async def closed(self) -> Closing:
        """Read until the server's close frame; returns its code and the last words before it (1006: none came)."""
        last: dict[str, Any] = {}
        while True:
            try:
                opcode, payload, _ = await self.frame()
            except (asyncio.IncompleteReadError, ConnectionError):
                return Closing(1006, None)
            if opcode == TEXT:
                last = json.loads(payload)
            if opcode == CLOSE:
                self.write(payload, CLOSE)
                return Closing(int.from_bytes(payload[:2], "big"), last if last.get("type") == "bye" else None)
