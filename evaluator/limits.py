"""What an expression may cost. One unit of work is one bit² of multiplication, about 2 ps."""

from __future__ import annotations

from dataclasses import dataclass

WORK_PER_SECOND = 500_000_000_000  # units a usual core does in a second

STEP = 200_000  # one step of a program
REAL = 1_000_000  # one sum, product or quotient of inexact numbers
ELEMENTARY = 6_000_000  # exp, ln, sin … at working precision
SPECIAL = 30_000_000  # gamma and what rests on it
CHARACTER = 400_000  # reading one character of a function's source


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound an expression is held to; the last two bind the host's store of names."""

    text: int = 4_096
    tokens: int = 2_000
    nesting: int = 100
    bits: int = 32_768
    work: int = 10_000_000_000
    steps: int = 20_000
    calls: int = 64
    levels: int = 200
    frames: int = 640
    parameters: int = 16
    name: int = 32
    shift: int = 32_768
    places: int = 1_000
    digits: int = 4_300
    exponent: int = 1 << 60
    trig: int = 3_322
    names: int = 1_000
    stored_bits: int = 4_000_000


LIMITS = Limits()
