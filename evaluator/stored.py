"""The form of values in the log. What was written once stays readable: add cases, never change one."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TypeAlias

from .numbers import Factored, PiMultiple, Ratio, Real, Value

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"]


def stored_value(value: Value) -> dict[str, Json]:
    """The value as JSON; numbers as hexadecimal digits."""
    if isinstance(value, bool):
        return {"truth": value}
    if isinstance(value, Factored):
        return {"factors": [f"{prime:x}" for prime in value.factors]}
    if isinstance(value, int):
        return {"whole": f"{value:x}"}
    if isinstance(value, Ratio):
        return {"ratio": [f"{value.n:x}", f"{value.d:x}"]}
    if isinstance(value, PiMultiple):
        return {"pi": [f"{value.n:x}", f"{value.d:x}"]}
    sign, mantissa, exponent, _ = value.mpf
    return {"inexact": [f"{'-' if sign else ''}{int(mantissa):x}", f"{int(exponent):x}"]}


def read_value(stored: Mapping[str, Json]) -> Value:
    """Read what `stored_value` wrote. Raises ValueError for anything else."""
    match stored:
        case {"truth": bool(value)}:
            return value
        case {"factors": list(factors)}:
            primes = [int(str(prime), 16) for prime in factors]
            return Factored(primes, prod(primes))
        case {"whole": str(n)}:
            return int(n, 16)
        case {"ratio": [str(n), str(d)]}:
            return Ratio(int(n, 16), int(d, 16))
        case {"pi": [str(n), str(d)]}:
            return PiMultiple(int(n, 16), int(d, 16))
        case {"inexact": [str(mantissa), str(exponent)]}:
            return _inexact(int(mantissa, 16), int(exponent, 16))
    raise ValueError("This is no stored value.")


def _inexact(mantissa: int, exponent: int) -> Real:
    size = abs(mantissa)
    return Real((int(mantissa < 0), size, exponent, size.bit_length()))
