"""The HTTP calls of the contract."""

from ninja import NinjaAPI

from . import errors, events, guests, members, rooms
from .authentication import signed_in

api = NinjaAPI(title="Countinghouse", version="1", auth=signed_in, docs_url=None)
errors.install(api)
api.add_router("", guests.router)
api.add_router("/rooms", rooms.router)
api.add_router("/rooms", members.router)
api.add_router("/rooms", events.router)

__all__ = ["api"]
