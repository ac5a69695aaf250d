"""Operators between values. A chain of one level is one node, so depth never follows length."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from .arithmetic import add, compare, divide, floor_divide, modulo, multiply, subtract
from .errors import Trouble
from .nodes import Node
from .numbers import Value, sign
from .powers import power, power_mod
from .work import Work

if TYPE_CHECKING:
    from .run import Run

Operation: TypeAlias = Callable[[Value, Value, Work], Value]


class Chain:
    """Operators of one level, left to right: `a + b - c`, `a * b / c`."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Node) -> None:
        """The parser appends (operation, operand, token) to `rest`."""
        self.first = first
        self.rest: list[tuple[Operation, Node, int]] = []

    def run(self, run: Run) -> Value:
        """Take the operands in, one by one."""
        total = self.first.run(run)
        work = run.work
        at = 0
        try:
            for operation, operand, at in self.rest:  # noqa: B007  where it failed
                total = operation(total, operand.run(run), work)
        except Trouble as trouble:
            raise trouble.placed((at, at)) from None
        return total


class Power:
    """a^b."""

    __slots__ = ("at", "base", "exponent")

    def __init__(self, base: Node, exponent: Node, at: int) -> None:
        """Where the first `^` stands."""
        self.base = base
        self.exponent = exponent
        self.at = at

    def run(self, run: Run) -> Value:
        """Raise the base."""
        try:
            return power(self.base.run(run), self.exponent.run(run), run.work)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None


class Tower:
    """The exponent of a^b^c: from the right, in one node however high it is."""

    __slots__ = ("at", "levels")

    def __init__(self, levels: list[Node], at: int) -> None:
        """At least two levels."""
        self.levels = levels
        self.at = at

    def run(self, run: Run) -> Value:
        """Raise each level to what stands above it."""
        try:
            values = [level.run(run) for level in self.levels]
            exponent = values.pop()
            while values:
                exponent = power(values.pop(), exponent, run.work)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None
        return exponent


class PowerModulo:
    """a^b mod m, modular from the start when all three are whole."""

    __slots__ = ("at", "modulus", "power")

    def __init__(self, power: Power, modulus: Node, at: int) -> None:
        """Where `mod` stands."""
        self.power = power
        self.modulus = modulus
        self.at = at

    def run(self, run: Run) -> Value:
        """Compute the remainder."""
        base, exponent = self.power.base.run(run), self.power.exponent.run(run)
        modulus = self.modulus.run(run)
        try:
            return _power_mod(base, exponent, modulus, run.work)
        except Trouble as trouble:
            raise trouble.placed((self.at, self.at)) from None


def _power_mod(base: Value, exponent: Value, modulus: Value, work: Work) -> Value:
    if isinstance(base, int) and isinstance(exponent, int) and isinstance(modulus, int):
        modular = exponent >= 0 and modulus != 0
        return (
            power_mod(base, exponent, modulus, work) if modular else modulo(power(base, exponent, work), modulus, work)
        )
    return modulo(power(base, exponent, work), modulus, work)


class Comparison:
    """a < b <= c: true when each neighbouring pair is."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Node) -> None:
        """The parser appends (test of the order, operand, token)."""
        self.first = first
        self.rest: list[tuple[Callable[[int], bool], Node, int]] = []

    def run(self, run: Run) -> Value:
        """Compare the pairs until one fails."""
        left = self.first.run(run)
        for test, operand, at in self.rest:
            right = operand.run(run)
            try:
                if not test(compare(left, right, run.work)):
                    return False
            except Trouble as trouble:
                raise trouble.placed((at, at)) from None
            left = right
        return True


class Either:
    """`or` (until = True) and `and` (until = False): decided by the first operand that settles it."""

    __slots__ = ("operands", "until")

    def __init__(self, operands: list[Node], until: bool) -> None:
        """At least two operands."""
        self.operands = operands
        self.until = until

    def run(self, run: Run) -> Value:
        """True or false."""
        for operand in self.operands:
            if bool(sign(operand.run(run))) is self.until:
                return self.until
        return not self.until


def add_share(a: Value, share: Value, work: Work) -> Value:
    """a + n% of a."""
    return add(a, multiply(a, share, work), work)


def subtract_share(a: Value, share: Value, work: Work) -> Value:
    """a - n% of a."""
    return subtract(a, multiply(a, share, work), work)


SUMS: dict[str, Operation] = {"+": add, "-": subtract}
SHARES: dict[str, Operation] = {"+": add_share, "-": subtract_share}
PRODUCTS: dict[str, Operation] = {"*": multiply, "/": divide, "mod": modulo, "%": modulo, "//": floor_divide}
TESTS: dict[str, Callable[[int], bool]] = {
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
