"""Powers and roots: exact where the result fits, by exponent and logarithm beyond."""

from __future__ import annotations

from math import isqrt, log2

from mpmath import libmp as lib

from . import real as r
from .arithmetic import compare, divide, multiply, whole
from .errors import Trouble
from .limits import ELEMENTARY, LIMITS, REAL
from .numbers import BITS, Exact, Ratio, Real, Value, is_exact, magnitude, parts, ratio, real, sign, to_mpf
from .work import Work

_FREE = (0, 1, -1)


def power(a: Value, b: Value, work: Work) -> Value:
    """a^b. Raises `zero_division`, `too_large`, `too_small`; `not_supported` where the result is complex."""
    if isinstance(b, int):
        if isinstance(a, int):
            if b >= 0:
                return a**b if b < 64 and -256 < a < 256 else _whole_power(a, b, work)
            return divide(1, _whole_power(a, -b, work), work) if a not in _FREE else _unit_power(a, b)
        return _to_whole(a, b, work)
    if isinstance(a, int) and a in (0, 1):
        return _unit_power(int(a), sign(b))
    if isinstance(b, Ratio) and is_exact(a):
        return _to_ratio(a, b, work)
    if sign(a) < 0:
        if r.scale(to_mpf(b)) > r.AGREE:
            raise Trouble("imprecise", "This exponent is only known to 40 digits: too few to tell if it is even.")
        raise complex_result("A negative number to a power that is not whole")
    if not sign(a):
        return 0 if sign(b) > 0 else _unit_power(0, sign(b))
    return _by_logarithm(a, b, work)


def complex_result(what: str) -> Trouble:
    """The refusal of a result that is no real number."""
    return Trouble("not_supported", f"{what} gives a complex number; those are not supported yet.")


def _unit_power(a: int, b: int) -> int:
    if a == 0:
        if b < 0:
            raise Trouble("zero_division", "0 to a negative power is a division by zero.")
        return 0 if b else 1
    return a if b % 2 else 1


def _whole_power(a: int, b: int, work: Work) -> Value:
    """a^b for b >= 0, priced from the bits of the result."""
    if a in _FREE:
        return _unit_power(int(a), b)
    base = log2(abs(a))
    if b > 2 * BITS or base * b > BITS:
        work.outgrow(int(base * b) if b < 1 << 64 else 1 << 64)
        return _to_whole_inexactly(r.from_int(a, r.PREC + 80), b, work)
    size = int(base * b) + 1
    if size > 512:
        work.charge(size * size, "this power")
    return whole(a**b, work)


def _to_whole(a: Value, b: int, work: Work) -> Value:
    """A ratio or an inexact number to a whole power."""
    if b == 0:
        return 1
    if isinstance(a, Ratio):
        n, d = (a.n, a.d) if b > 0 else (a.d, a.n) if a.n > 0 else (-a.d, -a.n)
        count = abs(b)
        size = (log2(abs(n)) + log2(d)) * min(count, 1 << 64)
        if size <= BITS:
            work.charge(int(size * size), "this power")
            n, d = n**count, d**count
            return n if d == 1 else Ratio(n, d)
        work.outgrow(int(size))
        return _to_whole_inexactly(r.from_ratio(a.n, a.d, r.PREC + 80), b, work)
    if b == 1:
        return a
    if not sign(a) and b < 0:
        raise Trouble("zero_division", "0 to a negative power is a division by zero.")
    return _to_whole_inexactly(to_mpf(a), b, work)


def _to_whole_inexactly(x: r.Mpf, b: int, work: Work) -> Real:
    if not x[1]:
        return Real(r.ZERO)
    if 0 < b < 16 and -1_000 < r.scale(x) < 1_000:
        work.charge(2 * REAL)
        return Real(r.pow_int(x, b, r.PREC, r.ROUND))
    length = b.bit_length()
    if length > 64:
        scale = r.scale(x)
        if abs(scale) > 1 or x[1] != 1:
            raise magnitude((scale > 0) == (b > 0))
    work.charge(REAL + 2 * length * (r.PREC + 4 * length) ** 2)
    if abs(b) * max(1, abs(r.scale(x))) >= 4 * LIMITS.exponent:
        raise magnitude((r.scale(x) > 0) == (b > 0))
    return real(r.pow_int(x, b, r.PREC, r.ROUND))


def _to_ratio(a: Value, b: Ratio, work: Work) -> Value:
    """An exact number to an exact power that is not whole: exact when the root is."""
    if sign(a) < 0:
        raise complex_result("A negative number to a power that is not whole")
    if not sign(a):
        return _unit_power(0, sign(b))
    if b.d <= BITS and (found := exact_root(a, b.d, work)) is not None:
        return power(found, b.n, work)
    return _by_logarithm(a, b, work)


def _by_logarithm(a: Value, b: Value, work: Work) -> Value:
    """exp(b ln a), with as many more bits as the whole part of that has."""
    work.charge(3 * ELEMENTARY)
    if isinstance(b, Ratio) and b.d == 2 and abs(b.n) == 1:
        near = _square_root(a, work)
        return near if b.n > 0 else divide(1, near, work)
    extra = max(0, r.scale(to_mpf(b))) + abs(r.scale(to_mpf(a))).bit_length()
    if extra > 140:
        raise magnitude((sign(b) > 0) == (compare(a, 1, work) > 0))
    precision = r.PREC + extra + 16
    logarithm = r.elementary(lib.mpf_log, to_mpf(a, precision), precision=precision)
    return real_exp(r.mul(to_mpf(b, precision), logarithm, precision, r.ROUND), work)


def real_exp(x: r.Mpf, work: Work) -> Real:
    """e^x, refused before it is begun when no exponent could hold it."""
    if r.scale(x) > 62:
        raise magnitude(not x[0])
    work.charge(ELEMENTARY)
    return real(r.elementary(lib.mpf_exp, x))


def root(a: Value, degree: int, work: Work) -> Value:
    """The real root of a whole degree; odd roots of negative numbers are negative."""
    if degree == 2 and sign(a) > 0:
        return _square_root(a, work)
    if degree < 1 or degree > BITS:
        raise Trouble("domain", f"The degree of a root is a whole number from 1 to {BITS:,}.")
    if sign(a) < 0:
        if degree % 2 == 0:
            raise complex_result("An even root of a negative number")
        return multiply(-1, root(multiply(-1, a, work), degree, work), work)
    if is_exact(a) and (found := exact_root(a, degree, work)) is not None:
        return found
    if not sign(a):
        return a
    return _by_logarithm(a, Ratio(1, degree), work) if degree > 1 else a


def _square_root(a: Value, work: Work) -> Value:
    if isinstance(a, int) and a < 1 << 64:
        found = isqrt(a)
        if found * found == a:
            return found
        work.charge(REAL)
        return Real(r.from_scaled(isqrt(a << 2 * r.PREC + 16), -r.PREC - 8))
    if is_exact(a) and (exact := exact_root(a, 2, work)) is not None:
        return exact
    work.charge(REAL)
    return real(r.square_root(to_mpf(a), r.PREC, r.ROUND))


def exact_root(a: Value, degree: int, work: Work) -> Exact | None:
    """The root when it is rational."""
    n, d = parts(a)  # type: ignore[arg-type]
    top = _whole_root(n, degree, work)
    if top is None:
        return None
    bottom = _whole_root(d, degree, work)
    if bottom is None:
        return None
    found = ratio(top, bottom, work)
    return None if isinstance(found, Real) else found


def _whole_root(n: int, degree: int, work: Work) -> int | None:
    """The exact root of n >= 0, or None. Newton from above; at most a few steps from a close start."""
    if n < 2:
        return n
    size = n.bit_length()
    if degree >= size:
        return None
    if degree == 2:
        work.charge(2 * size * size, "this root")
        found = isqrt(n)
        return found if found * found == n else None
    length = size // degree + 1
    work.charge((max(0, length - 36).bit_length() + 2) * size * size // 2, "this root")
    guess = _above(log2(n) / degree)
    while True:
        better = ((degree - 1) * guess + n // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess if guess**degree == n else None
        guess = better


def _above(exponent: float) -> int:
    """A whole number slightly above 2^exponent, right to some 36 bits: Newton's start decides the number of steps."""
    whole_part = int(exponent)
    near = int(2.0 ** (exponent - whole_part) * (1 << 40))
    near = near << (whole_part - 40) if whole_part > 40 else near >> (40 - whole_part)
    return near + (near >> 36) + 1


def power_mod(a: int, b: int, m: int, work: Work) -> int:
    """a^b mod m without ever forming a^b; b >= 0, m is not 0."""
    size = m.bit_length()
    work.charge(2 * b.bit_length() * size * size + a.bit_length() * size, "this power")
    return pow(a, b, m)
