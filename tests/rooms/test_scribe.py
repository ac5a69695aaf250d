"""The one writer: many at once, each with its own answer; and what happens when the database fails."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from evaluator import ExpressionError
from rooms.models import Membership, Room
from rooms.protocol.codes import Refusal
from rooms.scribe import COMPANY_SECONDS, Scribe
from tests.rooms.founding import calculates, found, joined, says, whole_log
from tests.support.replay import check_replay


class Writing:
    """A scribe, and what it announced."""

    def __init__(self, length: int = 1000) -> None:
        self.announced: list[dict[str, Any]] = []
        self.scribe = Scribe(length, publish=self.announced.append)


@pytest.fixture
def writing(transactional_db: None) -> Iterator[Writing]:
    made = Writing()
    yield made
    made.scribe.close()


def test_many_at_once_get_one_gapless_log_that_replays(writing: Writing, owner: Membership) -> None:
    others = [joined(owner, f"Guest {number}") for number in range(4)]
    head = Room.objects.get(pk=owner.room_id).head
    submissions = [
        calculates(member, f"x = {number} + {index}/7", f"{index}-{number}")
        for number in range(40)
        for index, member in enumerate([owner, *others])
    ]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(writing.scribe.record, submissions))

    assert sorted(answer.seq for answer in answers) == list(range(head + 1, head + 201))
    assert check_replay(whole_log(owner.room_id)) == 200
    assert sum(len(told["texts"]) for told in writing.announced) == 200


def test_who_writes_alone_never_waits_for_company(owner: Membership) -> None:
    pauses: list[float] = []
    scribe = Scribe(10, publish=lambda told: None, pause=pauses.append)

    for number in range(10):
        scribe.record(says(owner, "quick", f"a{number}"))
    scribe.close()

    assert pauses == []


def test_where_several_write_a_batch_keeps_its_distance_from_the_last(owner: Membership) -> None:
    pauses: list[float] = []
    scribe = Scribe(10, publish=lambda told: None, pause=pauses.append)
    other = joined(owner, "Bob")

    for number in range(10):
        scribe.record(says(owner if number % 2 else other, "quick", f"a{number}"))
    scribe.close()

    assert pauses
    assert all(0 < pause <= COMPANY_SECONDS for pause in pauses)


def test_a_pause_that_fails_does_not_end_the_writer(owner: Membership) -> None:
    def fail(seconds: float) -> None:
        raise OSError("the clock was moved")

    scribe = Scribe(10, publish=lambda told: None, pause=fail)
    other = joined(owner, "Bob")

    answers = [
        scribe.record(says(owner if number % 2 else other, "still here", f"a{number}"), 5) for number in range(10)
    ]
    scribe.close()

    assert [answer.seq for answer in answers] == list(range(3, 13))


def test_what_is_answered_is_committed(writing: Writing, owner: Membership) -> None:
    found_in_database: list[bool] = []
    writing.scribe.deliver = lambda results: [
        (found_in_database.append(is_committed(result.event["id"])), tell(result)) for tell, result in results
    ]

    for number in range(10):
        writing.scribe.record(says(owner, "there?", f"a{number}"))

    assert found_in_database == [True] * 10


def test_what_is_announced_is_committed(owner: Membership) -> None:
    seen: list[bool] = []
    scribe = Scribe(10, publish=lambda told: seen.append(is_committed("a")))

    scribe.record(says(owner, "there?", "a"))
    scribe.close()

    assert seen == [True]


def test_a_line_that_fails_raises_for_its_sender_alone(writing: Writing, owner: Membership) -> None:
    with ThreadPoolExecutor(4) as pool:
        wrong = pool.submit(writing.scribe.record, calculates(owner, "1/0", "a"))
        right = pool.submit(writing.scribe.record, calculates(owner, "1/1", "b"))

        with pytest.raises(ExpressionError):
            wrong.result(10)
        assert right.result(10).seq == 2


def test_one_room_that_cannot_be_written_costs_no_other_room(writing: Writing, owner: Membership) -> None:
    broken = found(owner.person)
    Room.objects.filter(pk=broken.room_id).update(head=0)  # its next seq is taken: every insert fails

    answers = at_once(writing.scribe, says(owner, "one", "a"), says(broken, "two", "b"), says(owner, "three", "c"))

    assert [getattr(answer, "seq", None) for answer in answers] == [2, None, 3]
    assert isinstance(answers[1], Refusal)
    assert answers[1].code.name == "internal"
    assert len(whole_log(broken.room_id)) == 1


def test_a_locked_database_refuses_as_busy_and_leaves_nothing_half_written(
    writing: Writing, owner: Membership
) -> None:
    with locked_database(), pytest.raises(Refusal) as refusal:
        writing.scribe.record(calculates(owner, "x = 1", "a"))
    answer = writing.scribe.record(calculates(owner, "x = 2", "a"))

    assert refusal.value.code.name == "busy"
    assert refusal.value.facts["retry_after"] >= 1
    assert (answer.seq, answer.duplicate) == (2, False)
    assert [event["seq"] for event in whole_log(owner.room_id)] == [1, 2]


def test_a_full_queue_refuses_as_busy_at_once(owner: Membership) -> None:
    scribe = Scribe(3, publish=lambda told: None)
    answered: list[Any] = []
    refused = 0

    with locked_database():
        for number in range(10):
            try:
                scribe.submit(says(owner, "waiting", f"a{number}"), answered.append)
            except Refusal as refusal:
                assert refusal.code.name == "busy"
                refused += 1
    scribe.close()

    assert refused >= 6
    assert len(answered) == 10 - refused


def test_closing_writes_what_waits_and_then_takes_nothing_more(owner: Membership) -> None:
    scribe = Scribe(100, publish=lambda told: None)
    answered: list[Any] = []
    for number in range(50):
        scribe.submit(says(owner, "last words", f"a{number}"), answered.append)

    scribe.close()

    assert sorted(answer.seq for answer in answered) == list(range(2, 52))
    with pytest.raises(Refusal):
        scribe.submit(says(owner, "too late", "late"), answered.append)


def test_one_who_cannot_take_the_answer_costs_the_others_nothing(writing: Writing, owner: Membership) -> None:
    def broken(result: object) -> None:
        raise RuntimeError("gone")

    writing.scribe.submit(says(owner, "one", "a"), broken)

    assert writing.scribe.record(says(owner, "two", "b")).seq == 3


def at_once(scribe: Scribe, *submissions: Any) -> list[Any]:
    """Submit all before the writer can look, and return each answer."""
    answers: dict[str, Any] = {}
    done = threading.Semaphore(0)

    def tell_of(id_: str) -> Any:
        def tell(result: object) -> None:
            answers[id_] = result
            done.release()

        return tell

    with locked_database():
        for submission in submissions:
            scribe.submit(submission, tell_of(submission.id))
    assert all(done.acquire(timeout=10) for _ in submissions)
    return [answers[submission.id] for submission in submissions]


@contextmanager
def locked_database() -> Iterator[None]:
    """Hold the database's write lock, as another program would."""
    with another_program() as cursor:
        cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE rooms_room IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def is_committed(submission: str) -> bool:
    """Whether another connection finds the submission's event."""
    with another_program() as cursor:
        cursor.execute("SELECT count(*) FROM rooms_event WHERE submission = %s", [submission])
        return bool(cursor.fetchone()[0])


@contextmanager
def another_program() -> Iterator[Any]:
    """Be on a connection of one's own."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()
