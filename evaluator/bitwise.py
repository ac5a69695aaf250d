"""Operators on the binary digits of whole numbers."""

from __future__ import annotations

from collections.abc import Callable

from .arithmetic import whole
from .errors import Trouble
from .numbers import Value
from .work import Work


def _digits(value: Value, what: str) -> int:
    if isinstance(value, int):
        return value
    raise Trouble("not_whole", f"{what} works on exact whole numbers only.")


def bit_or(a: Value, b: Value, work: Work) -> Value:
    """a | b."""
    return _digits(a, "|") | _digits(b, "|")


def bit_xor(a: Value, b: Value, work: Work) -> Value:
    """A xor b."""
    return _digits(a, "xor") ^ _digits(b, "xor")


def bit_and(a: Value, b: Value, work: Work) -> Value:
    """a & b."""
    return _digits(a, "&") & _digits(b, "&")


def complement(work: Work, a: Value) -> Value:
    """~a."""
    return ~_digits(a, "~")


def _distance(b: Value, work: Work, sign: str) -> int:
    distance = _digits(b, sign)
    if not 0 <= distance <= work.limits.shift:
        message = f"Shifts go from 0 to {work.limits.shift:,} places."
        raise Trouble("too_large", message)
    return distance


def shift_left(a: Value, b: Value, work: Work) -> Value:
    """a << b, for b of 0 … 32,768."""
    return whole(_digits(a, "<<") << _distance(b, work, "<<"), work)


def shift_right(a: Value, b: Value, work: Work) -> Value:
    """a >> b, for b of 0 … 32,768."""
    return _digits(a, ">>") >> _distance(b, work, ">>")


SHIFTS: dict[str, Callable[[Value, Value, Work], Value]] = {"<<": shift_left, ">>": shift_right}
BITWISE: dict[str, Callable[[Value, Value, Work], Value]] = {"|": bit_or, "xor": bit_xor, "&": bit_and}
