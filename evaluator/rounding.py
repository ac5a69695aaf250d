"""Rounding, always half away from zero, and the parts of a number."""

from __future__ import annotations

from .arithmetic import add, divide, multiply, negate, subtract
from .arithmetic import floor as whole_below
from .errors import Trouble
from .numbers import PiMultiple, Ratio, Real, Value, is_exact, parts, sign
from .powers import power
from .work import Work


def floor(work: Work, x: Value) -> Value:
    """The largest whole number not above x."""
    return whole_below(x, work)


def ceil(work: Work, x: Value) -> Value:
    """The smallest whole number not below x."""
    return -whole_below(negate(x), work)


def trunc(work: Work, x: Value) -> Value:
    """The whole part, towards zero."""
    return floor(work, x) if sign(x) >= 0 else ceil(work, x)


def frac(work: Work, x: Value) -> Value:
    """What remains beside the whole part."""
    return subtract(x, trunc(work, x), work)


def round_half(work: Work, x: Value, places: Value = 0) -> Value:
    """x to a number of decimal places, half away from zero; negative places round to tens, hundreds …"""
    if not isinstance(places, int) or abs(places) > work.limits.places:
        message = f"round takes a whole number of places, at most {work.limits.places:,}."
        raise Trouble("too_large" if isinstance(places, int) else "not_whole", message)
    if isinstance(x, int) and places >= 0:
        return int(x)
    scale = power(10, int(places), work)
    scaled = multiply(x, scale, work)
    if sign(scaled) < 0:
        return divide(-whole_below(subtract(Ratio(1, 2), scaled, work), work), scale, work)
    return divide(whole_below(add(scaled, Ratio(1, 2), work), work), scale, work)


def absolute(work: Work, x: Value) -> Value:
    """The distance from 0."""
    return negate(x) if sign(x) < 0 else x


def sign_of(work: Work, x: Value) -> Value:
    """-1, 0 or 1."""
    return sign(x)


def numerator(work: Work, x: Value) -> Value:
    """The numerator in lowest terms."""
    return _parts(x)[0]


def denominator(work: Work, x: Value) -> Value:
    """The denominator in lowest terms."""
    return _parts(x)[1]


def _parts(x: Value) -> tuple[int, int]:
    if not is_exact(x):
        raise Trouble("domain", "An inexact number is no fraction.")
    assert not isinstance(x, Real | PiMultiple)
    return parts(x)
