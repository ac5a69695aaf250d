"""The tutorial's consumer as people extend it: a token, a membership and the newest 50 events from the database.

It reads Countinghouse's own database through the same models, by `database_sync_to_async` as Channels' documentation has
it, and sends all events in one frame. It has no presence: telling each arrival to all would cost the square of the room.
"""

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from channels.db import database_sync_to_async  # noqa: E402 (needs the settings)
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from accounts.models import Token  # noqa: E402
from accounts.secrecy import digest  # noqa: E402
from benchmarks.contestants import stock  # noqa: E402
from rooms.models import Event, Membership  # noqa: E402

NEWEST = 50


class ChatConsumer(AsyncWebsocketConsumer):
    """One socket in one room."""

    async def connect(self) -> None:
        """Look who it is, join the group, send the newest events."""
        headers = dict(self.scope["headers"])
        secret = headers[b"authorization"].decode().removeprefix("Bearer ")
        person = await database_sync_to_async(_person)(secret)
        membership = await database_sync_to_async(_membership)(self.scope["url_route"]["kwargs"]["slug"], person)
        self.room = f"room.{membership.room_id}"
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()
        events = await database_sync_to_async(_newest)(membership)
        await self.send(text_data=json.dumps({"room": {"head": membership.room.head}}, separators=(",", ":")))
        await self.send(text_data=json.dumps({"events": events}, separators=(",", ":")))

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send what was said to the group."""
        event = json.loads(text_data or "{}")
        await self.channel_layer.group_send(self.room, {"type": "chat.message", "message": event})

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Send what the group was told to this socket."""
        await self.send(text_data=json.dumps(event["message"], ensure_ascii=False, separators=(",", ":")))


def _person(secret: str) -> Any:
    return Token.objects.select_related("person").get(hashed=digest(secret)).person


def _membership(slug: str, person: Any) -> Any:
    return Membership.objects.select_related("room").get(room__slug=slug, person=person)


def _newest(membership: Any) -> list[dict[str, Any]]:
    rows = Event.objects.filter(room_id=membership.room_id).order_by("-seq")[:NEWEST]
    return [
        {
            "seq": row.seq,
            "kind": row.kind,
            "at": row.at.isoformat(),
            "by": {"id": row.by_id, "name": row.by_name},
            "id": row.submission,
            **row.body,
        }
        for row in reversed(rows)
    ]


if __name__ == "__main__":
    routes = URLRouter([path("ws/rooms/<slug:slug>/", ChatConsumer.as_asgi())])
    stock.run(ProtocolTypeRouter({"websocket": routes, "lifespan": stock.lifespan}))
