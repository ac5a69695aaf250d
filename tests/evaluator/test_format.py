"""Numbers as people and programs read them, checked digit by digit against `decimal`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from evaluator.format import decimal_places, digits, leading, plain, text
from evaluator.numbers import Ratio, ratio
from evaluator.work import Work


@given(st.integers(-(10**700), 10**700))
def test_integers_are_written_in_full_for_programs(n: int) -> None:
    assert digits(n) == plain(n) == str(n)


@given(st.integers(1, 10**60), st.integers(1, 10**60), st.integers(1, 40))
def test_leading_digits_are_those_of_decimal(n: int, d: int, count: int) -> None:
    exact = Context(prec=400).divide(Decimal(n), Decimal(d))
    rounded = Context(prec=count, rounding=ROUND_HALF_UP).plus(exact)

    found, exponent, _ = leading(ratio(n, d, Work()), count)

    assert Decimal(f"{found}e{exponent - len(found) + 1}") == rounded


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from([1, 3, 7, 11, 10**9 + 7]))
def test_finite_decimals_are_told_from_others(twos: int, fives: int, other: int) -> None:
    places = decimal_places(2**twos * 5**fives * other)

    assert places == (max(twos, fives) if other == 1 else None)


def test_a_nonzero_value_never_shows_as_zero() -> None:
    assert text(Ratio(1, 3**20_000)) == "≈ 3.75755725473803e-9543"
    assert text(Ratio(-1, 10**400)) == "-1e-400"


def test_rounding_is_half_away_from_zero_and_carries() -> None:
    assert text(Ratio(1999999999999999, 2)) == "1999999999999999/2 ≈ 1000000000000000"
    assert text(Ratio(-(10**16 + 5), 10**16)) == "≈ -1"
    assert text(Ratio(1000000000000005, 10**16)) == "≈ 0.100000000000001"
