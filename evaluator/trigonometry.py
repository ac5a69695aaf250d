"""Trigonometry in radians; rational multiples of π give exact results where there are any."""

from __future__ import annotations

from mpmath import libmp as lib

from . import real as r
from .arithmetic import compare, divide, multiply, negate, subtract
from .errors import Trouble
from .limits import ELEMENTARY
from .numbers import PiMultiple, Ratio, Value, is_exact, real, sign, to_mpf
from .powers import complex_result
from .work import Work

_SIXTHS: dict[int, Value] = {0: 0, 1: Ratio(1, 2), 3: 1, 5: Ratio(1, 2), 6: 0}
_SIXTHS |= {6 + sixth: negate(value) for sixth, value in _SIXTHS.items()}


def sin(work: Work, x: Value) -> Value:
    """Sine."""
    if isinstance(x, PiMultiple):
        return _sin_pi(x.n, x.d, work)
    return _circular(work, x, lib.mpf_sin) if sign(x) else x


def cos(work: Work, x: Value) -> Value:
    """Cosine."""
    if isinstance(x, PiMultiple):
        return _sin_pi(2 * x.n + x.d, 2 * x.d, work)
    return _circular(work, x, lib.mpf_cos) if sign(x) or not is_exact(x) else 1


def tan(work: Work, x: Value) -> Value:
    """Tangent. Raises `domain` at its poles."""
    if isinstance(x, PiMultiple):
        if x.d == 4:
            return 1 if x.n % 4 == 1 else -1
        if x.d == 2:
            raise Trouble("domain", "tan has no value at odd multiples of 90°.")
        return divide(sin(work, x), cos(work, x), work)
    return _circular(work, x, lib.mpf_tan) if sign(x) else x


def _sin_pi(n: int, d: int, work: Work) -> Value:
    """sin(n/d π), from the first turn."""
    work.charge(ELEMENTARY + 3 * d.bit_length() * max(0, n.bit_length() - d.bit_length()))
    n %= 2 * d
    if 6 % d == 0 and n * (6 // d) in _SIXTHS:
        return _SIXTHS[n * (6 // d)]
    if not n % d:
        return 0
    if 2 * n in (d, 3 * d) or 6 * n in (d, 5 * d, 7 * d, 11 * d):
        return _SIXTHS[6 * n // d]
    return real(r.elementary(lib.mpf_sin_pi, r.from_ratio(n, d)))


def _circular(work: Work, x: Value, function: r.Function) -> Value:
    scale = r.scale(to_mpf(x))
    if scale > work.limits.trig:
        raise Trouble("too_large", "Too large an angle: trigonometry goes up to 10^1000.")
    if scale > 80 and not is_exact(x) and not isinstance(x, PiMultiple):
        raise Trouble("imprecise", "This angle is only known to 40 digits: too few to tell where in the turn it is.")
    extra = max(0, scale)
    work.charge(ELEMENTARY + 20 * extra * extra)
    return real(r.elementary(function, to_mpf(x, r.PREC + extra)))


def asin(work: Work, x: Value) -> Value:
    """Inverse sine, for x from -1 to 1."""
    for exact, sixths in ((0, 0), (Ratio(1, 2), 1), (1, 3)):
        if is_exact(x) and compare(x, exact, work) == 0:
            return divide(multiply(PiMultiple(1, 1), sixths, work), 6, work)
        if is_exact(x) and compare(x, negate(exact), work) == 0:
            return divide(multiply(PiMultiple(-1, 1), sixths, work), 6, work)
    if compare(x, 1, work) > 0 or compare(x, -1, work) < 0:
        raise complex_result("The inverse sine or cosine of a number beyond 1")
    if compare(x, 1, work) == 0 or compare(x, -1, work) == 0:
        return divide(PiMultiple(sign(x), 1), 2, work)
    work.charge(4 * ELEMENTARY)
    near = to_mpf(x)
    return real(near if r.scale(near) < -r.PREC else r.elementary(lib.mpf_asin, near))


def acos(work: Work, x: Value) -> Value:
    """Inverse cosine, for x from -1 to 1."""
    return subtract(PiMultiple(1, 2), asin(work, x), work)


def atan(work: Work, x: Value) -> Value:
    """Inverse tangent."""
    if is_exact(x) and x in (1, -1):
        return PiMultiple(sign(x), 4)
    if not sign(x):
        return x
    work.charge(2 * ELEMENTARY)
    near = to_mpf(x)
    return real(near if r.scale(near) < -r.PREC else r.elementary(lib.mpf_atan, near))


def atan2(work: Work, y: Value, x: Value) -> Value:
    """The angle of the point (x, y)."""
    if not sign(x):
        if not sign(y):
            raise Trouble("domain", "The point (0, 0) has no angle.")
        return PiMultiple(sign(y), 2)
    angle = atan(work, divide(y, x, work))
    if sign(x) > 0:
        return angle
    half = PiMultiple(1, 1)
    return _plus(angle, half, work) if sign(y) >= 0 else subtract(angle, half, work)


def _plus(a: Value, b: Value, work: Work) -> Value:
    return subtract(a, negate(b), work)
