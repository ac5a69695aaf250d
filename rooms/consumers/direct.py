"""A consumer without Channels' detours."""

from typing import Any

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer

Message = dict[str, Any]


class DirectConsumer(AsyncConsumer):
    """Takes its messages from the server alone, one after the other.

    Channels' own loop keeps a task per source and awaits `aclose_old_connections`, a hop to a shared thread, before every
    message; and it listens on the channel layer for every socket. Here the hub listens, once per process, and threads that
    use the database look after their connections themselves (`feed.reads`).
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.base_send = send
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass

    async def dispatch(self, message: Message) -> None:
        """Call the handler of a server's message; its types are the server's, never a client's."""
        await getattr(self, get_handler_name(message))(message)
