"""One JSON object per line in, one per line out: the calculator for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from .errors import ExpressionError
from .limits import LIMITS
from .session import Session


class BadLine(Exception):
    """An input line that is no request."""


def answers(lines: Iterable[bytes], at: datetime) -> Iterator[str]:
    """Answer every line; whatever is wrong with one is told in its answer and costs the next one nothing."""
    for line in lines:
        if line.strip():
            yield json.dumps(answer(line, at))


def answer(line: bytes, at: datetime) -> dict[str, Any]:
    """The answer to one line: `text`, `exact` and `value`, or `error`."""
    try:
        *setup, text = _request(line)
        session = Session()
        for earlier in setup:
            session.enter(earlier, at)
        outcome = session.enter(text, at)
        return {"text": outcome.text, "exact": outcome.exact, "value": outcome.value}
    except ExpressionError as error:
        return {"error": error.as_dict()}
    except BadLine as error:
        return {"error": {"code": "bad_json", "message": str(error), "start": 0, "end": 0, "hint": None}}


def _request(line: bytes) -> list[str]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("This line is not JSON.") from None
    if not isinstance(request, dict) or not isinstance(request.get("expr"), str):
        raise BadLine('A line is an object with a string "expr", and perhaps a list "setup".')
    setup = request.get("setup", [])
    if not isinstance(setup, list) or not all(isinstance(text, str) for text in setup):
        raise BadLine('"setup" is a list of strings.')
    if len(setup) > LIMITS.names:
        raise BadLine(f'"setup" has at most {LIMITS.names:,} lines.')
    return [*setup, request["expr"]]
