"""Factorials, gamma, combinations and permutations: exact by their predicted bits, else by logarithms of gamma."""

from __future__ import annotations

import math

from mpmath import libmp as lib

from . import real as r
from .arithmetic import subtract, whole
from .errors import Trouble
from .limits import SPECIAL
from .numbers import BITS, Value, is_exact, magnitude, real, sign, to_mpf
from .powers import real_exp
from .work import Work

_LN2 = math.log(2)


def factorial(work: Work, x: Value, count: int = 1) -> Value:
    """x!, `count` times over; gamma(x + 1) between the whole numbers."""
    for _ in range(count):
        if x in (1, 2):
            return x
        x = _factorial(work, x)
    return x


def _factorial(work: Work, x: Value) -> Value:
    if not isinstance(x, int):
        return gamma(work, subtract(x, -1, work))
    if x < 0:
        raise Trouble("domain", "Negative whole numbers have no factorial.")
    predicted = math.lgamma(x + 1) / _LN2 if x < 1 << 60 else math.inf
    if predicted <= BITS:
        work.charge(int(predicted * predicted), "this factorial")
        return math.factorial(x)
    if predicted == math.inf:
        raise magnitude(True)
    work.outgrow(int(predicted))
    return _exp_of(work, [(1, x + 1)])


def gamma(work: Work, x: Value) -> Value:
    """The gamma function: (x - 1)! at whole x."""
    if isinstance(x, int):
        if x <= 0:
            raise Trouble("domain", "gamma has no value at 0 and the negative whole numbers.")
        return _factorial(work, x - 1)
    work.charge(2 * SPECIAL)
    near = to_mpf(x)
    scale = r.scale(near)
    if near[2] >= 0 and sign(x) <= 0:
        raise Trouble("domain", "gamma has no value at 0 and the negative whole numbers.")
    if scale > 60:
        raise magnitude(True)
    if scale > 20 and sign(x) < 0:
        raise Trouble("too_small", "gamma is too close to 0 here to be told from it.")
    if scale > 12 and sign(x) > 0:
        return _exp_of(work, [(1, x)])
    return real(r.elementary(lib.mpf_gamma, near, precision=r.PREC + 4))


def _exp_of(work: Work, terms: list[tuple[int, Value]]) -> Value:
    """exp of a sum of ±ln gamma(x), with the digits that the sum will need."""
    most = max(r.scale(to_mpf(x)) for _, x in terms)
    if most > 60:
        raise magnitude(True)
    work.charge(len(terms) * SPECIAL)
    precision = r.PREC + 2 * most + 20
    total = r.ZERO
    for side, x in terms:
        part = r.elementary(lib.mpf_loggamma, to_mpf(x, precision), precision=precision)
        total = r.add(total, part if side > 0 else r.neg(part), precision, r.ROUND)
    return real_exp(total, work)


def comb(work: Work, n: Value, k: Value) -> Value:
    """The number of ways to choose k of n, by the smaller of k and n - k."""
    n, k = _pair(n, k, "comb")
    if k > n:
        return 0
    k = min(k, n - k)
    predicted = _comb_bits(n, k)
    if predicted <= BITS:
        work.charge(int(8 * predicted * (predicted + k)), "this number of combinations")
        return whole(math.comb(n, k), work)
    work.outgrow(int(predicted))
    return _exp_of(work, [(1, n + 1), (-1, k + 1), (-1, n - k + 1)])


def _comb_bits(n: int, k: int) -> float:
    """An upper estimate, log2 of (e n / k)^k, sharper where floats reach."""
    if not k:
        return 0
    if n < 1 << 50:
        return (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) / _LN2 + 1
    if k > BITS:
        return float(min(k, 1 << 62))
    return k * (math.log2(n) - math.log2(k) + 1.4427)


def perm(work: Work, n: Value, k: Value | None = None) -> Value:
    """The number of ordered ways to take k of n."""
    n, k = _pair(n, n if k is None else k, "perm")
    if k > n:
        return 0
    predicted = k * math.log2(n) if k and k <= 2 * BITS else k
    if predicted > BITS and n < 1 << 50:
        predicted = (math.lgamma(n + 1) - math.lgamma(n - k + 1)) / _LN2
    if predicted <= BITS:
        work.charge(int(predicted * (predicted + k)), "this number of permutations")
        return whole(math.perm(n, k), work)
    work.outgrow(int(predicted))
    return _exp_of(work, [(1, n + 1), (-1, n - k + 1)])


def _pair(n: Value, k: Value, name: str) -> tuple[int, int]:
    if not (isinstance(n, int) and isinstance(k, int)) or n < 0 or k < 0:
        what = "exact whole numbers" if is_exact(n) and is_exact(k) else "whole numbers that are known exactly"
        raise Trouble("not_whole", f"{name} takes {what} from 0.")
    return int(n), int(k)


def choose(n: Value, k: Value, work: Work) -> Value:
    """n choose k."""
    return comb(work, n, k)
