"""The one way to a room: whoever gets one from here may hold it.

An absent room and a private one of which the person is no member are refused alike, so that nobody can tell them apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from accounts.fixed import rows
from accounts.models import Person

from .models import Access, Membership, Removal, Role, Room
from .models.keys import rows_for
from .protocol import codes
from .protocol.codes import Refusal

ROLES = f"""
    WITH wanted (room, person) AS (VALUES {{keys}})
    SELECT membership.room_id, membership.person_id, membership.role, person.name FROM wanted
    CROSS JOIN {Membership._meta.db_table} membership
    CROSS JOIN {Person._meta.db_table} person
    WHERE membership.room_id = wanted.room AND membership.person_id = wanted.person AND person.id = wanted.person
"""


MEMBER = f"""
    SELECT membership.id, membership.role, membership.read,
           room.id, room.slug, room.title, room.access, room.head, room.epoch
    FROM {Room._meta.db_table} room
    JOIN {Membership._meta.db_table} membership ON membership.room_id = room.id
    WHERE room.slug = %s AND membership.person_id = %s
"""


@dataclass(frozen=True, slots=True)
class Door:
    """An open room seen from outside by somebody who is no member of it."""

    room: Room
    removed: bool


class Member(NamedTuple):
    """What a socket keeps of its person's membership: the rows themselves would be its largest part."""

    pk: int
    room_id: int
    person_id: str

    @classmethod
    def of(cls, membership: Membership) -> "Member":
        """Return what has to be kept."""
        return cls(membership.pk, membership.room_id, membership.person_id)


def enter(slug: str, person: Person) -> Membership:
    """Return the person's membership (its room loaded). Raises Refusal `not_found`, or `not_a_member` of an open room."""
    found = look(slug, person)
    if isinstance(found, Membership):
        return found
    raise Refusal(codes.REMOVED if found.removed else codes.NOT_A_MEMBER)


def look(slug: str, person: Person | None) -> Membership | Door:
    """Return the membership or, of an open room, its door from outside. Raises Refusal `not_found`."""
    if person is not None and (membership := _member(slug, person)):
        return membership
    room = Room.objects.filter(slug=slug, access=Access.OPEN).first()
    if room is None:
        raise Refusal(codes.NOT_FOUND)
    removed = person is not None and Removal.objects.filter(room=room, person=person).exists()
    return Door(room, removed)


def _member(slug: str, person: Person) -> Membership | None:
    found = rows(MEMBER, [slug, person.pk])
    if not found:
        return None
    pk, role, read, *place = found[0]
    room = Room.from_db(connection.alias, ["id", "slug", "title", "access", "head", "epoch"], place)
    known = {"id": pk, "room_id": room.pk, "person_id": person.pk, "role": role, "read": read}
    membership = Membership.from_db(connection.alias, list(known), list(known.values()))
    membership.room, membership.person = room, person
    return membership


def again(membership: Membership) -> Membership | None:
    """Return the membership as it is now, or None when it has ended."""
    return Membership.objects.select_related("room", "person").filter(pk=membership.pk).first()


def still_members(shown: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return which of these pairs of room id and person id are memberships now."""
    pairs = set(shown)
    rows = Membership.objects.filter(room_id__in={room for room, _ in pairs}).values_list("room_id", "person_id")
    return pairs.intersection(rows)


def roles(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], tuple[str, str]]:
    """Return role and name of members, by room id and person id; who is no member is left out."""
    return {(room_id, person_id): (role, name) for room_id, person_id, role, name in rows_for(set(keys), ROLES)}


def mine(person: Person) -> Iterable[Membership]:
    """Return the person's memberships with their rooms, the newest first."""
    return Membership.objects.select_related("room", "person").filter(person=person).order_by("-joined_at", "-pk")


def require_owner(membership: Membership) -> None:
    """Raise Refusal `forbidden` unless the member owns the room."""
    if membership.role != Role.OWNER:
        raise Refusal(codes.FORBIDDEN, "Only an owner of the room may do that.")


def may_write(role: str) -> bool:
    """Return whether a member of that role may add lines."""
    return role != Role.VIEWER
