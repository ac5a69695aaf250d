"""Who looks at a page."""

from django.http import HttpRequest

from accounts import guests
from accounts.models import Person

from ..services import people


def visitor(request: HttpRequest) -> Person | None:
    """Return the person of the request's session, or None."""
    return request.user if isinstance(request.user, Person) else None


def visitor_or_guest(request: HttpRequest, nickname: str) -> Person:
    """Return the visitor, made a guest of that nickname if they are nobody yet. Raises ValidationError, Refusal."""
    if person := visitor(request):
        return person
    people.admit_guest(request)
    return guests.enter(request, nickname)
