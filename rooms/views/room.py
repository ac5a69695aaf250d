"""The room's page, or its join form."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from .. import access, log, process, sheet
from ..access import Door
from ..models import Membership
from ..protocol import limits
from ..protocol.codes import Refusal
from ..services import members
from .errors import not_found
from .visitor import changing, visitor, visitor_or_guest


@require_GET
@ensure_csrf_cookie
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the room to its members, the join form to others; 404 when it is private or absent."""
    try:
        found = access.look(slug, visitor(request))
    except Refusal:
        return not_found(request)
    return _door(request, found) if isinstance(found, Door) else _inside(request, found)


@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Join an open room (as a new guest, if need be) and go in."""
    try:
        found = access.look(slug, visitor(request))
    except Refusal:
        return not_found(request)
    try:
        members.join(slug, visitor_or_guest(request, request.POST.get("name", "")))
    except ValidationError as problem:
        assert isinstance(found, Door)
        return _door(request, found, " ".join(problem.messages), status=400)
    except Refusal as refusal:
        if refusal.code.status == 404 or not isinstance(found, Door):
            return not_found(request)
        return _door(request, found, refusal.message, status=refusal.code.status)
    return redirect("room", slug)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave the room and go home; the last owner is told why not."""
    try:
        found = access.look(slug, visitor(request))
        if isinstance(found, Membership):
            changing(request)
            members.leave(found)
    except Refusal as refusal:
        if refusal.code.status == 404:
            return not_found(request)
        assert isinstance(found, Membership)
        return _inside(request, found, refusal.message, status=refusal.code.status)
    return redirect("home")


def _door(request: HttpRequest, door: Door, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "room": door.room,
        "removed": door.removed,
        "person": visitor(request),
        "error": error,
        "typed": {"name": request.POST.get("name", "")},
    }
    return render(request, "rooms/door.html", context, status=status)


def _inside(request: HttpRequest, member: Membership, error: str = "", status: int = 200) -> HttpResponse:
    room = member.room
    events = [log.public(event) for event in log.before(room.pk, room.head + 1, limits.REPLAY)]
    context = {
        "room": room,
        "member": member,
        "person": member.person,
        "events": events,
        "variables": sheet.variables(room),
        "error": error,
        "page": {
            "slug": room.slug,
            "head": room.head,
            "epoch": room.epoch,
            "read": member.read,
            "me": {"id": member.person_id, "name": member.person.name, "role": member.role},
            "limits": process.of(request.scope).limits(),  # type: ignore[attr-defined]
        },
    }
    return render(request, "rooms/room.html", context, status=status)
