"""A WebSocket as the outbox uses it: ready frames where the server offers that, ASGI's `send` where it does not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from ..feed.frames import Frame
from ..protocol.codes import Close

EXTENSION = "countinghouse.wire"
LAST_WORDS_SECONDS = 2.0


class SocketWire:
    """One accepted WebSocket. `closing` is called when the server has begun to close it."""

    def __init__(
        self, scope: Mapping[str, Any], send: Callable[[Any], Awaitable[None]], closing: Callable[[Close], None]
    ) -> None:
        self._direct: Any = scope.get("extensions", {}).get(EXTENSION)
        self._send = send
        self._closing = closing
        self._task: asyncio.Task[None] | None = None
        # The server's own, so that nothing stands between an outbox and the transport.
        self.write: Callable[[Frame], bool] = self._direct.write if self._direct else _never

    @property
    def heard(self) -> float | None:
        """See `outbox.Wire`."""
        return self._direct.heard if self._direct else None

    async def send(self, frame: Frame) -> None:
        """See `outbox.Wire`."""
        await self._send({"type": "websocket.send", "text": frame.text})

    def ping(self) -> None:
        """See `outbox.Wire`."""
        if self._direct:
            self._direct.ping()

    def close(self, close: Close) -> None:
        """See `outbox.Wire`."""
        self._closing(close)
        self._task = asyncio.create_task(self._say_goodbye(close))

    def abort(self) -> None:
        """Drop the connection, where the server offers that."""
        if self._direct:
            self._direct.abort()

    async def _say_goodbye(self, close: Close) -> None:
        bye = Frame.goodbye(close)
        # A reader who is behind finds the last words in what is unsent, for as long as the consumer lingers.
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                if self._direct:
                    self._direct.push(bye.wire)
                else:
                    await self.send(bye)
                await self._send({"type": "websocket.close", "code": close.code, "reason": close.reason})


def _never(frame: Frame) -> bool:
    return False
