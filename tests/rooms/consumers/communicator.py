"""A socket of our ASGI application without a server."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

from django.db import close_old_connections

from accounts.models import Person, Token
from config.asgi import application
from rooms.process import Process

# Channels' tools for tests import Daphne for a live server that nothing here uses; this stands in for it.
daphne = ModuleType("daphne.testing")
daphne.DaphneProcess = object  # type: ignore[attr-defined]
sys.modules.setdefault("daphne.testing", daphne)
sys.modules.setdefault("daphne", ModuleType("daphne"))

from channels.testing import WebsocketCommunicator  # noqa: E402


class Communicator(WebsocketCommunicator):
    """Speaks to the whole application, as a server would."""

    def __init__(self, process: Process, path: str, headers: dict[str, str]) -> None:
        raw = [(name.lower().encode(), value.encode()) for name, value in {"Host": "localhost", **headers}.items()]
        super().__init__(application, path, headers=raw)
        self.scope |= {"state": {"rooms": process}, "scheme": "ws", "client": ("192.0.2.1", 5), "extensions": {}}

    async def refusal(self) -> tuple[int, dict[str, Any]]:
        """Open the socket; return the HTTP answer that refused it."""
        await self.send_input({"type": "websocket.connect"})
        start, body = await self.receive_output(5), await self.receive_output(5)
        assert (start["type"], body["type"]) == ("websocket.http.response.start", "websocket.http.response.body")
        return start["status"], json.loads(body["body"])["error"]

    async def expect(self, kind: str) -> dict[str, Any]:
        """Return the next frame of that type, passing over others."""
        while (frame := await self.receive_json_from(5))["type"] != kind:
            pass
        return dict(frame)

    async def closing(self) -> int:
        """Return the code with which the application closes, after its `bye`."""
        bye = await self.expect("bye")
        closed = await self.receive_output(5)
        assert (closed["type"], closed["code"]) == ("websocket.close", bye["code"])
        return int(closed["code"])


@asynccontextmanager
async def seated(process: Process, path: str, token: str) -> AsyncIterator[Communicator]:
    """Be on a socket that was let in."""
    communicator = Communicator(process, path, {"Authorization": f"Bearer {token}"})
    connected, _ = await communicator.connect(5)
    assert connected
    try:
        yield communicator
    finally:
        await communicator.disconnect(timeout=5)


def token_of(person: Person) -> str:
    """Make a bearer token (in a thread)."""
    _, secret = Token.issue(person, "test")
    close_old_connections()
    return secret
