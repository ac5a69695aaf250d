"""Sockets to addresses where there is none."""

from typing import Any

from channels.exceptions import StopConsumer

from ..protocol import codes
from ..protocol.codes import Refusal
from . import door
from .direct import DirectConsumer, Message


class NowhereConsumer(DirectConsumer):
    """Refuses the handshake with 404."""

    async def websocket_connect(self, message: Message) -> None:
        """Answer the handshake."""
        await door.refuse_socket(self.base_send, Refusal(codes.NOT_FOUND))
        raise StopConsumer

    async def websocket_disconnect(self, message: Any) -> None:
        """The client did not wait for the answer."""
        raise StopConsumer
