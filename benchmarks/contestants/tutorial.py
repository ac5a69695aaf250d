"""The pattern of Channels' tutorial: every socket in the group, `group_send`, JSON encoded once per socket.

The consumer is the tutorial's, with the default dispatch and the in-memory layer, or, given the address of a Redis, with
the cheaper of channels_redis' layers. Like the bare server it stores nothing.
Its JSON has no blanks, so that all contestants send frames of one size.
"""

import json
import sys
from typing import Any

import django
from django.conf import settings

from benchmarks.contestants import stock

IN_MEMORY = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
PUBSUB = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": sys.argv[1:]}}
settings.configure(
    SECRET_KEY="benchmark",
    INSTALLED_APPS=["channels"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    CHANNEL_LAYERS={"default": PUBSUB if sys.argv[1:] else IN_MEMORY},
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 (needs the settings)
from channels.routing import ProtocolTypeRouter  # noqa: E402

ROOM = "room"


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket in the one room."""

    async def connect(self) -> None:
        """Join the group."""
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave it."""
        await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send what was said to the group."""
        event = json.loads(text_data or "{}")
        await self.channel_layer.group_send(ROOM, {"type": "chat.message", "message": event})

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Send what the group was told to this socket."""
        await self.send(text_data=json.dumps(event["message"], ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    stock.run(ProtocolTypeRouter({"websocket": ChatConsumer.as_asgi(), "lifespan": stock.lifespan}))
