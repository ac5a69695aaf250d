"""Our own Hypercorn runner: HTTP/1.1, uvloop, no extensions, and an end that takes its leave of every socket."""

import asyncio
import errno
import logging
import random
import signal
import socket
import sys
from typing import Any

import structlog
import uvloop
from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets

from rooms.process import Process
from rooms.protocol import codes, limits

from . import env, wire

log = structlog.get_logger(__name__)
BACKLOG = 2048
SWITCH_SECONDS = 0.001  # how long a thread that calculates may hold the interpreter while the event loop waits


def run(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. Exits with one line when the address can't be had."""
    from .asgi import application

    listening = _listen(host, port)
    print(f"Countinghouse is open at http://{_shown(host)}:{listening.getsockname()[1]}/", flush=True)
    wire.install()
    sys.setswitchinterval(SWITCH_SECONDS)
    uvloop.run(_serve(application, listening))


class Bound(Config):
    """Hypercorn's settings, on a socket that is bound already."""

    def __init__(self, listening: socket.socket) -> None:
        super().__init__()
        self._listening = listening
        self.alpn_protocols = ["http/1.1"]
        self.backlog = BACKLOG
        self.errorlog = logging.getLogger("hypercorn.error")
        self.graceful_timeout = 3.0
        self.h11_max_incomplete_size = 32 * 1024
        self.include_server_header = False
        self.websocket_max_message_size = limits.FRAME
        self.websocket_ping_interval = None  # `rooms.feed.liveness` pings all sockets from one loop

    def create_sockets(self) -> Sockets:
        """Return the socket that is bound."""
        return Sockets([], [self._listening], [])


async def _serve(application: Any, listening: socket.socket) -> None:
    state: dict[str, Process] = {}

    async def remembering(scope: Any, receive: Any, send: Any) -> None:
        nonlocal state
        if scope["type"] == "lifespan":
            state = scope["state"]
        await application(scope, receive, send)

    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)

    async def drained() -> None:
        await asked.wait()
        await _drain(state["rooms"], listening)

    await serve(remembering, Bound(listening), shutdown_trigger=drained, mode="asgi")


async def _drain(process: Process, listening: socket.socket) -> None:
    """Refuse newcomers, then close the sockets in random order over the drain time, so that they do not all come back
    at once elsewhere.
    """
    process.draining = True
    outboxes = process.hub.outboxes()
    log.info("draining", sockets=len(outboxes))
    random.shuffle(outboxes)
    for outbox in outboxes:
        outbox.close(codes.RESTART)
        await asyncio.sleep(env.DRAIN_SECONDS / max(len(outboxes), 100))
    while process.census.total:
        # Who was just coming in when this began.
        for outbox in process.hub.outboxes():
            outbox.close(codes.RESTART)
        await asyncio.sleep(0.05)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as problem:
        hint = "; is it running already? Set PORT to use another" if problem.errno == errno.EADDRINUSE else ""
        sys.exit(f"Port {port} on {host} can't be used ({problem.strerror}){hint}.")
    listening.setblocking(False)
    return listening


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
