"""What people do: each joining, leaving and change is an event, told after its commit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from rooms import announce
from rooms.models import Access, Event, Membership, Removal, Role, Room
from rooms.protocol.codes import Refusal
from rooms.services import members, rooms
from tests.rooms.founding import found, joined, whole_log


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    """What this process announces."""
    heard: list[dict[str, Any]] = []
    stop = announce.listen(heard.append)
    yield heard
    stop()


def test_making_a_room_commits_its_owners_joining(ann: Person) -> None:
    member = found(ann)

    assert member.role == Role.OWNER
    assert [(event["seq"], event["action"]) for event in whole_log(member.room_id)] == [(1, "joined")]
    assert member.room.head == 1


def test_a_slug_ends_in_eight_random_characters(ann: Person) -> None:
    slugs = {rooms.create(ann, "Rent & Food!", Access.OPEN).room.slug for _ in range(20)}

    assert len(slugs) == 20
    assert all(slug.startswith("rent-food-") and len(slug) == len("rent-food-") + 8 for slug in slugs)
    assert all(set(slug[-8:]) <= set("abcdefghijklmnopqrstuvwxyz234567") for slug in slugs)


@pytest.mark.parametrize("title", ["", "   ", "x" * 81, "a\u202eb", "a\x00b"])
def test_a_bad_title_is_refused(ann: Person, title: str) -> None:
    with pytest.raises(ValidationError):
        rooms.create(ann, title, Access.OPEN)

    assert not Room.objects.exists()


def test_a_title_without_a_latin_letter_still_has_a_slug(ann: Person) -> None:
    assert len(rooms.create(ann, "家計", Access.OPEN).room.slug) == 8


def test_joining_twice_is_one_event(owner: Membership, bob: Person) -> None:
    first, again = members.join(owner.room.slug, bob), members.join(owner.room.slug, bob)

    assert first == again
    assert [event["action"] for event in whole_log(owner.room_id)] == ["joined", "joined"]


def test_joining_is_told_after_the_commit_and_not_if_it_fails(
    owner: Membership, bob: Person, told: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        members.join(owner.room.slug, bob)
        assert told == []
    assert [announcement["type"] for announcement in told] == [announce.LINES]

    told.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        members.leave(Membership.objects.get(person=bob))
        raise RuntimeError
    assert told == []


def test_leaving_closes_the_persons_sockets(owner: Membership, told: list[dict[str, Any]]) -> None:
    member = joined(owner, "Bob")
    told.clear()

    members.leave(member)

    assert {announcement["type"] for announcement in told} == {announce.LINES, announce.OUT}
    assert not Removal.objects.exists()


def test_only_owners_remove(owner: Membership) -> None:
    bob, cleo = joined(owner, "Bob"), joined(owner, "Cleo")

    with pytest.raises(Refusal) as refusal:
        members.remove(bob, cleo.person_id)

    assert refusal.value.code.name == "forbidden"
    assert Membership.objects.filter(pk=cleo.pk).exists()


def test_an_owner_who_was_removed_meanwhile_removes_nobody(owner: Membership) -> None:
    second, bob = joined(owner, "Olga", Role.OWNER), joined(owner, "Bob")
    members.remove(second, owner.person_id)

    with pytest.raises(Refusal):
        members.remove(owner, bob.person_id)


def test_a_room_keeps_an_owner(owner: Membership) -> None:
    for leaving in (
        lambda: members.leave(owner),
        lambda: members.remove(owner, owner.person_id),
        lambda: members.change_role(owner, owner.person_id, Role.MEMBER),
    ):
        with pytest.raises(Refusal) as refusal:
            leaving()
        assert refusal.value.code.name == "last_owner"


def test_a_change_of_role_is_one_event(owner: Membership) -> None:
    bob = joined(owner, "Bob")

    members.change_role(owner, bob.person_id, Role.VIEWER)
    members.change_role(owner, bob.person_id, Role.VIEWER)
    events = whole_log(owner.room_id)

    assert len(events) == 3
    assert (events[2]["action"], events[2]["role"], events[2]["person"]["id"]) == ("role", "viewer", bob.person_id)


def test_deleting_a_room_takes_its_log_and_tells(owner: Membership, told: list[dict[str, Any]]) -> None:
    room_id = owner.room_id

    rooms.delete(owner)

    assert not Event.objects.filter(room_id=room_id).exists()
    assert told == [announce.closed(room_id)]


def test_a_listener_that_fails_takes_nothing_back(owner: Membership, bob: Person) -> None:
    membership = members.join(owner.room.slug, bob)

    assert Membership.objects.filter(pk=membership.pk).exists()
