"""One transaction of the scribe: whatever is in it, the log is gapless and each submission has its own answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from evaluator import ExpressionError
from rooms.batch import Batch, Submission
from rooms.models import Membership, Role, Room
from rooms.protocol.codes import Answer, Refusal
from rooms.sheets import Sheets
from tests.rooms.founding import calculates, found, joined, says, whole_log
from tests.support.replay import check_replay

AT = datetime(2026, 11, 21, 12, 0, 0, 123_456, tzinfo=UTC)


def commit(*submissions: Submission, sheets: Sheets | None = None) -> tuple[list[Any], list[dict[str, Any]]]:
    batch = Batch(submissions, sheets or Sheets(), AT)
    return batch.commit(), batch.announcements


def test_submissions_are_numbered_in_order_and_announced_once(owner: Membership) -> None:
    results, announced = commit(says(owner, "one", "a"), calculates(owner, "1 + 1", "b"), says(owner, "three", "c"))

    assert [result.seq for result in results] == [2, 3, 4]
    assert [event["seq"] for event in whole_log(owner.room_id)] == [1, 2, 3, 4]
    assert [(told["room"], told["first"], len(told["texts"])) for told in announced] == [(owner.room_id, 2, 3)]
    assert Room.objects.get(pk=owner.room_id).head == 4


def test_events_carry_the_time_of_the_batch_to_the_millisecond(owner: Membership) -> None:
    commit(says(owner, "one", "a"))

    assert whole_log(owner.room_id)[-1]["at"] == "2026-11-21T12:00:00.123Z"


def test_a_line_sees_what_the_line_before_it_in_the_batch_defined(owner: Membership) -> None:
    results, _ = commit(
        calculates(owner, "x = 20", "a"), calculates(owner, "x = x + 1", "b"), calculates(owner, "2 ans + #2", "c")
    )

    assert [result.event["result"]["text"] for result in results] == ["20", "21", "62"]
    assert results[2].event["uses"] == {"ans": 3, "#2": 2}


def test_a_line_that_fails_costs_only_itself(owner: Membership) -> None:
    results, announced = commit(
        calculates(owner, "x = 1", "a"),
        calculates(owner, "x = 1/0", "b"),
        calculates(owner, "unheard_of", "c"),
        calculates(owner, "x + 1", "d"),
    )

    assert isinstance(results[1], ExpressionError)
    assert isinstance(results[2], ExpressionError)
    assert (results[0].seq, results[3].seq) == (2, 3)
    assert results[3].event["result"]["text"] == "2"
    assert len(announced[0]["texts"]) == 2


def test_who_is_no_member_or_only_looks_on_is_refused_and_costs_nobody_else(owner: Membership) -> None:
    viewer = joined(owner, "Vic", Role.VIEWER)
    gone = joined(owner, "Gus")
    head = Room.objects.get(pk=owner.room_id).head
    gone.delete()

    results, _ = commit(
        says(viewer, "may I", "a"),
        Submission(owner.room_id, gone.person_id, "a", "still here"),
        Submission(10**6, owner.person_id, "a", "to no room"),
        says(owner, "hello", "a"),
    )

    assert [result.code.name for result in results[:3]] == ["forbidden", "not_a_member", "not_a_member"]
    assert results[3].seq == head + 1


def test_a_repeat_in_the_same_batch_is_a_duplicate(owner: Membership) -> None:
    results, _ = commit(says(owner, "one", "a"), calculates(owner, "1", "a"), says(owner, "two", "a"))

    assert [(result.seq, result.duplicate) for result in results] == [(2, False), (2, True), (2, True)]
    assert len(whole_log(owner.room_id)) == 2


def test_a_repeat_of_a_line_that_failed_is_tried_again(owner: Membership) -> None:
    results, _ = commit(
        calculates(owner, "y + 1", "a"), calculates(owner, "y = 1", "b"), calculates(owner, "y + 1", "a")
    )

    assert isinstance(results[0], ExpressionError)
    assert isinstance(results[2], Answer) and not results[2].duplicate


def test_rooms_in_one_batch_are_numbered_apart(owner: Membership) -> None:
    other = found(owner.person)

    results, announced = commit(
        says(owner, "here", "a"), says(other, "there", "a"), calculates(other, "x = 1", "b"), says(owner, "here", "b")
    )

    assert [result.seq for result in results] == [2, 2, 3, 3]
    assert {told["room"]: len(told["texts"]) for told in announced} == {owner.room_id: 2, other.room_id: 2}


def test_a_kept_sheet_changes_no_result(owner: Membership) -> None:
    sheets = Sheets()
    commit(calculates(owner, "x = 1", "a"), sheets=sheets)
    commit(calculates(owner, "x = x + 1", "b"), sheets=Sheets())  # as another process would
    commit(says(owner, "in between", "c"), sheets=sheets)
    commit(calculates(owner, "x = 10 x", "d"), sheets=sheets)
    commit(calculates(owner, "ans + #3 + x", "e"), sheets=Sheets(most=0))

    assert check_replay(whole_log(owner.room_id)) == 4


def test_a_room_holds_a_thousand_names_and_no_more(owner: Membership) -> None:
    commit(*(calculates(owner, f"n{number} = {number}", f"a{number}") for number in range(1000)))

    lines = ["one_more = 1", "n7 = 8", "n7"]
    results, _ = commit(*(calculates(owner, line, f"b{number}") for number, line in enumerate(lines)))

    assert isinstance(results[0], ExpressionError)
    assert results[0].code == "room_full"
    assert results[2].event["result"]["text"] == "8"


def test_a_refusal_of_the_whole_leaves_nothing_behind(owner: Membership) -> None:
    Room.objects.filter(pk=owner.room_id).update(head=0)  # as if seq 1 were free: its row is there already

    with pytest.raises(Exception, match=r"(?i)unique"):
        commit(says(owner, "one", "a"), calculates(owner, "x = 1", "b"))

    assert [event["seq"] for event in whole_log(owner.room_id)] == [1]
    assert not owner.room.definitions.exists()


def test_the_price_of_a_submission_is_its_predicted_work(owner: Membership) -> None:
    dear = "+".join(["3^(1/3)"] * 100)

    assert calculates(owner, dear, "a").price > 10 * calculates(owner, "1 + 1", "b").price > 0
    assert says(owner, "hello", "c").price > 0


def test_refusals_are_no_answers(owner: Membership) -> None:
    results, announced = commit(Submission(10**6, owner.person_id, "a", "to no room"))

    assert isinstance(results[0], Refusal)
    assert announced == []
