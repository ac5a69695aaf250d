"""What is not there on purpose, each with its own clear refusal. A test here breaks when a door is opened."""

from __future__ import annotations

import pytest

from tests.evaluator.rooms import refusal

NEVER = [
    ("attributes", "x.y", "attributes"),
    ("attributes of numbers", "(1).real", "attributes"),
    ("strings", '"text"', "strings"),
    ("strings", "'text'", "strings"),
    ("f-strings", "f'{1}'", "strings"),
    ("indexing", "ans[0]", "Lists"),
    ("comprehensions", "[x for x in 3]", "Lists"),
    ("generator expressions", "sum(x for x in 3)", "no part of this language"),
    ("lambdas", "lambda x: x", "no part of this language"),
    ("assignment expressions", "(y := 3)", "x = …"),
    ("keyword arguments", "round(2.345, places=2)", "=="),
    ("starred arguments", "max(*3)", "missing"),
    ("double-starred arguments", "max(**3)", "missing"),
    ("statements", "import os", "no part of this language"),
    ("two statements", "1; 2", "One line"),
    ("dictionaries", "{1: 2}", "Braces"),
    ("sets", "{1}", "Braces"),
    ("conditional expressions", "1 if 2 else 3", ""),
    ("dunder names", "__import__", "underscores"),
    ("Python's own functions", "eval(1)", "Nothing is called eval"),
    ("Python's own functions", "print(1)", "Nothing is called print"),
    ("None", "None", "Nothing is called None"),
    ("randomness", "rand()", "Nothing is called rand"),
    ("ternaries", "1 ? 2", "if("),
    ("currencies", "$5", "Currencies"),
    ("C's logic", "1 && 2", "and"),
    ("C's logic", "1 || 2", "or"),
    ("elvish operators", "1 === 2", ""),
    ("augmented assignment", "x += 1", ""),
    ("matrix products", "1 @ 2", ""),
]

NOT_YET = [
    "5 km",
    "3 kg to lb",
    "sqrt(-4)",
    "(-8)^(1/3)",
    "i",
    "2i",
    "[1, 2]",
    "today",
    "days(1, 2)",
    "pmt(1, 2, 3)",
    "#3..#9",
    "2026-11-21",
    "sum(k^2, k, 1, 9)",
    "prod(k, k, 1, 9)",
]


@pytest.mark.parametrize(("what", "line", "words"), NEVER, ids=[f"{what}: {line}" for what, line, _ in NEVER])
def test_it_is_not_there(what: str, line: str, words: str) -> None:
    assert words in refusal(line).message


@pytest.mark.parametrize("line", NOT_YET)
def test_it_is_not_there_yet_and_says_so(line: str) -> None:
    assert refusal(line, ["1"] * 9).code == "not_supported"
