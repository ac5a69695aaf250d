"""What the log stores comes back exactly, in this version and later ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator import LIMITS, Binding
from tests.evaluator.rooms import AT, room, run

VALUES = [
    "0", "-7", "1/3", "-22/7", "2^32000 - 1", "10^9000 / 3", "sqrt(2)", "-sqrt(2) * 10^50", "9^9^9", "1e-999999999",
    "pi", "-3pi/4", "true", "1 > 2", "factor(360)", "255 to hex", "0.3 as %", "1/3 to 20 digits", "sqrt(2)-sqrt(2)",
]  # fmt: skip

# written by version 1; these lines never change
STORED = [
    ('{"whole": "ff"}', "255"),
    ('{"whole": "-a"}', "-10"),
    ('{"ratio": ["1", "3"]}', "1/3 ≈ 0.333333333333333"),
    ('{"pi": ["-1", "2"]}', "≈ -1.5707963267949"),
    ('{"inexact": ["3", "-1"]}', "≈ 1.5"),
    ('{"inexact": ["-1", "ff"]}', "≈ -5.78960446186581e76"),
    ('{"truth": true}', "true"),
    ('{"factors": ["2", "2", "3"]}', "2^2 * 3"),
    ('{"whole": "ff", "form": "hex"}', "0xff"),
    ('{"function": "f(x) = x^2 + k", "reads": ["k"]}', "f(x) = x^2 + k"),
]


@pytest.mark.parametrize("text", VALUES)
def test_a_value_comes_back_exactly(text: str) -> None:
    binding = run(text).binding

    again = Binding.from_json(json.loads(json.dumps(binding.to_json())))

    assert (again.text, again.exact, again.bits) == (binding.text, binding.exact, binding.bits)
    assert again.to_json() == binding.to_json()
    assert run("x == y", {"x": binding, "y": again}).text == "true"


def test_a_function_comes_back_and_runs() -> None:
    binding = room("k = 5").enter("f(x) = x^2 + k # note", AT).binding

    again = Binding.from_json(json.loads(json.dumps(binding.to_json())))

    assert again.text == "f(x) = x^2 + k"
    assert run("f(3)", {"f": again, "k": run("1").binding}).text == "10"
    assert again.is_function
    assert again.bits > 0


@pytest.mark.parametrize(("stored", "text"), STORED)
def test_what_was_stored_once_stays_readable(stored: str, text: str) -> None:
    binding = Binding.from_json(json.loads(stored))

    assert binding.text == text
    assert binding.to_json() == json.loads(stored)


@pytest.mark.parametrize("stored", [{}, {"whole": 3}, {"ratio": ["1"]}, {"who": "me"}, {"whole": "xyz"}])
def test_anything_else_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"stored|literal"):
        Binding.from_json(stored)  # type: ignore[arg-type]


@given(st.integers(-(2**2000), 2**2000), st.integers(1, 2**2000))
def test_any_ratio_comes_back(n: int, d: int) -> None:
    from evaluator.numbers import ratio
    from evaluator.work import Work

    binding = Binding(ratio(n, d, Work()))

    assert Binding.from_json(binding.to_json()).to_json() == binding.to_json()


def test_stored_size_is_in_bits_of_what_is_known() -> None:
    assert run("2^32000").binding.bits >= 32_000
    assert run("1/3").binding.bits < 10
    assert run("sqrt(2)").binding.bits < 200
    assert run("2^32767").binding.bits <= LIMITS.bits + 1
