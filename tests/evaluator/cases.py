"""Reading `cases/*.txt`: `expression => text`, `=> error CODE START:END`, `… hint HINT`, lines with `>` before them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """One line of a file, and what was entered before it."""

    place: str
    setup: tuple[str, ...]
    expression: str
    expected: str
    hint: str | None


def cases() -> Iterator[Case]:
    """Every case of every file."""
    for file in sorted(FOLDER.glob("*.txt")):
        yield from _read(file)


def _read(file: Path) -> Iterator[Case]:
    setup: list[str] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if line.startswith("> "):
            setup.append(line[2:])
        elif " => " in line:
            expression, _, expected = line.rpartition(" => ")
            expected, _, hint = expected.partition(" hint ")
            yield Case(f"{file.stem}:{number}", tuple(setup), expression, expected, hint or None)
            setup = []
