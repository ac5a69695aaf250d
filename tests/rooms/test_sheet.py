"""The room as a calculator: a sheet at hand is the same as one read anew."""

from datetime import UTC, datetime

import pytest

import evaluator
from rooms import sheet
from rooms.batch import Batch
from rooms.models import Definition, Membership, Room
from rooms.sheets import Sheets
from tests.rooms.founding import calculates, found, says
from tests.support.client import new_id

AT = datetime(2026, 11, 21, tzinfo=UTC)
LINES = ["a = 1/3", "f(x) = a x", "b = f(6)", "a = 7", "b + a", "c = ans"]


def run(owner: Membership, *lines: str) -> None:
    Batch([calculates(owner, line, new_id()) for line in lines], Sheets(), AT).commit()


def as_data(found: sheet.Sheet) -> dict[str, object]:
    return {name: (defined.seq, defined.binding.to_json()) for name, defined in found.names.items()}


@pytest.mark.parametrize("at", range(len(LINES) + 1))
def test_a_sheet_that_caught_up_equals_one_loaded(owner: Membership, at: int) -> None:
    run(owner, *LINES[:at])
    kept = sheet.load(owner.room_id, 1 + at)
    run(owner, *LINES[at:])

    caught_up, loaded = sheet.caught_up(kept, 7), sheet.load(owner.room_id, 7)

    assert as_data(caught_up) == as_data(loaded)
    assert as_data(loaded).keys() == {"a", "b", "c", "f", "ans"}


def test_a_sheet_that_was_run_equals_one_loaded(owner: Membership) -> None:
    running = sheet.load(owner.room_id, 1)
    for seq, line in enumerate(LINES, start=2):
        running = sheet.calculate(running, seq, evaluator.compile(line), AT).sheet
    run(owner, *LINES)

    assert as_data(running) == as_data(sheet.load(owner.room_id, 7))


def test_running_a_line_changes_no_sheet_that_was_there_before(owner: Membership) -> None:
    before = sheet.load(owner.room_id, 1)

    sheet.calculate(before, 2, evaluator.compile("x = 1"), AT)

    assert before.names == {}


def test_only_what_was_committed_is_kept(owner: Membership) -> None:
    sheets = Sheets()
    Batch([calculates(owner, "x = 1", "a")], sheets, AT).commit()

    room = Room.objects.get(pk=owner.room_id)
    assert as_data(sheets.of(room.pk, room.epoch, room.head)) == as_data(sheet.load(room.pk, 2))


def test_a_log_that_was_restored_has_a_sheet_of_its_own(owner: Membership) -> None:
    sheets = Sheets()
    Batch([calculates(owner, "x = 1", "a"), says(owner, "b", "b")], sheets, AT).commit()
    Definition.objects.filter(room_id=owner.room_id).delete()
    Room.objects.filter(pk=owner.room_id).update(head=1, epoch="restored")

    assert sheets.of(owner.room_id, "restored", 1).names == {}


def test_a_log_that_went_back_unannounced_is_read_anew(owner: Membership) -> None:
    sheets = Sheets()
    Batch([calculates(owner, "x = 1", "a"), says(owner, "b", "b")], sheets, AT).commit()
    Definition.objects.filter(room_id=owner.room_id).delete()

    assert sheets.of(owner.room_id, owner.room.epoch, 1).names == {}


def test_the_least_recently_used_sheets_are_forgotten(owner: Membership) -> None:
    sheets = Sheets(most=2)
    for room_id in (1, 2, 3):
        sheets.of(room_id, "now", 5)

    assert list(sheets._kept) == [(2, "now"), (3, "now")]


def test_sheets_with_large_values_are_forgotten_sooner(owner: Membership) -> None:
    sheets = Sheets(most_bits=5_000)
    Batch([calculates(owner, "x = 2^4000", "a")], sheets, AT).commit()
    elsewhere = found(owner.person)
    Batch([calculates(elsewhere, "x = 2^3000", "b")], sheets, AT).commit()

    assert [room_id for room_id, _ in sheets._kept] == [elsewhere.room_id]


def test_variables_leave_out_ans(owner: Membership) -> None:
    run(owner, *LINES)

    assert [variable["name"] for variable in sheet.variables(owner.room)] == ["a", "b", "c", "f"]
