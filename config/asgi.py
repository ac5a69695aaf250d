"""The ASGI application: sockets and streams to Channels, everything else to Django."""

import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django: Any = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 (models need Django to be set up)
from django.urls import path, re_path  # noqa: E402

from rooms.consumers.nowhere import NowhereConsumer  # noqa: E402
from rooms.consumers.room import RoomConsumer  # noqa: E402
from rooms.consumers.stream import StreamConsumer  # noqa: E402

from .lifespan import Lifespan  # noqa: E402

# WhiteNoise reads its files in the request's thread; they are small, and Django says this at every first one.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

application = ProtocolTypeRouter(
    {
        "http": URLRouter(
            [
                path("api/v1/rooms/<str:slug>/stream", StreamConsumer.as_asgi()),
                re_path(r"", django),
            ]
        ),
        "websocket": URLRouter(
            [
                path("ws/rooms/<str:slug>/", RoomConsumer.as_asgi()),
                re_path(r"", NowhereConsumer.as_asgi()),
            ]
        ),
        "lifespan": Lifespan(),
    }
)
