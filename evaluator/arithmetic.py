"""Sums, products, quotients and comparisons, exact as long as they can be, priced before they are done."""

from __future__ import annotations

from math import gcd

from . import real as r
from .errors import Trouble
from .limits import REAL
from .numbers import BITS, PiMultiple, Ratio, Real, Value, is_exact, parts, ratio, real, sign, to_mpf
from .work import Work

_WIDE = 1 << BITS
_SMALL = 512  # bits: a product this small costs less than asking what it costs


def whole(n: int, work: Work) -> Value:
    """An integer that was cheap to make, inexact when it is larger than an exact value may be."""
    if -_WIDE < n < _WIDE:
        return n
    work.outgrow(n.bit_length())
    return Real(r.from_int(n))


def add(a: Value, b: Value, work: Work) -> Value:
    """a + b."""
    if isinstance(a, int) and isinstance(b, int):
        n = a + b
        return n if -_WIDE < n < _WIDE else whole(n, work)
    if is_exact(a) and is_exact(b):
        return _add_ratios(a, b, work)
    if not sign(a):
        return b if is_exact(a) else _inexact(b)
    if not sign(b):
        return a if is_exact(b) else _inexact(a)
    if isinstance(a, PiMultiple) and isinstance(b, PiMultiple):
        return _times_pi(_add_ratios(Ratio(a.n, a.d), Ratio(b.n, b.d), work))
    work.charge(REAL)
    x, y = to_mpf(a), to_mpf(b)
    total = r.add(x, y, r.PREC, r.ROUND)
    if not total[1] or r.scale(total) < max(r.scale(x), r.scale(y)) - r.AGREE:
        return Real(r.ZERO)  # what two numbers that are equal to 30 digits leave is noise
    return real(total)


def _add_ratios(a: Value, b: Value, work: Work) -> Value:
    (an, ad), (bn, bd) = parts(a), parts(b)  # type: ignore[arg-type]
    size = an.bit_length() + bd.bit_length() + bn.bit_length() + ad.bit_length()
    if size > _SMALL:
        work.charge(size * size, "adding these fractions")
    return ratio(an * bd + bn * ad, ad * bd, work)


def negate(a: Value) -> Value:
    """-a."""
    if isinstance(a, int):
        return -a
    if isinstance(a, Real):
        return Real(r.neg(a.mpf))
    return type(a)(-a.n, a.d)


def subtract(a: Value, b: Value, work: Work) -> Value:
    """a - b."""
    if isinstance(a, int) and isinstance(b, int):
        return whole(a - b, work)
    return add(a, negate(b), work)


def multiply(a: Value, b: Value, work: Work) -> Value:
    """a · b."""
    if isinstance(a, int) and isinstance(b, int):
        size = a.bit_length() + b.bit_length()
        if size > _SMALL:
            if size > BITS + 1:
                return _grown(a, b, work)
            work.charge(a.bit_length() * b.bit_length(), "this product")
        return a * b
    if type(a) is Real and type(b) is Real:
        work.charge(REAL)
        return real(r.mul(a.mpf, b.mpf, r.PREC, r.ROUND))
    if is_exact(a) and is_exact(b):
        return _multiply_ratios(a, b, work)
    if (is_exact(a) and not sign(a)) or (is_exact(b) and not sign(b)):
        return 0
    if isinstance(a, PiMultiple) and is_exact(b):
        return _times_pi(_multiply_ratios(Ratio(a.n, a.d), b, work))
    if isinstance(b, PiMultiple) and is_exact(a):
        return _times_pi(_multiply_ratios(a, Ratio(b.n, b.d), work))
    return _multiply_reals(a, b, work)


def _multiply_reals(a: Value, b: Value, work: Work) -> Real:
    work.charge(REAL)
    return real(r.mul(to_mpf(a), to_mpf(b), r.PREC, r.ROUND))


def _grown(a: int, b: int, work: Work) -> Value:
    if not a or not b:
        return 0
    work.outgrow(a.bit_length() + b.bit_length())
    return _multiply_reals(a, b, work)


def _multiply_ratios(a: Value, b: Value, work: Work) -> Value:
    (an, ad), (bn, bd) = parts(a), parts(b)  # type: ignore[arg-type]
    top, bottom = an.bit_length() + bn.bit_length(), ad.bit_length() + bd.bit_length()
    if top + bottom > _SMALL:
        work.charge(5 * (an.bit_length() * bd.bit_length() + bn.bit_length() * ad.bit_length()) + top * bottom)
        left, right = gcd(an, bd), gcd(bn, ad)
        an, bd, bn, ad = an // left, bd // left, bn // right, ad // right
        size = an.bit_length() + bn.bit_length() + ad.bit_length() + bd.bit_length()
        if size > BITS + 2:
            work.outgrow(size)
            return _multiply_reals(_lowest(an, ad), _lowest(bn, bd), work)
    return ratio(an * bn, ad * bd, work)


def _lowest(n: int, d: int) -> Value:
    return n if d == 1 else Ratio(n, d)


def divide(a: Value, b: Value, work: Work) -> Value:
    """a / b. Raises `zero_division`."""
    if not sign(b):
        raise Trouble("zero_division", "Division by zero has no result.")
    if isinstance(a, int) and isinstance(b, int):
        return ratio(a, b, work)
    if is_exact(a) and is_exact(b):
        n, d = parts(b)  # type: ignore[arg-type]
        return _multiply_ratios(a, _inverse(n, d), work)
    if is_exact(a) and not sign(a):
        return 0
    if isinstance(a, PiMultiple) and isinstance(b, PiMultiple):
        return _multiply_ratios(Ratio(a.n, a.d), _inverse(b.n, b.d), work)
    if isinstance(a, PiMultiple) and is_exact(b):
        n, d = parts(b)  # type: ignore[arg-type]
        return _times_pi(_multiply_ratios(Ratio(a.n, a.d), _inverse(n, d), work))
    work.charge(REAL)
    return real(r.div(to_mpf(a), to_mpf(b), r.PREC, r.ROUND))


def _inverse(n: int, d: int) -> Ratio:
    return Ratio(d, n) if n > 0 else Ratio(-d, -n)


def _times_pi(factor: Value) -> Value:
    if isinstance(factor, int):
        return PiMultiple(factor, 1) if factor else 0
    if isinstance(factor, Ratio):
        return PiMultiple(factor.n, factor.d)
    return real(r.mpf_mul_pi(to_mpf(factor)))


def _inexact(a: Value) -> Value:
    return Real(to_mpf(a)) if is_exact(a) else a


def compare(a: Value, b: Value, work: Work) -> int:
    """-1, 0 or 1; an inexact number equals another when 30 digits agree."""
    if isinstance(a, int) and isinstance(b, int):
        return (a > b) - (a < b)
    if (side := sign(a)) != (other := sign(b)):
        return 1 if side > other else -1
    if (is_exact(a) and is_exact(b)) or (isinstance(a, PiMultiple) and isinstance(b, PiMultiple)):
        (an, ad), (bn, bd) = parts(a), parts(b)  # type: ignore[arg-type]
        work.charge(an.bit_length() * bd.bit_length() + bn.bit_length() * ad.bit_length(), "this comparison")
        left, right = an * bd, bn * ad
        return (left > right) - (left < right)
    return sign(subtract(_inexact(a), _inexact(b), work))


def floor_divide(a: Value, b: Value, work: Work) -> Value:
    """The largest whole number not above a / b. Raises `zero_division`."""
    if isinstance(a, int) and isinstance(b, int) and b:
        work.charge(3 * b.bit_length() * max(0, a.bit_length() - b.bit_length()), "this division")
        return a // b
    return floor(divide(a, b, work), work)


def modulo(a: Value, b: Value, work: Work) -> Value:
    """What remains of a after taking b as often as fits; it has the sign of b."""
    if isinstance(a, int) and isinstance(b, int) and b:
        work.charge(3 * b.bit_length() * max(0, a.bit_length() - b.bit_length()), "this remainder")
        return a % b
    if not sign(b):
        raise Trouble("zero_division", "A remainder by zero has no result.")
    return subtract(a, multiply(b, floor(divide(a, b, work), work), work), work)


def floor(a: Value, work: Work) -> int:
    """The largest whole number not above a. Refuses an inexact number whose units are not known."""
    if isinstance(a, int):
        return int(a)
    if isinstance(a, Ratio):
        work.charge(3 * a.d.bit_length() * max(0, a.n.bit_length() - a.d.bit_length()), "this division")
        return a.n // a.d
    work.charge(2 * REAL)
    x = to_mpf(a)
    if r.scale(x) > r.AGREE:
        raise Trouble("imprecise", "This number is only known to 40 digits: too few to tell its units.")
    nearest = r.to_int(r.floor(r.add(x, r.HALF, r.PREC, r.ROUND)))
    if compare(a, nearest, work) == 0:
        return nearest
    return r.to_int(r.floor(x))
