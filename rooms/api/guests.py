"""Becoming a guest, and who one is."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel

from accounts import guests
from accounts.models import Person

from ..services import people
from .authentication import caller

router = Router(tags=["people"])


class Name(BaseModel):
    name: str


@router.post("/guests", auth=None, response={201: dict[str, Any]})
def make_guest(request: HttpRequest, body: Name) -> Status[dict[str, Any]]:
    """Make a guest of that name; the token is shown here alone."""
    people.admit_guest(request)
    guest, token = guests.with_token(body.name)
    return Status(201, {"token": token, "person": shown(guest)})


@router.get("/me")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return the person this request is."""
    return shown(caller(request))


@router.patch("/me")
def rename(request: HttpRequest, body: Name) -> dict[str, Any]:
    """Take another name, in every room at once."""
    person = caller(request)
    people.rename(person, body.name)
    return shown(person)


def shown(person: Person) -> dict[str, Any]:
    """Return a person as the wire shows them."""
    return {"id": person.pk, "name": person.name, "guest": person.guest}
