"""The inexact layer: mpmath's functions on raw numbers, with their precision passed in.

No mpmath context is used: a context is state that threads would share, and costs an object per number.
Constants and series coefficients are still cached inside mpmath by code that two threads can break (it stores a
value and its precision in two steps), so whatever may touch those caches runs under LOCK.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from threading import Lock
from typing import TypeAlias

if "mpmath" not in sys.modules:  # gmpy2 would change types and timings; the variable must not outlive the import
    _before = os.environ.get("MPMATH_NOGMPY")
    os.environ["MPMATH_NOGMPY"] = "1"
    try:
        from mpmath import libmp
    finally:
        if _before is None:
            del os.environ["MPMATH_NOGMPY"]
        else:
            os.environ["MPMATH_NOGMPY"] = _before
else:
    from mpmath import libmp

Mpf: TypeAlias = tuple[int, int, int, int]  # sign, mantissa, exponent, bits of the mantissa

Function: TypeAlias = Callable[..., Mpf]

PREC = 140  # 40 digits and some guard bits
AGREE = 100  # bits of 30 digits: two inexact numbers that share them are equal
LOCK = Lock()
ROUND = "n"

ZERO: Mpf = libmp.fzero
ONE: Mpf = libmp.fone
HALF: Mpf = libmp.fhalf

add: Callable[..., Mpf] = libmp.mpf_add
sub: Callable[..., Mpf] = libmp.mpf_sub
mul: Callable[..., Mpf] = libmp.mpf_mul
div: Callable[..., Mpf] = libmp.mpf_div
neg: Callable[..., Mpf] = libmp.mpf_neg
absolute: Callable[..., Mpf] = libmp.mpf_abs
shift: Callable[..., Mpf] = libmp.mpf_shift
pow_int: Callable[..., Mpf] = libmp.mpf_pow_int
square_root: Callable[..., Mpf] = libmp.mpf_sqrt
compare: Callable[[Mpf, Mpf], int] = libmp.mpf_cmp
floor: Callable[..., Mpf] = libmp.mpf_floor


def from_int(n: int, precision: int = PREC) -> Mpf:
    """n rounded to `precision` bits."""
    result: Mpf = libmp.from_man_exp(n, 0, precision, ROUND)
    return result


def from_scaled(n: int, exponent: int) -> Mpf:
    """n · 2^exponent rounded to the working precision."""
    result: Mpf = libmp.from_man_exp(n, exponent, PREC, ROUND)
    return result


def from_ratio(n: int, d: int, precision: int = PREC) -> Mpf:
    """n/d rounded to `precision` bits."""
    result: Mpf = libmp.from_rational(n, d, precision, ROUND)
    return result


def elementary(function: Callable[..., Mpf], *arguments: Mpf, precision: int = PREC) -> Mpf:
    """Call one of mpmath's functions that may touch its caches."""
    with LOCK:
        return function(*arguments, precision, ROUND)


def pi(precision: int = PREC) -> Mpf:
    """π."""
    return elementary(libmp.mpf_pi, precision=precision)


def mpf_mul_pi(x: Mpf, precision: int = PREC) -> Mpf:
    """x times π."""
    return mul(x, pi(precision + 8), precision, ROUND)


def scale(x: Mpf) -> int:
    """Position of the leading bit: 2^(scale-1) <= |x| < 2^scale."""
    return x[2] + x[3]


def to_int(x: Mpf) -> int:
    """The whole part of x towards zero; the caller knows that its scale is small."""
    return int(libmp.to_int(x))


def decimal_digits(x: Mpf, count: int) -> tuple[bool, str, int]:
    """Sign, `count` or so leading digits, and the decimal exponent of the first, of a nonzero x."""
    with LOCK:
        sign, digits, exponent = libmp.to_digits_exp(x, count)
    return sign == "-", digits, exponent
