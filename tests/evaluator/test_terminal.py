"""The calculator in a terminal: arguments, prompt, exit status, and one JSON object per line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def terminal(*arguments: str, given: str | bytes = b"") -> subprocess.CompletedProcess[bytes]:
    given = given if isinstance(given, bytes) else given.encode()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "evaluator", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd="/", env=environment, check=False, timeout=60)


def answers(*lines: str | bytes) -> list[dict[str, Any]]:
    given = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    done = terminal("--jsonl", given=given)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_argument_is_computed_and_printed() -> None:
    done = terminal("1/3")

    assert (done.returncode, done.stdout.decode()) == (0, "1/3 ≈ 0.333333333333333\n")


def test_arguments_are_lines_of_one_room() -> None:
    assert terminal("x = 3", "x^2", "ans + #1").stdout.decode().split() == ["3", "9", "12"]


def test_an_error_shows_its_place_and_fails() -> None:
    done = terminal("1 + sqt(2)")

    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "1 + sqt(2)",
        "    ^^^",
        "Nothing is called sqt. (did you mean sqrt?)",
    ]


def test_without_arguments_there_is_a_prompt() -> None:
    done = terminal(given="x = 6\n\nx * 7\n1/0\n")

    assert done.returncode == 0
    assert "42" in done.stdout.decode()
    assert "Division by zero" in done.stderr.decode()


def test_unknown_options_and_help() -> None:
    assert terminal("--nonsense").returncode == 2
    assert b"usage" in terminal("--help").stdout


def test_json_lines_are_answered_one_by_one() -> None:
    found = answers('{"setup": ["x = 3"], "expr": "x^2"}', '{"expr": "1/3"}', '{"expr": "1,5"}')

    assert found[0] == {"text": "9", "exact": True, "value": "9"}
    assert found[1]["value"] == "1/3"
    assert found[2]["error"]["code"] == "comma"
    assert set(found[2]["error"]) == {"code", "message", "start", "end", "hint"}


def test_the_first_setup_line_that_fails_is_the_answer() -> None:
    (found,) = answers('{"setup": ["x = 1/0", "y = nothing"], "expr": "x"}')

    assert found["error"]["code"] == "zero_division"


def test_setup_lines_are_numbered_from_one() -> None:
    (found,) = answers('{"setup": ["10", "20"], "expr": "#1 + #2 + ans"}')

    assert found["value"] == "50"


def test_a_hostile_line_costs_the_next_one_nothing() -> None:
    hostile = [
        "9^9^9^9", "(" * 3000, "factor(2^1000+1)", "\ud800", "x" * 100_000, "1+" * 2000, "\x00", "10^10^10^10",
    ]  # fmt: skip
    lines = [json.dumps({"expr": line}) for line in hostile]

    found = answers(*[part for line in lines for part in (line, '{"expr": "2 + 2"}')])

    assert all("error" in answer for answer in found[::2])
    assert all(answer == {"text": "4", "exact": True, "value": "4"} for answer in found[1::2])


def test_a_bad_line_is_answered_with_an_error() -> None:
    bad = [
        "nonsense",
        "[]",
        "3",
        '{"expr": 3}',
        "{}",
        '{"expr": "1", "setup": "x"}',
        "[" * 100_000,
        b"\xff\xfe",
        "1" * 9_999,
    ]

    found = answers(*bad, '{"expr": "1 + 1"}')

    assert [answer["error"]["code"] for answer in found[:-1]] == ["bad_json"] * len(bad)
    assert found[-1]["value"] == "2"


def test_the_package_needs_neither_django_nor_asyncio_nor_redis() -> None:
    code = (
        "import sys, evaluator, evaluator.__main__\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'asyncio', 'redis', 'channels')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == b"[]"


def test_importing_leaves_the_environment_alone() -> None:
    code = "import os; before = dict(os.environ); import evaluator; print(dict(os.environ) == before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == b"True"
