"""The calculator in a terminal: `python -m evaluator '2 + 3'`, a prompt without arguments, `--jsonl` for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from . import jsonl
from .errors import ExpressionError
from .session import Session

USAGE = """usage: python -m evaluator [EXPRESSION … | --jsonl]

Each EXPRESSION is a line of its own. Without arguments: a prompt. --jsonl reads {"setup": ["x = 3"], "expr": "x^2"},
one object per line, and answers {"text", "exact", "value"} or {"error"}.
The exit status is 1 when the last line failed, and 2 when the arguments make no sense.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the terminal; returns the exit status."""
    if list(arguments) == ["--jsonl"]:
        return _programs()
    if any(argument in ("-h", "--help") for argument in arguments):
        print(USAGE, end="")
        return 0
    if arguments and arguments[0].startswith("--"):
        print(USAGE, end="", file=sys.stderr)
        return 2
    session = Session()
    if arguments:
        return [_line(session, text) for text in arguments][-1]
    return _prompt(session)


def _programs() -> int:
    for answer in jsonl.answers(sys.stdin.buffer, datetime.now(UTC)):
        print(answer, flush=True)
    return 0


def _prompt(session: Session) -> int:
    with suppress(ImportError):
        import readline  # noqa: F401  history and editing, where the system has it
    while True:
        try:
            text = input(f"#{session.seq + 1} ")
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        if text.strip():
            _line(session, text)


def _line(session: Session, text: str) -> int:
    try:
        outcome = session.enter(text, datetime.now(UTC))
    except ExpressionError as error:
        hint = f" ({error.hint})" if error.hint else ""
        print(f"{text}\n{' ' * error.start}{'^' * max(1, error.end - error.start)}", file=sys.stderr)
        print(f"{error.message}{hint}", file=sys.stderr)
        return 1
    print(outcome.text)
    if outcome.hint:
        print(f"  {outcome.hint}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
