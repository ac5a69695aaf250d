"""Who calls: a bearer token, or the page's session together with its CSRF token."""

from django.http import HttpRequest
from ninja.utils import check_csrf

from accounts import identity
from accounts.models import Person

from .. import process
from ..protocol import codes
from ..protocol.codes import Refusal


def signed_in(request: HttpRequest) -> Person:
    """Return the person who calls; one who changes something pays for it (a line of the log by itself). Raises Refusal."""
    person = _person(request)
    if request.method not in ("GET", "HEAD") and not request.path.endswith("/events"):
        process.of(request.scope).changer(person.pk).pay()  # type: ignore[attr-defined]
    return person


def _person(request: HttpRequest) -> Person:
    if "authorization" in request.headers:
        found = identity.of_headers({"authorization": request.headers["authorization"]})
        if found is None:
            raise Refusal(codes.UNAUTHENTICATED)
        return found.person
    if not isinstance(request.user, Person):
        raise Refusal(codes.UNAUTHENTICATED)
    if check_csrf(request) is not None:
        raise Refusal(codes.CSRF)
    return request.user


def caller(request: HttpRequest) -> Person:
    """Return the person whom `signed_in` found."""
    person = request.auth  # type: ignore[attr-defined]
    assert isinstance(person, Person)
    return person
