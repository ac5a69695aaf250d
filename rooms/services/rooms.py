"""Making, changing and deleting rooms."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction

from accounts.models import Person
from accounts.names import tidy_name

from .. import access, announce, log
from ..models import Access, Membership, Role, Room
from ..models.rooms import TITLE_LENGTH, new_slug
from ..protocol.events import By
from .members import member_event


def create(owner: Person, title: str, access_: Access) -> Membership:
    """Make a room whose first event is its owner joining. Raises ValidationError for a bad title."""
    title = tidy_name(title, TITLE_LENGTH, "title")
    with transaction.atomic():
        room = Room.objects.create(slug=new_slug(title), title=title, access=access_)
        membership = Membership.objects.create(room=room, person=owner, role=Role.OWNER, read=1)
        with log.locked([room.pk]) as writers:
            member_event(writers[room.pk], "joined", By(owner.pk, owner.name), membership, datetime.now(UTC))
    room.refresh_from_db()
    return membership


def change(member: Membership, *, title: str | None, access_: Access | None) -> Room:
    """Give the room another title or access (owners only). Raises Refusal, ValidationError."""
    access.require_owner(member)
    room = member.room
    if title is not None:
        room.title = tidy_name(title, TITLE_LENGTH, "title")
    if access_ is not None:
        room.access = access_
    Room.objects.filter(pk=room.pk).update(title=room.title, access=room.access)
    return room


@transaction.atomic
def delete(member: Membership) -> None:
    """Delete the room and its log (owners only); its sockets are closed. Raises Refusal."""
    access.require_owner(member)
    announce.after_commit(announce.closed(member.room_id))
    member.room.delete()


def mark_read(marks: Mapping[int, int]) -> None:
    """Remember how far members have read, by id of membership; never back, and never beyond the log."""
    memberships = Membership.objects.select_related("room").filter(pk__in=marks)
    moved = [member for member in memberships if min(marks[member.pk], member.room.head) > member.read]
    for member in moved:
        member.read = min(marks[member.pk], member.room.head)
    Membership.objects.bulk_update(moved, ["read"])
