"""`manage.py new_epoch` tells clients of restored logs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from rooms.models import Membership, Room
from tests.rooms.founding import found


def epochs() -> dict[str, str]:
    return dict(Room.objects.values_list("slug", "epoch"))


def test_named_rooms_get_another_epoch_and_others_keep_theirs(owner: Membership, ann: Person) -> None:
    other, before = found(ann), epochs()

    call_command("new_epoch", owner.room.slug, stdout=StringIO())

    assert epochs()[owner.room.slug] != before[owner.room.slug]
    assert epochs()[other.room.slug] == before[other.room.slug]


def test_all_rooms_can_be_meant_but_have_to_be_named_as_such(owner: Membership) -> None:
    before = epochs()

    with pytest.raises(CommandError, match="Name the rooms"):
        call_command("new_epoch")
    call_command("new_epoch", "--all", stdout=StringIO())

    assert epochs()[owner.room.slug] != before[owner.room.slug]


def test_a_room_that_does_not_exist_changes_nothing(owner: Membership) -> None:
    before = epochs()

    with pytest.raises(CommandError, match="nowhere"):
        call_command("new_epoch", owner.room.slug, "nowhere")

    assert epochs() == before
