"""Exponential, logarithms and the hyperbolic functions."""

from __future__ import annotations

from mpmath import libmp as lib

from . import real as r
from .arithmetic import add, compare, divide, multiply, negate, subtract
from .errors import Trouble
from .limits import ELEMENTARY
from .numbers import Real, Value, is_exact, magnitude, parts, real, sign, to_mpf
from .powers import complex_result, power, real_exp
from .work import Work


def exp(work: Work, x: Value) -> Value:
    """e^x."""
    if is_exact(x) and not sign(x):
        return 1
    scale = r.scale(to_mpf(x))
    return real_exp(to_mpf(x, r.PREC + max(0, min(scale, 64))), work)


def ln(work: Work, x: Value) -> Value:
    """The natural logarithm."""
    if sign(x) < 0:
        raise complex_result("The logarithm of a negative number")
    if not sign(x):
        raise Trouble("domain", "0 has no logarithm.")
    if is_exact(x) and x == 1:
        return 0
    work.charge(ELEMENTARY)
    near = to_mpf(x, r.PREC + 40)
    if abs(r.scale(near)) < 2 and is_exact(x):
        near = to_mpf(x, 2 * r.PREC + _closeness(x, work))  # near 1, digits of x - 1 are what counts
    return real(r.elementary(lib.mpf_log, near))


def _closeness(x: Value, work: Work) -> int:
    n, d = parts(x)  # type: ignore[arg-type]
    close = d.bit_length() - (n - d).bit_length()
    work.charge(close * close if close > 0 else 0)
    return max(0, close)


def log(work: Work, x: Value, base: Value = 10) -> Value:
    """The logarithm to a base: exact when a small power of the base is x."""
    if is_exact(base) and base == 1:
        raise Trouble("domain", "There are no logarithms to base 1.")
    near = divide(ln(work, x), ln(work, base), work)
    if not (is_exact(x) and is_exact(base)) or isinstance(near, int):
        return near
    return _exact_log(x, base, near, work)


def _exact_log(x: Value, base: Value, near: Value, work: Work) -> Value:
    """p/q with base^p = x^q, when there is one with a small q; else `near`."""
    if r.scale(to_mpf(near)) > 20:
        return near
    rough = float(lib.to_float(to_mpf(near)))
    for q in (1, 2, 3, 4, 5, 6):
        p = round(rough * q)
        if abs(rough * q - p) < 1e-9 and p and compare(multiply(near, q, work), p, work) == 0:
            left, right = power(base, p, work), power(x, q, work)
            if is_exact(left) and is_exact(right) and compare(left, right, work) == 0:
                return divide(p, q, work)
    return near


def log2(work: Work, x: Value) -> Value:
    """The logarithm to base 2."""
    return log(work, x, 2)


def sinh(work: Work, x: Value) -> Value:
    """Hyperbolic sine."""
    return _hyperbolic(work, x, lib.mpf_sinh)


def cosh(work: Work, x: Value) -> Value:
    """Hyperbolic cosine."""
    return _hyperbolic(work, x, lib.mpf_cosh) if sign(x) or not is_exact(x) else 1


def _hyperbolic(work: Work, x: Value, function: r.Function) -> Value:
    near = to_mpf(x)
    if not sign(x):
        return x
    if r.scale(near) > 62:
        raise magnitude(True)
    work.charge(ELEMENTARY)
    precision = r.PREC + max(0, r.scale(near))
    return real(r.elementary(function, to_mpf(x, precision)))


def tanh(work: Work, x: Value) -> Value:
    """Hyperbolic tangent."""
    if not sign(x):
        return x
    work.charge(2 * ELEMENTARY)
    if r.scale(to_mpf(x)) > 10:
        return Real(r.ONE if sign(x) > 0 else r.neg(r.ONE))
    return real(r.elementary(lib.mpf_tanh, to_mpf(x)))


def asinh(work: Work, x: Value) -> Value:
    """Inverse hyperbolic sine."""
    if not sign(x):
        return x
    if sign(x) < 0:
        return negate(asinh(work, negate(x)))
    if r.scale(to_mpf(x)) < -r.PREC:
        return real(to_mpf(x))
    work.charge(2 * ELEMENTARY)
    return real(r.elementary(lib.mpf_asinh, to_mpf(x))) if r.scale(to_mpf(x)) < 200 else ln(work, multiply(2, x, work))


def acosh(work: Work, x: Value) -> Value:
    """Inverse hyperbolic cosine, for x from 1."""
    if compare(x, 1, work) < 0:
        raise complex_result("acosh of a number below 1")
    if compare(x, 1, work) == 0:
        return 0
    work.charge(2 * ELEMENTARY)
    return real(r.elementary(lib.mpf_acosh, to_mpf(x))) if r.scale(to_mpf(x)) < 200 else ln(work, multiply(2, x, work))


def atanh(work: Work, x: Value) -> Value:
    """Inverse hyperbolic tangent, for x between -1 and 1."""
    if not sign(x):
        return x
    top, bottom = add(1, x, work), subtract(1, x, work)
    if not sign(top) or not sign(bottom):
        raise Trouble("domain", "atanh has no value at 1 and -1.")
    if sign(top) < 0 or sign(bottom) < 0:
        raise complex_result("atanh of a number beyond 1")
    work.charge(ELEMENTARY)
    if r.scale(to_mpf(x)) < -r.PREC:
        return real(to_mpf(x))
    if is_exact(x):
        return divide(ln(work, divide(top, bottom, work)), 2, work)
    return real(r.elementary(lib.mpf_atanh, to_mpf(x)))
