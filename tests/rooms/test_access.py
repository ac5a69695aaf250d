"""The one way to a room."""

import pytest

from accounts.models import Person
from rooms import access
from rooms.models import Access, Membership, Role
from rooms.protocol.codes import Refusal
from rooms.services import members
from tests.rooms.founding import found, joined


def refused(slug: str, person: Person | None) -> str:
    with pytest.raises(Refusal) as refusal:
        access.enter(slug, person) if person else access.look(slug, person)
    return refusal.value.code.name


def test_a_member_enters(owner: Membership) -> None:
    assert access.enter(owner.room.slug, owner.person) == owner


def test_somebody_else_sees_the_door_of_an_open_room(owner: Membership, bob: Person) -> None:
    for looker in (bob, None):
        door = access.look(owner.room.slug, looker)
        assert isinstance(door, access.Door)
        assert (door.room, door.removed) == (owner.room, False)
    assert refused(owner.room.slug, bob) == "not_a_member"


def test_a_private_room_and_an_absent_one_are_refused_alike(ann: Person, bob: Person) -> None:
    private = found(ann, Access.PRIVATE)

    assert refused(private.room.slug, bob) == refused("nowhere-aaaaaaaa", bob) == "not_found"
    assert refused(private.room.slug, None) == refused("nowhere-aaaaaaaa", None) == "not_found"


def test_the_removed_are_told_so(owner: Membership) -> None:
    removed = joined(owner, "Bob")
    members.remove(owner, removed.person_id)

    assert refused(owner.room.slug, removed.person) == "removed"


def test_a_membership_asked_again_is_none_once_it_ended(owner: Membership) -> None:
    member = joined(owner, "Bob")
    assert access.again(member) == member

    members.leave(member)

    assert access.again(member) is None
    assert access.still_members([(member.room_id, member.person_id), (owner.room_id, owner.person_id)]) == {
        (owner.room_id, owner.person_id)
    }


def test_viewers_may_not_write_and_only_owners_may_rule(owner: Membership) -> None:
    viewer = joined(owner, "Vic", Role.VIEWER)

    assert [access.may_write(role) for role in (Role.OWNER, Role.MEMBER, Role.VIEWER)] == [True, True, False]
    access.require_owner(owner)
    with pytest.raises(Refusal):
        access.require_owner(viewer)
