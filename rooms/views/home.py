"""The home page: a name, a new room, my rooms."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from .. import access
from ..models import Access, Membership
from ..protocol.codes import Refusal
from ..services import rooms
from .visitor import visitor, visitor_or_guest


@require_GET
@ensure_csrf_cookie
def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here, and one's rooms with what is unread in them."""
    return _page(request)


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Make a room (and the visitor a guest, if need be) and go there. What was typed is kept when it is refused."""
    asked = request.POST.get("access")
    try:
        person = visitor_or_guest(request, request.POST.get("name", ""))
        member = rooms.create(
            person, request.POST.get("title", ""), Access.PRIVATE if asked == "private" else Access.OPEN
        )
    except ValidationError as problem:
        return _page(request, " ".join(problem.messages), status=400)
    except Refusal as refusal:
        return _page(request, refusal.message, status=refusal.code.status)
    return redirect("room", member.room.slug)


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    person = visitor(request)
    mine = [_with_unread(membership) for membership in access.mine(person)] if person else []
    typed = {"name": request.POST.get("name", ""), "title": request.POST.get("title", "")}
    context = {
        "person": person,
        "mine": mine,
        "error": error,
        "typed": typed,
        "private": request.POST.get("access") == "private",
    }
    return render(request, "home.html", context, status=status)


def _with_unread(membership: Membership) -> dict[str, object]:
    room = membership.room
    return {"room": room, "role": membership.role, "unread": max(0, room.head - membership.read)}
