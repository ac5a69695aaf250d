"""Where seq is assigned, and how the log is read."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from rooms import log
from rooms.models import Event, Membership, Room
from rooms.protocol.events import By

AT = datetime(2026, 11, 21, tzinfo=UTC)


def write(owner: Membership, *texts: str) -> None:
    with log.locked([owner.room_id]) as writers:
        for text in texts:
            writers[owner.room_id].append("message", By(owner.person_id, "Ann"), {"text": text}, at=AT)


def test_seqs_go_on_from_the_head(owner: Membership) -> None:
    write(owner, "a", "b")
    write(owner, "c")

    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]
    assert Room.objects.get(pk=owner.room_id).head == 4


def test_a_failure_inside_the_lock_leaves_nothing(owner: Membership) -> None:
    with pytest.raises(RuntimeError), log.locked([owner.room_id]) as writers:
        writers[owner.room_id].append("message", By(owner.person_id, "Ann"), {"text": "never"}, at=AT)
        raise RuntimeError

    assert Room.objects.get(pk=owner.room_id).head == 1
    assert Event.objects.count() == 1


def test_a_room_that_is_gone_has_no_writer(owner: Membership) -> None:
    with log.locked([owner.room_id, 10**6]) as writers:
        assert writers.keys() == {owner.room_id}


def test_the_database_itself_refuses_a_second_event_of_a_seq_or_a_submission(owner: Membership) -> None:
    event = Event.objects.get()
    shared = {"room": owner.room, "kind": "message", "at": AT, "by_id": "ann", "by_name": "Ann", "body": {}}
    Event.objects.create(seq=2, submission="a", **shared)

    for seq, submission in ((2, "b"), (3, "a")):
        with pytest.raises(IntegrityError):
            Event.objects.create(seq=seq, submission=submission, **shared)
    assert event.seq == 1


def test_pages_are_ascending_and_bounded(owner: Membership) -> None:
    write(owner, *"abcdefghi")

    def seqs(events: object) -> list[int]:
        return [event.seq for event in events]  # type: ignore[attr-defined]

    assert seqs(log.before(owner.room_id, 11, 3)) == [8, 9, 10]
    assert seqs(log.before(owner.room_id, 3, 50)) == [1, 2]
    assert seqs(log.between(owner.room_id, 2, 9, 3)) == [3, 4, 5]
    assert seqs(log.between(owner.room_id, 2, 5, 50)) == [3, 4]
