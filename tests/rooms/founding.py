"""Making rooms and members without a server."""

from typing import Any

import evaluator
from accounts.models import Person
from rooms import log
from rooms.batch import Submission
from rooms.models import Access, Event, Membership, Role
from rooms.services import members, rooms


def found(owner: Person, access: Access = Access.OPEN) -> Membership:
    """Make a room."""
    return rooms.create(owner, "The room", access)


def joined(membership: Membership, name: str, role: Role = Role.MEMBER) -> Membership:
    """Have a new guest join an open room."""
    member = members.join(membership.room.slug, Person.objects.create_guest(name))
    if role != Role.MEMBER:
        member = members.change_role(membership, member.person_id, role)
    return member


def says(member: Membership, text: str, submission: str) -> Submission:
    """Return the submission of a message."""
    return Submission(member.room_id, member.person_id, submission, text)


def calculates(member: Membership, expression: str, submission: str) -> Submission:
    """Return the submission of a calculation."""
    return Submission(member.room_id, member.person_id, submission, evaluator.compile(expression))


def whole_log(room_id: int) -> list[dict[str, Any]]:
    """Return the events of a room as the wire shows them."""
    return [log.public(event) for event in Event.objects.filter(room_id=room_id).order_by("seq")]
