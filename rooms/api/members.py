"""The members of a room."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel

from .. import access
from ..models import Membership, Role
from ..services import members
from .authentication import caller
from .guests import shown as person_shown

router = Router(tags=["members"])


class NewRole(BaseModel):
    role: Role


@router.get("/{slug}/members")
def everybody(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return the members in the order they joined."""
    room = access.enter(slug, caller(request)).room
    memberships = room.memberships.select_related("person").order_by("joined_at", "pk")
    return {"members": [shown(membership) for membership in memberships]}


@router.patch("/{slug}/members/{person}")
def change_role(request: HttpRequest, slug: str, person: str, body: NewRole) -> dict[str, Any]:
    """Give a member another role (owners only)."""
    return shown(members.change_role(access.enter(slug, caller(request)), person, body.role))


@router.delete("/{slug}/members/{person}", response={204: None})
def remove(request: HttpRequest, slug: str, person: str) -> Status[None]:
    """Remove a member (owners only), or leave oneself."""
    member = access.enter(slug, caller(request))
    if person == member.person_id:
        members.leave(member)
    else:
        members.remove(member, person)
    return Status(204, None)


def shown(membership: Membership) -> dict[str, Any]:
    """Return a member as the wire shows them."""
    return {**person_shown(membership.person), "role": membership.role}
