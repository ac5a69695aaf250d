"""Numbers as they are typed, read exactly; a huge exponent is judged before any power of ten is formed."""

from __future__ import annotations

from . import real as r
from .errors import Trouble
from .limits import ELEMENTARY
from .normalise import FRACTIONS, SUPERSCRIPTS
from .numbers import BITS, Ratio, Value, magnitude, ratio, real
from .work import Work

_BASES = {"x": 16, "b": 2, "o": 8}
_DECIMAL_BITS = int(BITS / 3.3219281)


def number(text: str, work: Work) -> Value:
    """Read one number token. Raises Trouble `bad_number`, `too_large` or `too_small`."""
    if text.isdigit() and text.isascii():
        return integer(text)
    if text[-1] in FRACTIONS:
        return _mixed(text, work)
    if text[4:5] == "-" and "e" not in text.lower():
        raise Trouble("not_supported", "Dates are not supported yet; put spaces around a minus.")
    text = text.replace("_", "").replace(",", "").replace(" ", "").lower()
    if text[1:2] in _BASES and text[0] == "0":
        return _based(text)
    mantissa, _, exponent = text.partition("e")
    before, _, after = mantissa.partition(".")
    after = after.rstrip("0")
    return _scaled(integer(before + after or "0"), -len(after), exponent, work)


def integer(digits: str) -> int:
    """Decimal digits to an integer, in pieces: a host may have set Python's own limit as low as 640."""
    if len(digits) <= 600:
        return int(digits)
    half = len(digits) // 2
    power: int = 10 ** (len(digits) - half)
    return integer(digits[:half]) * power + integer(digits[half:])


def _based(text: str) -> int:
    if len(text) < 3:
        raise Trouble("bad_number", f"{text} needs digits.")
    try:
        return int(text[2:], _BASES[text[1]])
    except ValueError:
        raise Trouble("bad_number", "Binary numbers have the digits 0 and 1 only, octal ones 0 to 7.") from None


def _scaled(digits: int, places: int, exponent: str, work: Work) -> Value:
    sign, exponent = exponent[:1] == "-", exponent.lstrip("+-").lstrip("0")
    if not digits:
        return 0
    if len(exponent) > 18:
        raise magnitude(not sign)
    power = places + (-int(exponent or "0") if sign else int(exponent or "0"))
    if 0 <= power <= _DECIMAL_BITS and digits.bit_length() + power * 3.322 <= BITS:
        return digits * int(10**power)
    if -_DECIMAL_BITS <= power < 0 and digits.bit_length() - power * 3.322 <= 2 * BITS:
        return ratio(digits, 10**-power, work)
    work.charge(50 * ELEMENTARY)
    ten = r.pow_int(r.from_int(10), power, r.PREC + 80, r.ROUND)
    return real(r.mul(r.from_int(digits), ten, r.PREC, r.ROUND))


def _mixed(text: str, work: Work) -> Value:
    n, d = FRACTIONS[text[-1]]
    before = number(text[:-1].rstrip(), work) if len(text) > 1 else 0
    if not isinstance(before, int):
        raise Trouble("bad_number", f"A fraction sign like {text[-1]} follows a whole number.")
    return Ratio(before * d + n, d) if n else before


def superscript(token: str) -> int:
    """The exponent a run of raised digits stands for."""
    digits = token.translate(SUPERSCRIPTS)
    if "-" in digits[1:] or digits == "-" or len(digits) > 600:
        raise Trouble("bad_number", "A raised minus stands before raised digits.")
    return int(digits)
