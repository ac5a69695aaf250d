"""Guests: a nickname and one is in."""

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from .models import Person, Token
from .names import tidy_name


def enter(request: HttpRequest, nickname: str) -> Person:
    """Make a guest of that nickname and log the request's (rotated) session in. Raises ValidationError for a bad one."""
    guest = Person.objects.create_guest(tidy_name(nickname))
    login(request, guest, backend="django.contrib.auth.backends.ModelBackend")
    return guest


@transaction.atomic
def with_token(nickname: str) -> tuple[Person, str]:
    """Make a guest for a program; return it and its bearer secret. Raises ValidationError for a bad nickname."""
    guest = Person.objects.create_guest(tidy_name(nickname))
    _, secret = Token.issue(guest, "guest")
    return guest, secret
