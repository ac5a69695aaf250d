"""Refusals are for people: a place, the limit and the estimate, nothing of Python's, and not much of what was typed."""

from __future__ import annotations

import pytest

import evaluator
from evaluator import ExpressionError
from evaluator.errors import SHOWN
from evaluator.session import Session
from tests.evaluator.hostile import lines
from tests.evaluator.rooms import AT, refusal

PYTHON = ("Traceback", "Error", "Exception", "object at", "NoneType", "<class", "__", "mpf", "recursion depth", "int(")


def test_an_error_is_a_dictionary_for_clients() -> None:
    assert refusal("1 + sqt(2)").as_dict() == {
        "code": "unknown_name",
        "message": "Nothing is called sqt.",
        "start": 4,
        "end": 7,
        "hint": "did you mean sqrt?",
    }


def test_every_refusal_of_the_hostile_corpus_reads_well() -> None:
    session = Session()
    for line in lines():
        try:
            session.enter(line, AT)
        except ExpressionError as error:
            assert 0 <= error.start <= error.end <= len(line), line
            assert (
                error.message[0].isupper() or error.message[0] in "“_0123456789" or error.message.split()[0].isascii()
            )
            assert error.message.endswith("."), error.message
            assert not any(word in error.message.replace("__import__", "") for word in PYTHON), error.message
            assert len(error.message) < 140 + SHOWN, error.message
            assert error.code.isidentifier()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("(" * 101 + "1" + ")" * 101, "at most 100"),
        ("1+" * 1_500 + "1", "at most 2,000"),
        ("1" * 5_000, "at most 4,096"),
        ("1 << 99999", "32,768"),
        ("round(1, 5000)", "1,000"),
        ("sin(10^1001)", "10^1000"),
        ("factor(2^1000 + 1)", "0.02 s"),
    ],
)
def test_a_limit_is_named(line: str, words: str) -> None:
    assert words in refusal(line).message


def test_places_count_code_points_through_every_rewriting() -> None:
    assert (refusal("😀").start, refusal("😀").end) == (0, 1)
    assert (refusal("½ × ½ × é").start, refusal("½ × ½ × é").end) == (8, 9)
    assert (refusal("ｘ＋１").start, refusal("ｘ＋１").end) == (0, 1)
    assert (refusal("e\u0301x + 1").start, refusal("e\u0301x + 1").end) == (0, 3)
    assert (refusal("π + sqt(1)").start, refusal("π + sqt(1)").end) == (4, 7)


def test_a_long_name_is_not_repeated_in_full() -> None:
    error = refusal("x" * 3_000)

    assert len(error.message) < 120
    assert (error.start, error.end) == (0, 3_000)


def test_trouble_inside_a_function_points_at_the_call() -> None:
    error = refusal("1 + f(0)", ["f(x) = 1/x"])

    assert (error.start, error.end) == (4, 8)
    assert error.message == "In f: Division by zero has no result."


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("sqt(2)", "did you mean sqrt?"),
        ("Sqrt(2)", "did you mean sqrt?"),
        ("sni(1)", "did you mean sin?"),
        ("facorial(3)", "did you mean factorial?"),
        ("pie", "did you mean pi?"),
        ("xyzzyq", None),
        ("1,5", "write 1.5"),
        ("(1", "add )"),
    ],
)
def test_the_nearest_name_is_offered(line: str, hint: str | None) -> None:
    assert refusal(line).hint == hint


@pytest.mark.parametrize(("line", "start", "end"), [("f(x) = x + y", 11, 12), ("f(x) = sqt(x)", 7, 10)])
def test_an_unknown_name_in_a_body_is_marked_itself(line: str, start: int, end: int) -> None:
    with pytest.raises(ExpressionError) as error:
        evaluator.compile(line).run({}, AT)

    assert (error.value.start, error.value.end) == (start, end)
