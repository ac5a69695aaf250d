"""Every example of `cases/*.txt` comes out as it says: text, error with its place, and hint."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evaluator import ExpressionError
from evaluator.session import Session
from tests.evaluator.cases import Case, cases

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def answer(case: Case) -> tuple[str, str | None]:
    session = Session()
    for line in case.setup:
        session.enter(line, AT)
    try:
        outcome = session.enter(case.expression, AT)
    except ExpressionError as error:
        return f"error {error.code} {error.start}:{error.end}", error.hint
    return outcome.text, outcome.hint


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: f"{case.place} {case.expression[:40]}")
def test_an_example_comes_out_as_written(case: Case) -> None:
    text, hint = answer(case)

    assert text == case.expected
    if case.hint is not None:
        assert hint == case.hint


def test_there_are_examples_of_every_kind() -> None:
    found = list(cases())

    assert len(found) > 350
    assert sum(case.expected.startswith("error ") for case in found) > 70
    assert sum(case.hint is not None for case in found) > 4
