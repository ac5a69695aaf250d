"""`manage.py check_log` proves a log, and says what is wrong with a bad one."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rooms.batch import Batch
from rooms.models import Event, Membership, Room
from rooms.sheets import Sheets
from tests.rooms.founding import calculates, found, says

AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def filled(owner: Membership) -> Membership:
    lines = ["x = 1/3", "f(n) = n x", "f(6)", "ans + #2"]
    entries = [calculates(owner, line, f"a{number}") for number, line in enumerate(lines)]
    Batch([*entries, says(owner, "so be it", "b")], Sheets(), AT).commit()
    return owner


def check(*args: str) -> tuple[str, bool]:
    """Run the command; returns what it printed and whether it was content."""
    out = StringIO()
    try:
        call_command("check_log", *args, stdout=out)
    except CommandError as problem:
        return out.getvalue() + str(problem), False
    return out.getvalue(), True


def test_a_sound_log_is_sound(filled: Membership) -> None:
    said, content = check()

    assert content
    assert filled.room.slug in said


def test_one_room_alone_can_be_proved(filled: Membership) -> None:
    other = found(filled.person)

    said, content = check(other.room.slug)

    assert content
    assert other.room.slug in said
    assert filled.room.slug not in said


@pytest.mark.django_db
def test_a_room_that_is_not_there_cannot_be_proved() -> None:
    assert not check("nowhere-aaaaaaaa")[1]


def test_a_gap_is_found(filled: Membership) -> None:
    Event.objects.filter(room=filled.room, seq=3).delete()

    assert not check()[1]


def test_a_missing_end_is_found(filled: Membership) -> None:
    Event.objects.filter(room=filled.room, seq=6).delete()

    assert not check()[1]


def test_an_event_beyond_the_head_is_found(filled: Membership) -> None:
    Room.objects.filter(pk=filled.room_id).update(head=5)

    assert not check()[1]


@pytest.mark.parametrize(
    "change",
    [
        {"result": {"text": "4", "exact": True}},
        {"result": {"text": "2", "exact": False}},
        {"uses": {}},
        {"name": "other"},
        {"expression": "f(7)"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_calculation_is_found(filled: Membership, change: dict[str, object]) -> None:
    event = Event.objects.get(room=filled.room, seq=4)
    Event.objects.filter(pk=event.pk).update(body={**event.body, **change})

    said, content = check()

    assert not content
    assert "4" in said


def test_a_changed_definition_is_found(filled: Membership) -> None:
    definition = filled.room.definitions.get(name="x")
    other = filled.room.definitions.get(name="ans")
    filled.room.definitions.filter(pk=definition.pk).update(binding=other.binding)

    assert not check()[1]
