"""Who looks at a page."""

from django.http import HttpRequest

from accounts import guests
from accounts.models import Person

from .. import process
from ..services import people


def visitor(request: HttpRequest) -> Person | None:
    """Return the person of the request's session, or None."""
    return request.user if isinstance(request.user, Person) else None


def changing(request: HttpRequest) -> Person | None:
    """Return the visitor, who pays for what they are about to change. Raises Refusal `rate_limited`."""
    person = visitor(request)
    if person:
        process.of(request.scope).changer(person.pk).pay()  # type: ignore[attr-defined]
    return person


def visitor_or_guest(request: HttpRequest, nickname: str) -> Person:
    """Return the visitor, made a guest of that nickname if they are nobody yet. Raises ValidationError, Refusal."""
    if person := changing(request):
        return person
    people.admit_guest(request)
    return guests.enter(request, nickname)
