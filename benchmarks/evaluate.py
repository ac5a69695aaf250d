"""How fast lines are understood and run: `python -m benchmarks.evaluate` prints one table.

Each column is the median of many short runs; the contestants take turns within one process, so that a busy machine
slows them alike. `ast.parse` reads the line in Python's spelling and does nothing with it.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter_ns
from typing import Any

import evaluator
from evaluator.evaluate import _CACHE
from tests.evaluator.hostile import lines as hostile_lines

AT = datetime(2026, 11, 21, tzinfo=UTC)
SUM = "+".join(str(n) for n in range(1, 201))
CASES = [
    ("1+2*3", "1+2*3"),
    ("(4+9)/13", "(4+9)/13"),
    ("sqrt(2)*pi^2", "sqrt(2)*pi**2"),
    ("3x^2+2x+1", "3*x**2+2*x+1"),
    (SUM, SUM),
]
NAMES = {"x": evaluator.compile("7").run({}, AT).binding}
ROUNDS = 41


def first_time(text: str) -> str:
    """Read, run and print a line nobody has sent before."""
    _CACHE.clear()
    return evaluator.compile(text).run(NAMES, AT).text


def seen_before(text: str) -> str:
    """The same with the program at hand."""
    return evaluator.compile(text).run(NAMES, AT).text


def whole_simpleeval() -> Callable[[str], Any]:
    """simpleeval's whole evaluation of the Python spelling, or nothing when it is not installed."""
    try:
        from simpleeval import SimpleEval
    except ImportError:
        return lambda text: None
    import math

    return SimpleEval(functions={"sqrt": math.sqrt}, names={"pi": math.pi, "x": 7}).eval


def measure(contestants: list[Callable[[], object]]) -> list[float]:
    """Median microseconds of each, taking turns."""
    times: list[list[float]] = [[] for _ in contestants]
    for _ in range(ROUNDS):
        for contestant, found in zip(contestants, times, strict=True):
            begun = perf_counter_ns()
            for _ in range(20):
                contestant()
            found.append((perf_counter_ns() - begun) / 20_000)
    return [median(found) for found in times]


def importing() -> float:
    """Milliseconds to import the package in a fresh interpreter, the median of seven."""
    usual = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    code = "import time; t = time.perf_counter(); import evaluator; print(1000 * (time.perf_counter() - t))"
    return median(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=usual).stdout)
        for _ in range(7)
    )


def worst_line() -> tuple[float, str]:
    """The slowest line of the hostile corpus: the fastest of three runs each, in milliseconds."""
    slowest = (0.0, "")
    for line in hostile_lines():
        best = float("inf")
        for _ in range(3):
            _CACHE.clear()
            begun = perf_counter_ns()
            try:
                outcome = evaluator.compile(line).run(NAMES, AT)
                _ = outcome.text, outcome.value
            except evaluator.ExpressionError:
                pass
            best = min(best, (perf_counter_ns() - begun) / 1e6)
        slowest = max(slowest, (best, line))
    return slowest


def main() -> None:
    """Print the table."""
    simple = whole_simpleeval()
    print(
        f"{'line':<14}{'ast.parse':>11}{'first':>9}{'ratio':>7}{'seen':>9}{'ratio':>7}{'simpleeval':>12}{'ratio':>7}"
    )
    for ours, python in CASES:
        parsing, first, seen, theirs = measure(
            [
                lambda python=python: ast.parse(python, mode="eval"),  # type: ignore[misc]
                lambda ours=ours: first_time(ours),  # type: ignore[misc]
                lambda ours=ours: seen_before(ours),  # type: ignore[misc]
                lambda python=python: simple(python),  # type: ignore[misc]
            ]
        )
        name = ours if len(ours) < 14 else "200-term sum"
        print(
            f"{name:<14}{parsing:>8.2f} µs{first:>9.2f}{first / parsing:>7.2f}{seen:>9.2f}{seen / parsing:>7.2f}"
            f"{theirs:>12.2f}{seen / theirs:>7.2f}"
        )
    slowest, line = worst_line()
    print(f"\nimport of the package  {importing():.0f} ms")
    print(f"worst hostile line     {slowest:.1f} ms  {line[:60]}")


if __name__ == "__main__":
    main()
