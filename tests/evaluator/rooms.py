"""Short ways to compute in tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import evaluator
from evaluator.session import Session

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def run(text: str, names: dict[str, evaluator.Binding] | None = None) -> evaluator.Outcome:
    """Compile and run one line."""
    return evaluator.compile(text).run(names or {}, AT)


def refusal(text: str, setup: Iterable[str] = ()) -> evaluator.ExpressionError:
    """The error of a line that must fail."""
    session = room(*setup)
    try:
        outcome = session.enter(text, AT)
    except evaluator.ExpressionError as error:
        return error
    raise AssertionError(f"{text} came to {outcome.text}")


def room(*lines: str) -> Session:
    """A room in which these lines were entered."""
    session = Session()
    for line in lines:
        session.enter(line, AT)
    return session
