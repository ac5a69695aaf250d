"""The numbers: whole, ratios, rational multiples of π, and inexact ones of 40 digits."""

from __future__ import annotations

from math import gcd
from typing import TypeAlias

from .errors import Trouble
from .limits import LIMITS
from .real import PREC, Mpf, from_int, from_ratio, mpf_mul_pi, pi
from .work import Work

BITS = LIMITS.bits
_MOST = LIMITS.exponent


class Ratio:
    """An exact number that is not whole: reduced, denominator above 1."""

    __slots__ = ("d", "n")

    def __init__(self, n: int, d: int) -> None:
        """Take n/d as already reduced."""
        self.n = n
        self.d = d


class PiMultiple:
    """n/d times π, known as such: so sin(π) is 0 and cos(60°) is 1/2."""

    __slots__ = ("d", "n")

    def __init__(self, n: int, d: int) -> None:
        """Take n/d as already reduced, and n as nonzero."""
        self.n = n
        self.d = d


class Real:
    """An inexact number: mpmath's raw binary form, rounded to the working precision."""

    __slots__ = ("mpf",)

    def __init__(self, mpf: Mpf) -> None:
        """Take a finite mpf whose exponent is within bounds."""
        self.mpf = mpf


class Factored(int):
    """A whole number shown as its prime factors; an operation makes it a plain one again."""

    factors: tuple[int, ...]

    def __new__(cls, factors: list[int], number: int) -> Factored:
        """The factors in order, and their product."""
        made = super().__new__(cls, number)
        made.factors = tuple(factors)
        return made


Number: TypeAlias = int | Ratio | PiMultiple | Real
Exact: TypeAlias = int | Ratio
Value: TypeAlias = Number  # bool is an int to Python; lists, quantities and dates will join here


_EXACT = (int, Ratio)
_PI = pi()


def is_exact(value: Value) -> bool:
    """Whether the value is known exactly as a number."""
    return isinstance(value, _EXACT)


def bits(value: Value) -> int:
    """Stored size: bits of numerator plus denominator, or of mantissa plus exponent."""
    if isinstance(value, int):
        return value.bit_length() + 1
    if isinstance(value, Real):
        return int(value.mpf[3]) + int(value.mpf[2]).bit_length() + 1
    return value.n.bit_length() + value.d.bit_length()


def sign(value: Value) -> int:
    """-1, 0 or 1."""
    if isinstance(value, Real):
        return 0 if not value.mpf[1] else -1 if value.mpf[0] else 1
    number = value if isinstance(value, int) else value.n
    return (number > 0) - (number < 0)


def ratio(n: int, d: int, work: Work) -> Exact | Real:
    """n/d in lowest terms; inexact when that is larger than an exact value may be. `d` is not 0."""
    n_bits, d_bits = n.bit_length(), d.bit_length()
    if n_bits + d_bits > 512:
        work.charge(4 * n_bits * d_bits, "reducing this fraction")
    common = gcd(n, d)
    if d < 0:
        common = -common
    n, d = n // common, d // common
    size = n.bit_length() + d.bit_length()
    if size > BITS + 1:
        work.outgrow(size)
        return Real(from_ratio(n, d))
    return n if d == 1 else Ratio(n, d)


def parts(value: Exact | PiMultiple) -> tuple[int, int]:
    """Numerator and denominator."""
    return (value, 1) if isinstance(value, int) else (value.n, value.d)


def to_mpf(value: Value, precision: int = PREC) -> Mpf:
    """The value in binary, rounded to `precision` bits unless it is inexact already."""
    kind = type(value)
    if kind is Real:
        return value.mpf  # type: ignore[union-attr]
    if isinstance(value, int):
        return from_int(value, precision)
    assert not isinstance(value, Real)
    if kind is Ratio:
        return from_ratio(value.n, value.d, precision)
    if value.n == value.d == 1 and precision == PREC:
        return _PI
    return mpf_mul_pi(from_ratio(value.n, value.d, precision + 8), precision)


def real(mpf: Mpf) -> Real:
    """An inexact number, refused when its exponent is beyond what can be kept or shown."""
    exponent = mpf[2]
    if not -_MOST < exponent < _MOST or (exponent and not mpf[1]):  # mpmath's infinities have no mantissa
        raise magnitude(exponent > 0)
    return Real(mpf)


def magnitude(large: bool) -> Trouble:
    """The refusal of a number beyond every exponent."""
    if large:
        return Trouble("too_large", "Too large: numbers go up to about 10^(3.47·10^17).")
    return Trouble("too_small", "Too close to 0: numbers go down to about 10^(-3.47·10^17).")
