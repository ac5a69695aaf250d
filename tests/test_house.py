"""The manners of the house that a program can check: sizes, and documents that keep up with the code."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["accounts", "config", "evaluator", "presence", "quota", "rooms"]
SOURCES = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts]
SCRIPTS = list((ROOT / "static" / "js").rglob("*.js"))
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCES + SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_is_short(path: Path) -> None:
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > MOST_LINES_OF_A_FUNCTION]

    assert long == []


def test_the_readme_names_every_setting_and_no_other() -> None:
    settings = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config" / "env.py").read_text()))
    table = (ROOT / "README.md").read_text().partition("## Configuration")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == settings


def test_settings_are_read_from_the_environment_in_one_file_alone() -> None:
    reading = re.compile(r"os\.(environ\[|environ\.get|getenv)")
    readers = {path.relative_to(ROOT).as_posix() for path in SOURCES if reading.search(path.read_text())}

    assert readers == {"evaluator/real.py"}  # which has mpmath leave gmpy2 alone while it is imported


def test_every_promise_has_its_tests() -> None:
    names = sorted(path.name for path in (ROOT / "tests" / "promises").glob("test_*.py"))

    assert [name.split("_")[1] for name in names] == [str(number) for number in range(1, 9)]


def test_no_other_file_sends_to_groups() -> None:
    senders = {path.relative_to(ROOT).as_posix() for path in SOURCES if ".group_send" in path.read_text()}

    assert senders == {"rooms/announce.py", "rooms/feed/relay.py"}


def test_rooms_are_found_by_their_slug_at_the_door_alone() -> None:
    found = re.compile(r"filter\([^)]*slug=|get\([^)]*slug=")
    finders = {path.relative_to(ROOT).as_posix() for path in SOURCES if found.search(path.read_text())}

    assert finders <= {"rooms/access.py", "rooms/management/commands/check_log.py"}
