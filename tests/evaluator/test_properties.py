"""Agreement with independent arithmetic, and the bounds, on lines nobody wrote."""

from __future__ import annotations

from fractions import Fraction
from time import process_time

import mpmath
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import evaluator
from evaluator import LIMITS, Binding, ExpressionError
from tests.evaluator.grammar import Pair, arithmetic, hostile
from tests.evaluator.rooms import AT, room, run

ROOM = room(
    "1/7", "2^20000", "f(x) = x^x", "g(a, b) = f(a) / f(b)", "h(x) = g(x, g(x, x))", "y = 10^300 / 7", "x = 3"
).names

FUZZ = settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))


@settings(max_examples=1_000, deadline=None)
@given(arithmetic)
def test_exact_arithmetic_is_that_of_fractions(pair: Pair) -> None:
    text, expected = pair

    if expected is None:
        with pytest.raises(ExpressionError, match="zero"):
            run(text)
        return
    outcome = run(text)

    assert outcome.exact
    assert Fraction(outcome.value) == expected


@settings(max_examples=500, deadline=None)
@given(st.integers(-(10**40), 10**40), st.integers(1, 10**40), st.integers(0, 30))
def test_what_is_shown_is_rounded_half_away_from_zero(n: int, d: int, power: int) -> None:
    d = d if n % 3 else 2 ** (d % 90) * 5 ** (d % 40)
    expected = Fraction(n, d) / 10**power
    shown = run(f"{n}/{d}/10^{power}").text
    rounded = Fraction(shown.rpartition("≈ ")[2])

    if not expected:
        assert shown == "0"
        return
    unit = Fraction(10) ** (_exponent(expected) - 14)
    assert abs(rounded - expected) * 2 <= unit or abs(expected) >= 10**15
    assert (rounded == expected) or "≈" in shown


def _exponent(value: Fraction) -> int:
    found = 0
    while abs(value) >= Fraction(10) ** (found + 1):
        found += 1
    while abs(value) < Fraction(10) ** found:
        found -= 1
    return found


_REAL = st.fractions(min_value=-50, max_value=50, max_denominator=10**6)


@pytest.mark.parametrize(
    ("name", "function", "low", "high"),
    [
        ("sqrt", mpmath.sqrt, 0, None), ("exp", mpmath.exp, None, None), ("ln", mpmath.log, 0, None),
        ("sin", mpmath.sin, None, None), ("cos", mpmath.cos, None, None), ("tan", mpmath.tan, None, None),
        ("atan", mpmath.atan, None, None), ("asin", mpmath.asin, -1, 1), ("acos", mpmath.acos, -1, 1),
        ("sinh", mpmath.sinh, None, None), ("cosh", mpmath.cosh, None, None), ("tanh", mpmath.tanh, None, None),
        ("asinh", mpmath.asinh, None, None), ("acosh", mpmath.acosh, 1, None), ("atanh", mpmath.atanh, -1, 1),
        ("gamma", mpmath.gamma, 0, None), ("cbrt", mpmath.cbrt, 0, None), ("log2", lambda x: mpmath.log(x, 2), 0, None),
        ("log", mpmath.log10, 0, None),
    ],
)  # fmt: skip
@settings(max_examples=60, deadline=None)
@given(value=_REAL)
def test_functions_agree_with_mpmath_at_sixty_digits(
    name: str, function: object, low: int | None, high: int | None, value: Fraction
) -> None:
    if (low is not None and value <= low) or (high is not None and value >= high):
        return
    with mpmath.workdps(60):
        expected = function(mpmath.mpf(value.numerator) / value.denominator)  # type: ignore[operator]
        found = _full(run(f"{name}({value.numerator}/{value.denominator})").binding)
        assert mpmath.almosteq(found, expected, rel_eps=mpmath.mpf(10) ** -36, abs_eps=mpmath.mpf(10) ** -60)


def _full(binding: Binding) -> mpmath.mpf:
    stored = binding.to_json()
    if "inexact" in stored:
        mantissa, exponent = (int(str(part), 16) for part in stored["inexact"])  # type: ignore[union-attr]
        return mpmath.ldexp(mpmath.mpf(mantissa), exponent)
    if "pi" in stored:
        n, d = (int(str(part), 16) for part in stored["pi"])  # type: ignore[union-attr]
        return mpmath.pi * n / d
    value = Fraction(run("x", {"x": binding}).value)
    return mpmath.mpf(value.numerator) / value.denominator


@settings(max_examples=200, deadline=None)
@given(
    st.fractions(min_value=0, max_value=1000, max_denominator=100),
    st.fractions(min_value=-9, max_value=9, max_denominator=12),
)
def test_powers_agree_with_mpmath(base: Fraction, exponent: Fraction) -> None:
    if not base:
        return
    with mpmath.workdps(60):
        expected = mpmath.power(
            mpmath.mpf(base.numerator) / base.denominator, mpmath.mpf(exponent.numerator) / exponent.denominator
        )
        found = _full(run(f"({base})^({exponent})").binding)
        assert mpmath.almosteq(found, expected, rel_eps=mpmath.mpf(10) ** -38)


@FUZZ
@given(hostile)
@example("9^9^9 ! ! ! % of √2^2^-1 to hex")
def test_only_expression_errors_escape_and_the_bounds_hold(line: str) -> None:
    best = float("inf")
    for _ in range(4):
        begun = process_time()
        try:
            expression = evaluator.compile(line)
            outcome = expression.run(ROOM, AT)
            assert outcome.text
            assert outcome.value
            assert Binding.from_json(outcome.binding.to_json()).text == outcome.text
            assert outcome.spent <= LIMITS.work
            assert set(outcome.uses) <= set(ROOM)
        except ExpressionError as error:
            assert 0 <= error.start <= error.end <= len(line)
            assert error.spent <= LIMITS.work
            assert error.message != "This is too complex to compute."
        best = min(best, process_time() - begun)
        if best < 0.025:
            break
    assert best < 0.05


@settings(max_examples=1_000, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_is_answered_or_refused(line: str) -> None:
    try:
        assert evaluator.compile(line).run(ROOM, AT).text
    except ExpressionError as error:
        assert 0 <= error.start <= error.end <= len(line)


@settings(max_examples=300, deadline=None)
@given(hostile)
def test_a_line_comes_to_the_same_every_time(line: str) -> None:
    def once() -> tuple[object, ...]:
        from evaluator.evaluate import _CACHE

        _CACHE.clear()
        try:
            outcome = evaluator.compile(line).run(ROOM, AT)
        except ExpressionError as error:
            return (*error.as_dict().values(), error.spent)
        return outcome.text, outcome.value, outcome.exact, outcome.uses, outcome.spent, outcome.hint

    assert once() == once()
