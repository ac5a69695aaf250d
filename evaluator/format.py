"""Values as people read them, and as programs do. Every conversion to decimal is bounded and rounds half away from zero."""

from __future__ import annotations

from itertools import groupby
from math import floor

from . import real as r
from .limits import LIMITS
from .numbers import Factored, Ratio, Real, Value, is_exact, parts, sign, to_mpf

SHOWN = 15  # significant digits
FULL = 60  # digits of an integer shown in full
BESIDE = 1_000_000  # largest denominator of a fraction shown beside its decimal
_POSITIONAL = range(-6, 21)  # decimal exponents written without one
_PIECE = 10**500
_SHORT = 10**SHOWN
_LONG = 10**FULL
_TENS = tuple(10**n for n in range(60))  # what printing most numbers takes
_LOG2 = 0.30102999566398120


def ten(power: int) -> int:
    """10^power, for power >= 0."""
    return _TENS[power] if power < 60 else int(10**power)


def text(value: Value) -> str:
    """What the room reads: at most 15 digits, `≈` where they are not all, a small fraction beside."""
    if type(value) is int:
        return str(value) if -_SHORT < value < _SHORT else _integer(value)
    if type(value) is Real:
        return "≈ " + _rounded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Factored):
        return _factors(value)
    if isinstance(value, int):
        return _integer(int(value))
    if isinstance(value, Ratio):
        return _ratio(value)
    return "≈ " + _rounded(value)


def plain(value: Value) -> str:
    """The value for programs: an integer, decimal or fraction when exact, else a decimal of 15 digits."""
    if isinstance(value, bool | Factored):
        return text(value)
    if isinstance(value, int):
        return digits(value) if value.bit_length() <= LIMITS.digits * 3.3219 else _rounded(value)
    if isinstance(value, Ratio):
        places = decimal_places(value.d)
        top, bottom = value.n.bit_length() * 0.30103, value.d.bit_length() * 0.30103
        if places is not None and places + max(0, top - bottom) < LIMITS.digits:
            return _shift(digits(abs(value.n) * 10**places // value.d), -places, value.n < 0)
        if top + bottom < LIMITS.digits:
            return f"{digits(value.n)}/{digits(value.d)}"
    return _rounded(value)


def digits(n: int) -> str:
    """An integer in decimal, in pieces: a host may have set Python's own limit as low as 640 digits."""
    if -_PIECE < n < _PIECE:
        return str(n)
    if n < 0:
        return "-" + digits(-n)
    half = int(n.bit_length() * 0.30103) // 2
    high, low = divmod(n, 10**half)
    return digits(high) + digits(low).zfill(half)


def decimal_places(d: int) -> int | None:
    """How many decimal places 1/d has; None when it has no end."""
    twos = (d & -d).bit_length() - 1
    odd = d >> twos
    fives = round((odd.bit_length() - 1) / 2.321928095) if odd > 1 else 0
    for count in (fives, fives + 1):
        if 5**count == odd:
            return max(twos, count)
    return None


def leading(value: Value, count: int = SHOWN) -> tuple[str, int, bool]:
    """The first `count` digits of |value|, rounded, without zeros at the end; decimal exponent; whether that is all."""
    if is_exact(value):
        return _leading_exact(*parts(value), count)  # type: ignore[arg-type]
    number, exponent = _leading_binary(to_mpf(value), count + 1)
    number = (number + 5) // 10
    if number == ten(count):
        exponent += 1
    return str(number).rstrip("0"), exponent, False


def _leading_binary(mpf: r.Mpf, count: int) -> tuple[int, int]:
    """The first `count` digits of a nonzero |mpf|, cut off, and its decimal exponent."""
    _, mantissa, power, size = mpf
    if not -1_000 < power < 1_000:
        _, found, exponent = r.decimal_digits(mpf, count + 5)
        return int(found[:count]), exponent
    exponent = (power + size - 1) * 30103 // 100000
    number = _scaled(mantissa, power, count - 1 - exponent)
    if number >= ten(count):
        return number // 10, exponent + 1
    if number < ten(count - 1):  # the estimate of the exponent was one too high
        return _scaled(mantissa, power, count - exponent), exponent - 1
    return number, exponent


def _scaled(mantissa: int, power: int, tens: int) -> int:
    """The whole part of mantissa · 2^power · 10^tens."""
    power_of_ten = ten(abs(tens))
    top, bottom = (mantissa * power_of_ten, 1) if tens >= 0 else (mantissa, power_of_ten)
    return (top << power) // bottom if power >= 0 else (top >> -power) // bottom


def _leading_exact(n: int, d: int, count: int) -> tuple[str, int, bool]:
    n = abs(n)
    exponent = floor((n.bit_length() - d.bit_length() - 1) * _LOG2)  # right, or one too low
    exponent += not _below(n, d, exponent + 1)
    shift = count - 1 - exponent
    top, bottom = (n * 10**shift, d) if shift >= 0 else (n, d * 10**-shift)
    number, rest = divmod(top, bottom)
    number += 2 * rest >= bottom
    if number == 10**count:
        number, exponent = 10 ** (count - 1), exponent + 1
    return str(number).rstrip("0"), exponent, not rest


def _below(n: int, d: int, exponent: int) -> bool:
    """Whether n/d < 10^exponent."""
    power = ten(abs(exponent))
    return n < d * power if exponent >= 0 else n * power < d


def _integer(n: int) -> str:
    if -_LONG < n < _LONG:
        return str(n)
    found, exponent, complete = leading(n)
    mark = "" if complete else "≈ "
    return f"{mark}{'-' if n < 0 else ''}{scientific(found, exponent)} ({exponent + 1:,} digits)"


def _ratio(value: Ratio) -> str:
    found, exponent, complete = leading(value)
    shown = ("-" if value.n < 0 else "") + written(found, exponent)
    if complete:
        return shown
    if value.d <= BESIDE and -_LONG < value.n < _LONG:
        return f"{value.n}/{value.d} ≈ {shown}"
    return "≈ " + shown


def _rounded(value: Value) -> str:
    if not sign(value):
        return "0"
    found, exponent, _ = leading(value)
    return ("-" if sign(value) < 0 else "") + written(found, exponent)


def written(found: str, exponent: int) -> str:
    """Digits and the decimal exponent of the first, written out or scientific by size."""
    return _shift(found, exponent - len(found) + 1, False) if exponent in _POSITIONAL else scientific(found, exponent)


def scientific(found: str, exponent: int) -> str:
    """Digits and the decimal exponent of the first, as 1.5e30."""
    return f"{found[0]}.{found[1:]}e{exponent}" if len(found) > 1 else f"{found}e{exponent}"


def _shift(number: str, power: int, negative: bool) -> str:
    """number · 10^power, written out."""
    if power >= 0:
        written = number + "0" * power
    elif -power < len(number):
        written = f"{number[:power]}.{number[power:]}"
    else:
        written = "0." + number.zfill(-power)
    return "-" + written if negative else written


def _factors(value: Factored) -> str:
    powers = [(prime, len(list(group))) for prime, group in groupby(value.factors)]
    return " * ".join(f"{digits(prime)}^{count}" if count > 1 else digits(prime) for prime, count in powers)
