"""Stock Hypercorn under uvloop, for the contestants that are not ours."""

import asyncio
import socket
from typing import Any

import uvloop
from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets

BACKLOG = 2048


class Bound(Config):
    """Hypercorn's settings, on a socket that is bound already."""

    def __init__(self, listening: socket.socket) -> None:
        super().__init__()
        self._listening = listening
        self.backlog = BACKLOG
        self.graceful_timeout = 1.0

    def create_sockets(self) -> Sockets:
        """Return the socket that is bound."""
        return Sockets([], [self._listening], [])


def run(application: Any) -> None:
    """Serve on a free port of 127.0.0.1, whose address is printed, until told to end."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    listening.setblocking(False)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
    uvloop.run(_serve(application, listening))


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    """Start and end at once."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()


async def _serve(application: Any, listening: socket.socket) -> None:
    # Ended by SIGTERM's default action: nothing here is worth a farewell.
    await serve(application, Bound(listening), shutdown_trigger=asyncio.Event().wait, mode="asgi")  # type: ignore[arg-type]
