"""What people do about themselves, where their rooms need to hear of it."""

import math
import time
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from accounts.addresses import of_request
from accounts.arrivals import Arrivals
from accounts.identity import session_of, token_of
from accounts.models import Person, Token
from accounts.names import tidy_name

from .. import announce
from ..protocol import codes
from ..protocol.codes import Refusal


def admit_guest(request: HttpRequest) -> None:
    """Count a guest from the request's address. Raises Refusal `rate_limited` for one too many in a minute."""
    if wait := _arrivals().admit(of_request(request)):
        raise Refusal(codes.RATE_LIMITED, "Too many new guests from your address.", retry_after=math.ceil(wait))


def rename(person: Person, name: str) -> None:
    """Give the person another name, in every room at once. Raises ValidationError for a bad one."""
    person.name = tidy_name(name)
    person.save(update_fields=["name"])
    announce.after_commit(announce.person_changed(person.pk, person.name))


def session_ended(sender: object, request: HttpRequest, **facts: object) -> None:
    """Close the sockets opened with a session that ends now, wherever that was asked for (`user_logged_out`)."""
    if key := request.session.session_key:
        announce.after_commit(announce.ended(session_of(key)))


def token_ended(sender: object, instance: Token, **facts: object) -> None:
    """Close the sockets opened with a token that is deleted."""
    announce.after_commit(announce.ended(token_of(instance.pk)))


@cache
def _arrivals() -> Arrivals:
    return Arrivals(settings.GUESTS_PER_MINUTE, 60.0, time.monotonic)
