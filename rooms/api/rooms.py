"""Rooms: making, finding, changing and deleting them."""

from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel

from .. import access, process, sheet
from ..access import Door
from ..models import Access, Membership, Room
from ..services import members, rooms
from .authentication import caller

router = Router(tags=["rooms"])


class NewRoom(BaseModel):
    title: str
    access: Access = Access.OPEN


class Changes(BaseModel):
    title: str | None = None
    access: Access | None = None


@router.post("", response={201: dict[str, Any]})
def create(request: HttpRequest, body: NewRoom) -> Status[dict[str, Any]]:
    """Make a room; the caller is its owner."""
    return Status(201, shown(rooms.create(caller(request), body.title, body.access)))


@router.get("")
def mine(request: HttpRequest) -> dict[str, Any]:
    """Return the rooms of the caller."""
    return {"rooms": [shown(membership) for membership in access.mine(caller(request))]}


@router.get("/{slug}")
def show(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return one room; of an open one whose member the caller is not, what its door shows."""
    return shown(access.look(slug, caller(request)))


@router.patch("/{slug}")
def change(request: HttpRequest, slug: str, body: Changes) -> dict[str, Any]:
    """Give the room another title or access (owners only)."""
    member = access.enter(slug, caller(request))
    rooms.change(member, title=body.title, access_=body.access)
    return shown(member)


@router.delete("/{slug}", response={204: None})
def delete(request: HttpRequest, slug: str) -> Status[None]:
    """Delete the room and its log (owners only)."""
    rooms.delete(access.enter(slug, caller(request)))
    return Status(204, None)


@router.post("/{slug}/join")
def join(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Become a member of an open room."""
    return shown(members.join(slug, caller(request)))


@router.get("/{slug}/presence")
def presence(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return who is here."""
    member = access.enter(slug, caller(request))
    rosters = process.of(request.scope).hub.rosters  # type: ignore[attr-defined]
    return async_to_sync(rosters.of)(member.room_id).as_fields()


@router.get("/{slug}/variables")
def variables(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return what the room's names stand for, ordered by name."""
    return {"variables": sheet.variables(access.enter(slug, caller(request)).room)}


def shown(found: Membership | Door) -> dict[str, Any]:
    """Return a room as its member, or somebody at its door, sees it."""
    room: Room = found.room
    outside = {"slug": room.slug, "title": room.title, "access": room.access}
    if isinstance(found, Door):
        return {**outside, "role": None}
    unread = max(0, room.head - found.read)
    return {**outside, "head": room.head, "epoch": room.epoch, "role": found.role, "unread": unread}
